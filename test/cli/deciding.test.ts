/** Commands by which a named person decides: a policy, a held change set, an exception, the stop switch. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEN } from '../../examples/acme/forms.ts';
import { type CliCompany, MARA, say, startCliCompany } from './company.ts';

const INES = ['--by', 'ines.keller@acme.example'] as const;
const RAFAEL = ['--by', 'rafael.ortiz@acme.example'] as const;
const TWO = { ...MARA, 'Employee number': 'E2002', 'First name': 'Jonas', 'Last name': 'Egli', Applications: null };

let company: CliCompany;
let hired: string;

beforeAll(async () => {
  company = await startCliCompany((text) => text.replace('peoplePerOrigin: 25', 'peoplePerOrigin: 1'));
  hired = (await company.proved('Onboarding', MARA)).key;
  await company.proved('Onboarding', TWO);
});
afterAll(() => company.stop());

function editFile(name: string, edit: (text: string) => string): void {
  const path = join(company.dataDir, 'policy', name);
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
}

const heldGroups = async (person: string) => {
  const { json } = await company.tenure('explain', person, '--json');
  return (json() as { groups: { name: string }[] }).groups.map(({ name }) => name);
};

describe('tenure announce', () => {
  const NADIA = 'nadia.weber@acme.example';
  const announces = (...argv: string[]) =>
    company.tenure('announce', NADIA, '--reason', 'A site closes', ...RAFAEL, ...argv);

  it('says how many are to come and until when, and with none that it is over', async () => {
    expect((await announces('--people', '0')).err).toContain(`Nothing is announced for ${NADIA}`);
    expect((await announces('--people', '1')).err).toContain('needs --until');
    expect((await announces('--people', '-1')).err).toContain('a number from 0');
    const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    expect((await announces('--people', '2', '--until', day)).out).toMatch(
      /^2 that nadia\.weber\S+ files from now on pass/,
    );
    expect((await company.tenure('announce', '--list')).out).toContain('0 of 2 have passed');
    expect((await announces('--people', '0')).out).toBe(`Nothing is announced for ${NADIA} any more; 0 had passed.\n`);
    expect((await company.tenure('announce', '--list')).out).toBe('Nothing is announced.\n');
  });
});

describe('tenure policy', () => {
  it('plans whom it leaves what they hold for another reason, apart from who gains', async () => {
    const [row, wider] = ['science,,Science,,,benchling', 'science,,Science,,,figma:viewer|benchling'];
    editFile('reference-table.csv', (text) => text.replace(row, wider));
    const { out } = await company.tenure('policy', 'plan');
    editFile('reference-table.csv', (text) => text.replace(wider, row));
    expect(out).toContain(
      [
        '1 person would gain or lose access:',
        '  Jonas Egli (e2002)',
        '    + okta:app-figma-viewer',
        '1 person would hold for other reasons, and until another day, what they hold:',
        '  Mara Lindt (e2001)',
        '    = okta:app-figma-viewer (held before and after, for other reasons)',
        '',
      ].join('\n'),
    );
  });

  it('plans who would gain and lose what, and changes nothing', async () => {
    expect((await company.tenure('policy', 'plan')).out).toContain('Nobody gains or loses anything.');
    editFile('reference-table.csv', (text) => text.replace('|confluence:user,all-staff-tools', ',all-staff-tools'));
    const { exit, out } = await company.tenure('policy', 'plan');
    expect(exit).toBe(0);
    expect(out).toContain('2 people would gain or lose access:');
    expect(out).toContain('Mara Lindt (e2001)\n    - okta:app-confluence');
    expect(out).toContain(
      'It would be held until a person confirms it:\n  2 people are touched; 1 are allowed at once',
    );
    expect(await heldGroups('E2001')).toContain('okta:app-confluence');
  });

  it('wants to know who changes it', async () => {
    const { exit, err } = await company.tenure('policy', 'apply');
    expect(exit).toBe(2);
    expect(err).toContain('TENURE_ACTOR');
  });

  it('takes nobody for the approver who changes it, or who may not confirm', async () => {
    const apply = (approver: string) => company.tenure('policy', 'apply', ...INES, '--approver', approver);
    const own = await apply('ines.keller@acme.example');
    expect([own.exit, own.err]).toEqual([1, expect.stringContaining('somebody else has to confirm')]);
    const ben = await apply('ben.carter@acme.example');
    expect([ben.exit, ben.err]).toEqual([1, expect.stringContaining('has no right to this')]);
  });

  it('is held over the limits, and a rejection leaves everything as it was', async () => {
    const { exit, json } = await company.tenure('policy', 'apply', ...INES, '--commit', '4f2a9c1', '--json');
    expect(exit).toBe(1);
    const { kind, changeSet } = json() as { kind: string; changeSet: string };
    expect(kind).toBe('held');
    expect((await company.tenure('change-sets', changeSet, '--json')).json()).toMatchObject({ commit: '4f2a9c1' });
    const rejected = await company.tenure('confirm', changeSet, '--verdict', 'reject', ...INES);
    expect(rejected.out).toContain('nothing changes');
    expect((await company.tenure('confirm', changeSet, '--verdict', 'reject', ...INES)).err).toContain('is not held');
  });

  it('comes into force by a confirmation of exactly what was shown, by somebody who may', async () => {
    const { json } = await company.tenure('policy', 'apply', ...INES, '--json');
    const { changeSet: id } = json() as { changeSet: string };
    const { out } = await company.tenure('change-sets', id);
    const hash = /--hash ([0-9a-f]+)/.exec(out)?.[1] ?? '';
    expect(out).toContain('- okta:app-confluence');

    expect((await company.tenure('confirm', id, ...INES)).exit).toBe(2);
    const own = await company.tenure('confirm', id, '--hash', hash, ...INES);
    expect([own.exit, own.err]).toEqual([1, expect.stringContaining('somebody else has to confirm')]);
    expect((await company.tenure('confirm', id, '--hash', '0'.repeat(12), ...RAFAEL)).err).toContain('The hash is not');
    const ben = await company.tenure('confirm', id, '--hash', hash, '--by', 'ben.carter@acme.example');
    expect([ben.exit, ben.err]).toEqual([1, expect.stringContaining('has no right to this')]);

    const confirmed = await company.tenure('confirm', id, '--hash', hash, ...RAFAEL);
    expect(confirmed.out).toContain('2 people are changed');
    await company.until('the change is applied', async () => {
      const { json: sets } = await company.tenure('change-sets', '--state', 'done', '--json');
      return (sets() as { changeSets: unknown[] }).changeSets.length === 1;
    });
    expect(await heldGroups('E2001')).not.toContain('okta:app-confluence');
    expect((await company.tenure('policy', 'apply', ...INES)).out).toContain('is in force already');
  });

  it('records commit and author where the files lie in a work tree, and the author of the commit is no approver', async () => {
    const folder = join(company.dataDir, 'policy');
    const git = (...argv: string[]) =>
      execFileSync(
        'git',
        ['-c', 'user.name=Ines', '-c', 'user.email=ines.keller@acme.example', '-C', folder, ...argv],
        {
          encoding: 'utf8',
        },
      );
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'The policy');
    editFile('catalogue.yaml', (text) => text.replace('tail: 24h', 'tail: 25h'));
    const dirty = await company.tenure('policy', 'apply', ...RAFAEL, '--require-clean');
    expect([dirty.exit, dirty.err]).toEqual([
      1,
      'The files are not as committed. Nothing was changed.\n  catalogue.yaml\n',
    ]);
    expect((await company.tenure('policy', 'plan')).out).toContain('catalogue.yaml: not as committed');
    git('commit', '-qam', 'Another tail');
    const commit = git('rev-parse', 'HEAD').trim();
    const own = await company.tenure('policy', 'apply', ...RAFAEL, '--approver', 'ines.keller@acme.example');
    expect([own.exit, own.err]).toEqual([1, expect.stringContaining('somebody else has to confirm')]);
    const applied = await company.tenure('policy', 'apply', ...RAFAEL, '--require-clean', '--json');
    const source = { commit, commitBy: 'ines.keller@acme.example' };
    expect([applied.exit, applied.json()]).toEqual([0, expect.objectContaining({ kind: 'in-force', source })]);
    const last = (await company.store.read.stream('system')).findLast(({ event }) => event.type === 'PolicyApplied');
    expect(last?.event).toMatchObject({ author: 'rafael.ortiz@acme.example', ...source });
  });

  it('refuses what the provider does not have, with file, line and a way out', async () => {
    editFile('catalogue.yaml', (text) => text.replace('[app-slack]', '[app-slak]'));
    const { exit, err } = await company.tenure('policy', 'apply', ...INES);
    expect(exit).toBe(1);
    expect(err).toMatch(/catalogue\.yaml:\d+: error unknown-group: .*app-slak.*Did you mean "app-slack"/);
    const doctor = await company.tenure('doctor');
    expect(doctor.out).toContain('the files say something else than what is in force');
    editFile('catalogue.yaml', (text) => text.replace('[app-slak]', '[app-slack]'));
  });

  it('prints every problem of files that cannot be read, and no stack', async () => {
    editFile('tenure.yaml', (text) =>
      text.replace('startHour: "08:00"', 'startHour: "25:00"').replace('company:', 'compny:'),
    );
    const { exit, err } = await company.tenure('policy', 'plan');
    expect(exit).toBe(1);
    expect(err).toMatch(/tenure\.yaml:\d+: error .*startHour/);
    expect(err).toMatch(/tenure\.yaml:\d+: error .*compny/);
    expect(err).not.toMatch(/\n\s+at /);
    const { json } = await company.tenure('policy', 'plan', '--json');
    expect(json()).toMatchObject({ refusal: 'bad-policy', details: expect.any(Array) });
    expect((await company.tenure('doctor')).exit).toBe(1);
  });
});

describe('tenure confirm', () => {
  it('settles an exception with a fitting verdict and a reason, by somebody who may', async () => {
    await company.forms.edit(BEN, hired, { Department: 'Finance' });
    await company.until('the edit is an exception', async () => {
      const { json } = await company.tenure('exceptions', '--json');
      return (json() as { exceptions: unknown[] }).exceptions.length === 1;
    });
    const { out } = await company.tenure('exceptions');
    expect(out).toContain('Someone without the right edited the form.');
    expect(out).toContain('verdicts: ignore');

    const over = await company.tenure('exceptions', 'hand-over', hired, '--to', RAFAEL[1], '--reason', 'his', ...INES);
    expect([over.exit, over.out]).toEqual([0, expect.stringContaining(`Handed over to ${RAFAEL[1]}`)]);
    const shown = await company.tenure('exceptions', 'show', hired);
    expect(shown.out).toMatch(/0 min; rafael\.ortiz@acme\.example answers for it/);
    expect(shown.out).toMatch(/ {2}raised\n(?:.*\n)*?.*handed over to rafael.* by ines.* \(“his”\)/);
    expect((await company.tenure('exceptions', 'shew', hired)).exit).toBe(2);
    expect((await company.tenure('exceptions', 'hand-over', hired, ...INES)).exit).toBe(2);

    const because = ['--reason', 'a slip of the hand'] as const;
    const misfit = await company.tenure('confirm', hired, '--verdict', 'adopt', ...because, ...INES);
    expect([misfit.exit, misfit.err]).toEqual([1, expect.stringContaining('Possible are:\n  ignore')]);
    expect((await company.tenure('confirm', hired, '--verdict', 'ignore', ...INES)).exit).toBe(2);
    expect((await company.tenure('confirm', hired, '--verdict', 'maybe', ...because, ...INES)).exit).toBe(2);
    const settled = await company.tenure('confirm', hired, '--verdict', 'ignore', ...because, ...INES);
    expect([settled.exit, settled.out]).toEqual([0, expect.stringContaining('ignore, by ines.keller@acme.example')]);
    expect((await company.tenure('confirm', hired, '--verdict', 'ignore', ...because, ...INES)).exit).toBe(1);
    expect((await company.tenure('exceptions', '--all')).out).toContain('settled');
  });
});

describe('tenure stop', () => {
  it('stops and resumes by a named role, and TENURE_ACTOR may say who', async () => {
    const ben = await company.tenure('stop', '--by', 'ben.carter@acme.example');
    expect(ben.exit).toBe(1);
    expect((await company.tenure('stop', ...INES)).out).toContain('Leavers still lose their access.');
    expect((await company.tenure('status')).out).toContain('stopped by ines.keller@acme.example');
    expect((await company.tenure('plan')).out).toContain('Writes are stopped');
    expect((await company.tenure('resume', ...INES, '--json')).json()).toEqual({ by: 'ines.keller@acme.example' });
    const again = await say(['resume'], { ...company.variables, TENURE_ACTOR: 'ines.keller@acme.example' });
    expect([again.exit, again.err]).toEqual([1, 'Writes are not stopped.\n']);
  });
});
