/** One emulator from the command line: what is asked for wrongly ends in a sentence, and the plan that the papers name is one. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FAULT_KITS } from './faultKits.ts';
import { readFaultPlan } from './kit/faults/plan.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function emulate(...argv: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'emulators/main.ts', ...argv], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stderr };
}

describe('npm run emulate', () => {
  it.each([
    [['okta', '--port', 'abc'], '--port abc: a whole number from 0 to 65535 is wanted'],
    [['okta', '--latency', 'x'], '--latency x: a whole number from 0 to 900000 is wanted'],
    [['okta', '--limits', 'none'], '--limits none: off, workforce or integrator is wanted'],
    [['jira', '--fault-seed', '-1'], '--fault-seed'],
  ])(
    '%j is answered with a sentence and how to use it',
    (argv, says) => {
      const { status, stderr } = emulate(...argv);
      expect(stderr).toContain(says);
      expect(stderr).toMatch(/\nUsage: npm run emulate okta\|jira\|slack\|mail -- /);
      expect(stderr).not.toMatch(/\n\s+at |node:internal/);
      expect(status).toBe(2);
    },
    70_000,
  );

  it('has a plan for every emulator where the papers say there is one', () => {
    const text = readFileSync(new URL('../examples/acme/faults.yaml', import.meta.url), 'utf8');
    for (const kits of [FAULT_KITS, ...FAULT_KITS.map((kit) => [kit])]) {
      expect(readFaultPlan(text, kits, undefined)).toMatchObject({ ok: true });
    }
  });

  it('refuses and loses nothing in it that the people of the tour call, who try nothing again', () => {
    const people: Readonly<Record<string, readonly string[]>> = {
      okta: ['list-groups', 'list-groups-of-user', 'remove-member'],
      jira: ['search', 'create-issue', 'read-issue', 'edit-issue', 'transition', 'find-user', 'create-request'],
    };
    const text = readFileSync(new URL('../examples/acme/faults.yaml', import.meta.url), 'utf8');
    const read = readFaultPlan(text, FAULT_KITS, undefined);
    const ending = read.ok ? read.plan.faults.filter((fault) => fault.do !== 'delay') : [];
    expect(ending).not.toEqual([]);
    for (const fault of ending) {
      const at = fault.at ?? '';
      const operation = 'operation' in fault ? (fault.operation ?? '') : '';
      expect([at, operation]).not.toContain('');
      expect(people[at] ?? []).not.toContain(operation);
    }
  });

  it.each(['README.md', 'docs/extend/fault-kit.md'])('%s names no plan that is not there', (path) => {
    const named = [...readFileSync(`${root}${path}`, 'utf8').matchAll(/--faults ([\w./-]+\.yaml)/g)].map(
      ([, one]) => one,
    );
    expect(new Set(named)).toEqual(new Set(['examples/acme/faults.yaml']));
  });
});
