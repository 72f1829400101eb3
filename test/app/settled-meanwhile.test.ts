/** What a person settles while a run is at its end is not asked again by that run. */
import { expect, it } from 'vitest';
import { lookAgain } from '../../src/app/intake/lookAgain.ts';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { describeStory } from '../support/company.ts';
import { clickAtOkta, decide, openKinds, takeFrom } from '../support/hands.ts';
import { accountWith, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

describeStory('two questions about one account', (makeCompany) => {
  it('are answered once each, also when the second answer comes while the first is being read back', async () => {
    const company = await makeCompany();
    const { world, store } = company;
    const hired = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    const [person] = await store.read.findPersons('E2001');
    const account = accountId(`okta/${person}`);
    takeFrom(company, 'app-zoom', MARA);
    await clickAtOkta(company, 'POST', `/users/${accountWith(company, MARA).id}/lifecycle/suspend`);
    await lookAgain(world, account);
    expect(await openKinds(company)).toEqual(['gone-after-verified', 'lowered-by-other-hand']);

    await world.engine.stop(1_000);
    expect(await decide(company, 'gone-after-verified', 'restore')).toMatchObject({ ok: true });
    // The last that a run asks before it records what it has read.
    let asked = 0;
    const cases: typeof store.read.cases = async (filter) => {
      asked += 1;
      if (asked === 1) expect(await decide(company, 'lowered-by-other-hand', 'restore')).toMatchObject({ ok: true });
      return store.read.cases(filter);
    };
    const late = { ...world, store: { ...store, read: { ...store.read, cases } } };
    await reconcileAccount(late, { lane: 'reconcile', account });
    expect(asked).toBeGreaterThan(0);
    expect(accountWith(company, MARA).status).toBe('SUSPENDED');

    await company.resume();
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual([]);
    expect(accountWith(company, MARA).status).toBe('ACTIVE');
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    expect((await company.state(hired)).proved).toBe(true);
  });
});
