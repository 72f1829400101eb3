import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { acme } from '../../../examples/acme/world.ts';
import { connectionId, groupId, groupName } from '../shared/ids.ts';
import { birthright, compileTable } from './birthright.ts';
import { roleTargets } from './catalogue.ts';
import { checkAgainstProvider } from './check.ts';
import type { KnownGroup } from './model.ts';
import { parsePolicy } from './parse.ts';

const read = (name: string) => ({
  path: name,
  text: readFileSync(new URL(`../../../examples/acme/${name}`, import.meta.url), 'utf8'),
});
const parsed = parsePolicy(['tenure.yaml', 'reference-table.csv', 'catalogue.yaml', 'policy.yaml'].map(read));

describe('the example company', () => {
  if (!parsed.ok)
    throw new Error(parsed.problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
  const { policy, warnings } = parsed;
  const { settings, table, catalogue } = policy;
  const okta = connectionId('okta');
  const { fields, projects, groups } = acme.jira;

  it('has a policy without a single remark', () => expect(warnings).toEqual([]));

  it('fits its provider and its form', () => {
    const rules = new Set(acme.okta.rules.map(({ group }) => group));
    const known = acme.okta.groups.map(
      ({ name }): KnownGroup => ({
        name: groupName(okta, name),
        id: groupId(okta, name),
        owner: rules.has(name) ? 'rule' : 'tenure',
        members: 0,
      }),
    );
    const roles = roleTargets(catalogue)
      .filter(({ project, role }) => Object.hasOwn(projects.find(({ key }) => key === project)?.roles ?? {}, role))
      .map(
        ({ connection, name }): KnownGroup => ({ name, id: groupId(connection, name), owner: 'tenure', members: null }),
      );
    const options = Object.entries(settings.fields).flatMap(([name, shown]) => {
      const field = fields.find((one) => one.name === shown);
      return field?.options === undefined ? [] : [[name, field.options] as const];
    });
    expect(options.map(([name]) => name)).toContain('title');
    expect(checkAgainstProvider(policy, [...known, ...roles], Object.fromEntries(options))).toEqual([]);
  });

  it('asks on its help desk for what the catalogue has', () => {
    const levels = fields.find(({ name }) => name === 'Requested access')?.levels ?? {};
    const offered = Object.entries(levels).flatMap(([application, roles]) =>
      roles.map((role) => `${application}: ${role}`),
    );
    const known = catalogue.applications.flatMap(({ name, entitlements }) =>
      entitlements.map(({ role }) => `${name}: ${role}`),
    );
    expect(offered.length).toBeGreaterThan(0);
    expect(offered.filter((one) => !known.includes(one))).toEqual([]);
  });

  it('has every field, on the screens of the cases that need it', () => {
    expect(Object.values(settings.fields).filter((shown) => !fields.some(({ name }) => name === shown))).toEqual([]);
    const screens = new Map(
      projects.flatMap(({ types }) => types.map(({ name, screen }) => [name, screen ?? []] as const)),
    );
    expect(screens.get('Onboarding')).toEqual(
      expect.arrayContaining(settings.requiredFields.map((name) => settings.fields[name])),
    );
    for (const kind of ['Change', 'Leave', 'Offboarding']) expect(screens.get(kind)).toContain(settings.fields.person);
    for (const one of screens.values())
      expect(one.filter((name) => !fields.some((field) => field.name === name))).toEqual([]);
  });

  it('has the projects, issue types, statuses and filers of its cases', () => {
    for (const { project, issueType, mayFile, statuses } of settings.cases) {
      const held = projects.find(({ key }) => key === project);
      const type = held?.types.find(({ name }) => name === issueType);
      const workflow = acme.jira.workflows.find(({ name }) => name === type?.workflow);
      for (const status of Object.values(statuses))
        expect(workflow?.statuses.map(({ name }) => name)).toContain(status);
      for (const filer of mayFile) {
        const found =
          filer.kind === 'group'
            ? groups.some(({ name }) => name === filer.group)
            : Object.hasOwn(held?.roles ?? {}, filer.role);
        expect(found).toBe(true);
      }
    }
  });

  it('gives everyone something, and a scientist what science needs', () => {
    const compiled = compileTable(table);
    for (const person of acme.okta.people) {
      const { department, title, location, workerType } = person;
      expect(birthright(compiled, { department, title, location, workerType }).length).toBeGreaterThan(4);
    }
    const scientist = { department: 'Science', title: 'Lab Technician', location: 'Basel', workerType: 'employee' };
    expect(
      birthright(compiled, scientist).flatMap(({ given }) => (given.kind === 'entitlement' ? [given.entitlement] : [])),
    ).toEqual(expect.arrayContaining(['benchling:scientist', 'lab-access:badge', 'slack:member']));
  });

  it('is of a believable size', () => {
    expect(catalogue.applications.length).toBeGreaterThanOrEqual(14);
    expect(table.length).toBeGreaterThanOrEqual(30);
    expect(acme.okta.groups.length).toBeGreaterThanOrEqual(25);
  });
});
