/** The clock stands ahead when an account is looked at, and is put right before anything is sent: the process stood still. */
import { expect, it } from 'vitest';
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import { stopSignIn } from '../../src/app/reconcile/signIn.ts';
import { later, type World } from '../../src/app/world.ts';
import { type AccountId, accountId, type ConnectionId } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import type { IdentityProvider } from '../../src/ports/provider.ts';
import type { Store } from '../../src/ports/store.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const NINE_DAYS = 9 * 86_400_000;
const TEN_MINUTES = 600_000;

const showing = (store: Store, now: () => Instant): Store => ({
  ...store,
  read: { ...store.read, now: async () => now() },
  transaction: (work, locks) =>
    store.transaction((tx) => {
      const get = (_: typeof tx, key: string | symbol) => {
        const own = Reflect.get(tx, key);
        return key === 'now' ? now() : typeof own === 'function' ? own.bind(tx) : own;
      };
      return work(new Proxy(tx, { get }));
    }, locks),
});

/** Nine days ahead; in that call it is put right, and the process stands still for ten minutes. */
function aheadUntil({ world, store, now }: Company, call: 'holdsAdminRole' | 'suspend'): World {
  let isPutRight = false;
  const providers = new Map<ConnectionId, IdentityProvider>();
  for (const [id, provider] of world.providers) {
    const standsStill = async (...given: readonly unknown[]) => {
      const answer = await Reflect.apply(provider[call], provider, given);
      isPutRight = true;
      return answer;
    };
    providers.set(id, { ...provider, [call]: standsStill });
  }
  return {
    ...world,
    providers,
    store: showing(store, () => (isPutRight ? now() : later(now(), NINE_DAYS))),
    monotonic: () => world.monotonic() + (isPutRight ? TEN_MINUTES : 0),
  };
}

/** Until the tenth: over by a clock that stands nine days ahead, and by no other. */
async function maraWorks(company: Company): Promise<AccountId> {
  await company.file('Onboarding', engineer({ 'Last day': '2026-03-10' }));
  await company.untilQuiet();
  company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
  await company.untilQuiet();
  await company.world.engine.stop(1_000);
  const [person] = await company.store.read.findPersons('E2001');
  const account = accountId(`okta/${person}`);
  await company.store.transaction(async (tx) => void tx.raiseWanted(account, null));
  return account;
}

/** Whether it is noted that we set out to stop Mara's sign-in. */
async function loweringOf({ store }: Company): Promise<readonly (boolean | undefined)[]> {
  const [person] = await store.read.findPersons('E2001');
  const { accounts } = await store.read.person(person ?? expect.fail('nobody'));
  return accounts.map(({ loweringIntended }) => loweringIntended);
}

describeStory(
  'somebody whose work is over by a clock that is put right while their account is worked on',
  (makeCompany) => {
    it('is not stopped, and nothing is said to have been begun, where nothing was sent by then', async () => {
      const company = await makeCompany();
      const account = await maraWorks(company);
      await reconcileAccount(aheadUntil(company, 'holdsAdminRole'), { lane: 'reconcile', account });
      expect(accountWith(company, MARA).status).toBe('ACTIVE');
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
      expect(await loweringOf(company)).toEqual([undefined]);
      await company.resume();
    });

    it.each([true, false])(
      'is not stopped ahead of a plan either, where the account could be read: %s',
      async (isRead) => {
        const company = await makeCompany();
        const account = await maraWorks(company);
        const { faults } = company.systems.okta;
        // Only an account that was read is noted.
        if (!isRead) faults.add({ on: 'GET /api/v1/users/[^/]+$', do: 'refuse', status: 503, times: 1_000 });
        await stopSignIn(aheadUntil(company, 'holdsAdminRole'), account);
        faults.clear();
        expect(accountWith(company, MARA).status).toBe('ACTIVE');
        expect(await loweringOf(company)).toEqual([undefined]);
        await company.resume();
      },
    );

    it('keeps every group, and may sign in again at once, where the sign-in was stopped by then', async () => {
      const company = await makeCompany();
      const account = await maraWorks(company);
      await reconcileAccount(aheadUntil(company, 'suspend'), { lane: 'reconcile', account });
      expect(accountWith(company, MARA).status).toBe('SUSPENDED');
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
      await company.resume();
      await company.pass('1m');
      expect(accountWith(company, MARA).status).toBe('ACTIVE');
      expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
      await company.pass('2026-03-11T09:00:00Z');
      expect(accountWith(company, MARA).status).toBe('DEPROVISIONED');
    });
  },
);
