/** A mere hint is looked at in the lane of what nobody waits for, also when a limit holds it back. */
import { expect, it } from 'vitest';
import { AISHA } from '../../examples/acme/forms.ts';
import { lookAgain } from '../../src/app/intake/lookAgain.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { later } from '../../src/app/world.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { CallOptions, IdentityProvider } from '../../src/ports/provider.ts';
import { type Company, describeStory } from '../support/company.ts';
import { takeFrom } from '../support/hands.ts';
import { engineer, MARA, mara } from '../support/people.ts';
import { waiting } from '../support/sweeping.ts';

/** The company's provider, whose readings of an account say which lane they take, or are held back. */
function reading({ world }: Company, onRead: (call: CallOptions) => void | Promise<void>) {
  const providers = [...world.providers].map(([connection, provider]) => {
    const readAccount: IdentityProvider['readAccount'] = async (id, call) => {
      await onRead(call);
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
    const account = await accountOf(company);
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

  it('that a limit holds back keeps no case open that was asked while it had raised the account', async () => {
    const company = await makeCompany();
    const form = await company.file('Onboarding', mara());
    await company.untilQuiet();
    const task = (await company.state(form)).tasks[0]?.key;
    const account = await accountOf(company);
    const retryAt = later(await company.store.read.now(), 3_600_000);
    let isDone = false;
    const held = reading(company, async () => {
      await company.forms.moveTo(AISHA, task ?? '', 'Done');
      await lookAtIssue(company.world, form.id);
      isDone = (await company.state(form)).tasks.every(({ state }) => state === 'done');
      expect((await company.state(form)).proved).toBe(false);
      throw new Fault('transient', 'read account', { retryAt, note: 'held back' });
    });
    expect(await lookAgain(held, account)).toEqual({ again: retryAt });
    expect(isDone).toBe(true);
    await company.untilQuiet();
    expect((await company.state(form)).proved).toBe(true);
  });
});

async function accountOf({ store }: Company) {
  const [person] = await store.read.findPersons(MARA);
  const account = person === undefined ? undefined : (await store.read.person(person)).accounts[0]?.id;
  if (account === undefined) throw new Error(`nobody has an account for ${MARA}`);
  return account;
}
