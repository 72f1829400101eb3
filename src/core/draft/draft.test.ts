import { describe, expect, it } from 'vitest';
import { checkAgainstProvider, parsePolicy } from '../policy/index.ts';
import type { KnownGroup } from '../policy/model.ts';
import { filesOf, policyIn, SMALL } from '../policy/testing/policies.ts';
import { connectionId, groupId, groupName } from '../shared/ids.ts';
import { draftCatalogue } from './draft.ts';
import { riskIn, roleIn, slugOf } from './guess.ts';
import type { DraftInput } from './model.ts';

const okta = connectionId('okta');
const group = (name: string, more: Partial<KnownGroup> = {}): KnownGroup => ({
  id: groupId(okta, name),
  name: groupName(okta, name),
  owner: 'tenure',
  members: 3,
  ...more,
});
const app = (name: string, ...groups: readonly string[]): DraftInput['applications'][number] => ({
  app: `0oa-${name}`,
  name,
  groups: groups.map((one) => groupId(okta, one)),
  closesAccounts: true,
});
const EMPTY = { catalogue: 'applications: {}\n', table: 'id,department,entitlements\n' };
const GROUPS = ['figma-viewers', 'figma-owners', 'app-sketch', 'sketch-admins', 'okta: "odd" #1', 'Münster']
  .map((name) => group(name))
  .concat([
    group('Everyone', { owner: 'built-in' }),
    group('site-admins', { admin: true }),
    group('by-rule', { owner: 'rule' }),
  ]);
const APPS = [
  app('Sketch', 'sketch-admins', 'app-sketch', 'Everyone'),
  app('Figma', 'figma-viewers'),
  app('Odd: #"one"', 'okta: "odd" #1'),
  app('Console', 'site-admins', 'by-rule'),
  app('Lonely'),
];
const draft = (more: Partial<DraftInput> = {}) =>
  draftCatalogue({ policy: policyIn(EMPTY), groups: GROUPS, applications: APPS, asked: [], ...more });
const readBack = (catalogue: string) => {
  const parsed = parsePolicy(filesOf({ ...SMALL, ...EMPTY, catalogue }));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.policy;
};

describe('a draft', () => {
  it('is a catalogue our own parser reads: each application with a role for each of its groups', () => {
    const policy = readBack(draft().text);
    const read = policy.catalogue.applications.map(({ id, name, entitlements }) => [
      id,
      name,
      ...entitlements.map(({ role, groups, risk }) => `${role} ${groups.join()} ${risk}`),
    ]);
    expect(read).toEqual([
      ['figma', 'Figma', 'viewer okta:figma-viewers low'],
      ['odd-one', 'Odd: #"one"', '1 okta:okta: "odd" #1 medium'],
      ['sketch', 'Sketch', 'user okta:app-sketch medium', 'admin okta:sketch-admins high'],
    ]);
  });

  it('says why it proposes a risk, and what it left out', () => {
    const { text, leftOut } = draft();
    expect(text).toContain(
      `admin: { groups: [sketch-admins], risk: high } # proposed: its name says "admin"; 3 are in it`,
    );
    expect(leftOut).toEqual([
      'by-rule of Console: is filled by a rule of the provider',
      'site-admins of Console: makes administrators at the provider, so Tenure never writes it',
      'Lonely: no group is assigned to it',
      "Everyone of Sketch: is the provider's own: everybody has it",
      'figma-owners: assigned to no application; by its name it may belong to Figma',
    ]);
    for (const line of leftOut) expect(text).toContain(`#   ${line}`);
  });

  it('cannot be put in force before somebody has said who answers for each application', () => {
    const problems = checkAgainstProvider(readBack(draft().text), GROUPS);
    expect(problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(
      Array(3).fill('owner-unknown'),
    );
  });

  it('is the same whatever the order of the listings', () =>
    expect(draft({ groups: [...GROUPS].reverse(), applications: [...APPS].reverse() }).text).toBe(draft().text));

  it('has only what the present catalogue lacks, and says where that belongs', () => {
    const policy = readBack(
      'applications:\n  sk: { name: sketch, owner: mara@small.example, entitlements: { user: { groups: [app-sketch] } } }\n',
    );
    const { text, applications } = draft({ policy, applications: APPS.slice(0, 2) });
    expect(applications).toBe(2);
    expect(text).toContain('# In the catalogue already: move these roles there.\n  sk:\n');
    expect(
      readBack(text).catalogue.applications.map(({ id, owner, entitlements }) => [id, owner, entitlements.length]),
    ).toEqual([
      ['figma', 'nobody@owner.invalid', 1],
      ['sk', 'mara@small.example', 1],
    ]);
    const whole = draft({ policy: readBack(draft().text) });
    expect([whole.applications, readBack(whole.text).catalogue.applications]).toEqual([0, []]);
  });

  it('proposes what people ask for again and again, to be opened by hand where no group does', () => {
    const { text } = draft({
      applications: APPS.slice(1, 2),
      asked: [
        { name: 'Notion', times: 7 },
        { name: 'figma', times: 6 },
      ],
    });
    expect(readBack(text).catalogue.applications).toMatchObject([
      { id: 'figma' },
      { id: 'notion', name: 'Notion', provisioning: 'manual' },
    ]);
    expect(text).toContain('# Asked for 7 times');
    expect(text).toContain('# Asked for 6 times');
  });
});

describe('a guess', () => {
  it.each([
    ['app-figma-editors', 'Figma', 'editor'],
    ['GitHubMaintainers', 'GitHub', 'maintainer'],
    ['app-slack', 'Slack', 'user'],
    ['eng_core', 'AWS', 'eng-core'],
  ])('%s of %s is the role %s', (name, of, role) => expect(roleIn(name, of)).toBe(role));

  it('takes privileged words for high risk, harmless ones for low, and the rest for neither', () =>
    expect(['aws-PROD', 'x-Admins', 'x-readonly', 'x'].map((name) => riskIn(name).risk)).toEqual([
      'high',
      'high',
      'low',
      'medium',
    ]));

  it('makes an id of any name', () => expect(slugOf('Zürich – Büro (2)')).toBe('zurich-buro-2'));
});
