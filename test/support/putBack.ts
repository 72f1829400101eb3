/** A store whose clock has been put back, and whoever is looked at by it. */
import { reconcileAccount } from '../../src/app/reconcile/index.ts';
import type { World } from '../../src/app/world.ts';
import { accountId, personId } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import type { Store } from '../../src/ports/store.ts';

/** Shows an earlier time from now on; what was decided last was decided after it, and touched then or now. */
export const putBack = (store: Store, before: Instant, touchedAt = before): Store => ({
  ...store,
  read: { ...store.read, now: async () => before },
  transaction: (work, locks) =>
    store.transaction((tx) => {
      const lockReconcile: typeof tx.lockReconcile = async (id) => ({
        ...(await tx.lockReconcile(id)),
        touchedAt,
      });
      const get = (_: typeof tx, key: string | symbol) => {
        const own = Reflect.get(tx, key);
        if (key === 'now') return before;
        return key === 'lockReconcile' ? lockReconcile : typeof own === 'function' ? own.bind(tx) : own;
      };
      return work(new Proxy(tx, { get }));
    }, locks),
});

/** The account of whoever has that number, looked at as `world` shows the time. */
export async function decideAnew(world: World, number: string): Promise<void> {
  const [person] = await world.store.read.findPersons(number);
  const account = accountId(`okta/${person}`);
  const named = { person: personId(String(person)), account };
  await world.store.transaction(async (tx) => void tx.raiseWanted(account, null), named);
  await reconcileAccount(world, { lane: 'reconcile', account });
}
