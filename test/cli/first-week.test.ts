/** The commands of docs/operate/first-week.md, in its order, against the stand-ins: each says what the page says it says. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NADIA } from '../../examples/acme/forms.ts';
import { acme } from '../../examples/acme/world.ts';
import { groupsOf } from '../support/looks.ts';
import { type CliCompany, MARA, startCliCompany } from './company.ts';

const INES = ['--by', 'ines.keller@acme.example'] as const;
const RAFAEL = ['--by', 'rafael.ortiz@acme.example'] as const;
const PAGE = readFileSync(fileURLToPath(new URL('../../docs/operate/first-week.md', import.meta.url)), 'utf8');
const LONG = 90_000;
let company: CliCompany;
const said: string[] = [];

beforeAll(async () => {
  const shadow = (text: string) => text.replace('  default: live', '  default: shadow');
  // More is read here in a minute than the limits of one give.
  company = await startCliCompany(shadow, { okta: { limits: 'off' } });
});
afterAll(async () => {
  // For whoever writes the page anew.
  if (process.env.FIRST_WEEK !== undefined) writeFileSync(process.env.FIRST_WEEK, said.join('\n'));
  await company.stop();
});

const writes = () =>
  company.systems.okta.log.list().filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth2/')).length;

async function run(...argv: string[]) {
  const answer = await company.tenure(...argv);
  said.push(`$ tenure ${argv.join(' ')}\n${answer.out}${answer.err}(${answer.exit})\n`);
  return answer;
}

describe('the first week', { timeout: LONG }, () => {
  it('Monday: the diagnosis, in the terminal and as a page, writes nothing', async () => {
    const before = writes();
    const page = join(company.dataDir, 'diagnosis.html');
    const { exit, out } = await run('diagnose', '--html', page);
    expect([exit, out]).toEqual([0, expect.stringContaining('Which groups open the most used applications')]);
    const html = readFileSync(page, 'utf8');
    expect(html).toMatch(/^<!doctype html>[\s\S]*<h2>Five questions to each application<\/h2>/);
    expect(html).not.toMatch(/<script|src=|href=|@import|url\(/);
    if (process.platform !== 'win32') expect(statSync(page).mode & 0o077).toBe(0);
    expect((await run('diagnose', '--html', join(company.dataDir, 'no', 'where.html'))).exit).toBe(1);
    expect(writes()).toBe(before);
  });

  it('Tuesday: a form in shadow, and what IT did about it', async () => {
    const before = writes();
    await company.forms.file(NADIA, 'Onboarding', 'Mara', MARA);
    await company.until('held back', async () => (await company.store.read.heldBackAccounts(9)).length === 1);
    expect((await run('plan')).out).toContain('shadow: would create-account');
    expect((await run('shadow')).out).toMatch(/onboarding +0 +0 +0 +\d+/);
    expect((await run('shadow', '--patience', '0s')).out).toMatch(/onboarding +0 +\d+ +0 +0/);
    expect((await run('shadow', '--patience', 'soon')).exit).toBe(2);
    expect(writes()).toBe(before);
  });

  let adoptedOn = '';
  it('Wednesday: what is there is taken over, and HR’s list agrees with it', async () => {
    const before = writes();
    const plan = await run('adopt', '--plan', ...RAFAEL);
    const [, hash = ''] = /tenure adopt --confirm ([0-9a-f]{12}) /.exec(plan.out) ?? [];
    adoptedOn = /The list is on (\S+):/.exec(plan.out)?.[1] ?? '';
    expect((await run('adopt', '--confirm', hash, ...INES)).exit).toBe(0);
    await company.until('taken over', async () => (await company.store.read.adoptions('done')).length === 1);
    const file = join(company.dataDir, 'roster.csv');
    const lines = acme.okta.people.map(({ employeeNumber, department }) => `${employeeNumber},${department}`);
    const total = String(lines.length);
    writeFileSync(file, `Employee number,Department\n${lines.join('\n')}\n`);
    expect((await run('roster', file, ...RAFAEL)).err).toContain('it lacks #total and #as-of');
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Zurich' }).format(new Date());
    const sent = await run('roster', file, '--total', total, '--as-of', today, ...RAFAEL);
    expect(sent.out).toContain(`${total} people on the list. Nothing is removed by it.`);
    writeFileSync(file, `Employee number,Department\n${lines.slice(0, 5).join('\n')}\n`);
    const half = await run('roster', file, '--total', '5', '--as-of', today, ...RAFAEL);
    expect([half.exit, half.err]).toEqual([1, expect.stringContaining('Nothing of it was used.')]);
    expect((await run('roster', join(company.dataDir, 'none.csv'), ...RAFAEL)).err).toContain('cannot be read');
    expect(writes()).toBe(before);
  });

  it('Thursday: one group of people goes live, everybody else stays in shadow', async () => {
    const path = join(company.dataDir, 'policy', 'tenure.yaml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('  default: shadow', '  default: shadow\n  departments: { Science: live }'));
    expect((await run('policy', 'plan')).out).toContain('would be set free');
    const finance = groupsOf(company, 'sofia.rossi@acme.example');
    // What the adoption found missing is not in it.
    const applied = await run('policy', 'apply', ...RAFAEL);
    expect([applied.exit, applied.out]).toEqual([0, expect.stringContaining('is in force')]);
    await company.until('joined', async () => groupsOf(company, 'mara.lindt@acme.example').includes('science-lab'));
    expect(groupsOf(company, 'sofia.rossi@acme.example')).toEqual(finance);
    const sofia = async () => (await run('plan', 'sofia.rossi@acme.example')).out;
    expect(await sofia()).not.toContain('add-member');
    const list = await run('adopt', '--missing', adoptedOn, ...RAFAEL);
    const [, hash = ''] = /--confirm-missing ([0-9a-f]{12})/.exec(list.out) ?? [];
    expect((await run('adopt', '--confirm-missing', hash, ...RAFAEL)).exit).toBe(1);
    expect((await run('adopt', '--confirm-missing', hash, ...INES)).exit).toBe(0);
    await company.until('held back', async () => (await sofia()).includes('shadow: would add-member'));
    expect(groupsOf(company, 'sofia.rossi@acme.example')).toEqual(finance);
    expect((await run('shadow')).out).toContain('not known yet');
  });

  it('Friday: the switch, there and back', async () => {
    expect((await run('stop', ...INES)).exit).toBe(0);
    expect((await run('status')).out).toContain('stopped');
    expect((await run('resume', ...INES)).exit).toBe(0);
  });

  it('is on its page, command by command', () => {
    const commands = said.map(
      (text) => /^\$ tenure (\S+(?: --?(?:plan|confirm|html)| plan| apply)?)/.exec(text)?.[1] ?? '',
    );
    expect([...new Set(commands)].filter((one) => !PAGE.includes(`tenure ${one}`))).toEqual([]);
  });
});
