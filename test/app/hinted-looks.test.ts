/** A mere hint is looked at in the lane of what nobody waits for, also when a limit holds it back. */
import { expect, it } from 'vitest';
import { lookAgain } from '../../src/app/lookAgain.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { CallOptions, IdentityProvider } from '../../src/ports/provider.ts';
import { type Company, describeStory } from '../support/company.ts';
import { takeFrom } from '../support/hands.ts';
import { engineer, MARA } from '../support/people.ts';
import { waiting } from '../support/sweeping.ts';

/** The company's provider, whose readings of an account say which lane they take, or are held back. */
function reading({ world }: Company, onRead: (call: CallOptions) => void) {
  const providers = [...world.providers].map(([connection, provider]) => {
    const readAccount: IdentityProvider['readAccount'] = (id, call) => {
      onRead(call);
      return provider.readAccount(id, call);
    };
    return [connection, { ...provider, readAccount }] as const;
  });
  return { ...world, providers: new Map(providers) };
}

describeStory('a hint', (makeCompany) => {
  it('is read in the bulk lane, waits as a hint for a limit, and finds what another hand did all the same', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const [person] = await company.store.read.findPersons(MARA);
    const account = person === undefined ? undefined : (await company.store.read.person(person)).accounts[0]?.id;
    if (account === undefined) throw new Error(`nobody has an account for ${MARA}`);
    takeFrom(company, 'app-zoom', MARA);

    const retryAt = await company.store.read.now();
    const held = reading(company, () => {
      throw new Fault('transient', 'read account', { retryAt, note: 'held back' });
    });
    expect(await lookAgain(held, account)).toEqual({ again: retryAt });
    // As settled as before: nobody looks for it as for something that is wanted.
    const row = await company.store.read.reconcileRow(account);
    expect(row).toMatchObject({ appliedRev: row?.wantedRev, leaseReleased: true, retryAt: null, attempts: 0 });
    expect(await waiting(company)).toEqual([]);

    const lanes: string[] = [];
    await lookAgain(
      reading(company, ({ lane }) => void lanes.push(lane)),
      account,
    );
    await company.untilQuiet();
    expect(lanes).toEqual(['bulk']);
    expect(await waiting(company)).toEqual(['gone-after-verified']);
  });
});
