/** `tenure adopt`, as somebody types it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acme } from '../../examples/acme/world.ts';
import { type CliCompany, startCliCompany } from './company.ts';

const INES = ['--by', 'ines.keller@acme.example'] as const;
const RAFAEL = ['--by', 'rafael.ortiz@acme.example'] as const;

let company: CliCompany;

beforeAll(async () => {
  company = await startCliCompany();
});
afterAll(() => company.stop());

const adopt = (...argv: string[]) => company.tenure('adopt', ...argv);

describe('tenure adopt', () => {
  it.each([
    [['--plan', '--confirm', 'abcdef0123', ...INES], 'Either --plan, or --confirm'],
    [[...INES], 'Either --plan, or --confirm'],
    [['--plan'], 'TENURE_ACTOR'],
    [['--confirm', 'abcdef0123', '--department', 'IT', ...INES], 'leave the scope out'],
    [['--confirm', 'abc', ...INES], 'not valid'],
    [['--plan', '--department', 'IT', '--application', 'figma', ...INES], 'not valid'],
  ])('%j is asked for wrongly', async (argv, says) => {
    const { exit, err } = await adopt(...argv);
    expect(err).toContain(says);
    expect(exit).toBe(2);
  });

  it('plans, names the issue and the hash, and is confirmed by somebody else with the right', async () => {
    const writes = () => company.systems.okta.log.list().filter(({ method }) => method !== 'GET').length;
    const before = writes();
    const plan = await adopt('--plan', ...INES);
    expect(plan.exit).toBe(0);
    expect(plan.out).toMatch(new RegExp(`matched to a person +${acme.okta.people.length} `));
    expect(plan.out).toContain('Nothing was changed at the provider.');
    const [, hash = ''] = /tenure adopt --confirm ([0-9a-f]{12}) /.exec(plan.out) ?? [];
    const again = (await adopt('--plan', ...RAFAEL, '--json')).json() as { hash: string; by: string; case: string };
    // The same list is still hers.
    expect(again).toMatchObject({ by: 'ines.keller@acme.example', case: 'PEO-1' });
    expect(again.hash.startsWith(hash)).toBe(true);

    const refused = async (...argv: string[]) => {
      const { exit, err } = await adopt('--confirm', ...argv);
      expect(exit).toBe(1);
      return err;
    };
    expect(await refused(hash, ...INES)).toContain('somebody else has to confirm');
    expect(await refused(hash, '--by', 'ben.carter@acme.example')).toContain('has no right to this');
    expect(await refused('0123456789ab', ...RAFAEL)).toContain('No list that waits');

    const confirmed = await adopt('--confirm', hash, ...RAFAEL);
    expect(confirmed.out).toContain(`${acme.okta.people.length} people are taken over`);
    await company.until('taken over', async () => (await company.store.read.adoptions('done')).length === 1);
    const { out } = await company.tenure('explain', 'priya.raman@acme.example');
    expect(out).toMatch(/Priya Raman .*works here since before 20/);
    expect(out).toMatch(/okta:app-slack\n +row everyone .* given by PEO-1, since before 20/);
    expect((await company.tenure('cases', '--person', '1009')).out).toMatch(/PEO-1 +adoption/);
    expect((await company.tenure('cases')).out.match(/PEO-1/g)?.length).toBeGreaterThan(0);
    expect(await refused(hash, ...RAFAEL)).toContain('No list that waits');
    expect(writes()).toBe(before);
  });
});
