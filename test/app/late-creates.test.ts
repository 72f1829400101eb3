/** A create whose answer was lost may land after everybody has looked: a leaver is not proved before it must be over. */
import { expect, it } from 'vitest';
import { Fault } from '../../src/ports/fault.ts';
import type { IdentityProvider } from '../../src/ports/provider.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

/** From now on creates are taken by the vendor and answered by nobody; the answer carries out the first of them. */
function createsLateAt({ world }: Company): () => Promise<void> {
  const { providers } = world;
  const calls: (() => Promise<unknown>)[] = [];
  for (const [id, provider] of providers) {
    const createAccount: IdentityProvider['createAccount'] = async (...call) => {
      calls.push(() => provider.createAccount(...call));
      throw new Fault('transient', 'create account', { outcomeUnknown: true });
    };
    if (providers instanceof Map) providers.set(id, { ...provider, createAccount });
  }
  return async () => {
    await calls[0]?.();
  };
}

const typesOf = async (company: Company, issue: { readonly id: string; readonly key: string }) =>
  (await company.timeline(issue)).map(({ event }) => event.type);

describeStory('a leaver whose create was cut off', (makeCompany) => {
  it('is closed when the account appears after the first look', async () => {
    const company = await makeCompany();
    const land = createsLateAt(company);
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await typesOf(company, left)).toContain('AccountSought');
    expect(await typesOf(company, left)).not.toContain('LeaverVerified');
    expect((await company.state(left)).proved).toBe(false);

    await company.pass('1m');
    await land();
    expect(groupsOf(company, MARA)).toContain('all-employees');
    await company.pass('1m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect(groupsOf(company, MARA)).toEqual([]);
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is proved by a second look when none ever appears', async () => {
    const company = await makeCompany();
    createsLateAt(company);
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('80s');
    expect((await company.state(left)).proved).toBe(false);
    await company.pass('20s');
    expect((await company.state(left)).proved).toBe(true);
    expect(commentsOn(company, left).join('\n')).toMatch(/No account found; looked for once more/);
    expect((await typesOf(company, left)).filter((type) => type === 'AccountSought')).toHaveLength(1);
  });

  it('is looked for once more also when the start was put off before it was called off', async () => {
    const company = await makeCompany();
    const land = createsLateAt(company);
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await company.edit(issue, { 'Start date': '2026-04-13' });
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(false);
    await company.pass('1m');
    await land();
    await company.pass('1m');
    expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    expect((await company.state(left)).proved).toBe(true);
  });

  it('is proved at once when none was ever wanted', async () => {
    const company = await makeCompany();
    createsLateAt(company);
    await company.file('Onboarding', engineer({ 'Start date': '2026-04-13' }));
    await company.untilQuiet();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    expect(await typesOf(company, left)).not.toContain('AccountSought');
    expect((await company.state(left)).proved).toBe(true);
  });
});
