/**
 * A stop was lifted, or somebody has said that the clock is right: whatever waits its time is looked at now. Each goes in
 * its lane, so that whoever leaves is before the rest. It only makes somebody look.
 */
import type { AccountId, PersonId } from '../../core/shared/ids.ts';
import type { Job } from '../../ports/engine.ts';
import type { Tx } from '../../ports/store.ts';
import { laneFor, turnOf } from '../commit.ts';
import { later, type World } from '../world.ts';

const BATCH = 500;
const LIFTED: Job = { lane: 'bulk', waiting: 'looked-at' };
/** Longer than a run that had asked before it was lifted, and puts its account off after it. */
const ONCE_MORE = 60_000;

/** In the transaction that lifts it. */
export async function wakeWaiting(tx: Tx): Promise<void> {
  await tx.send(LIFTED);
  await tx.send(LIFTED, { startAfter: later(tx.now, ONCE_MORE) });
}

/**
 * Answers how many were put off. What fails between two of them is begun anew, and finds the rest. Among them are those whom
 * a vendor's limit puts off: the row does not say which they are. The adapter knows its limits and puts them off again
 * without a call; a process that has not met the limit yet meets it with one.
 */
export async function lookAtWaiting(world: World): Promise<number> {
  let woken = 0;
  for (let after: AccountId | null = null; ; ) {
    const some: readonly PutOff[] = await world.store.read.putOffAccounts(after, BATCH);
    for (const one of some) if (await wake(world, one)) woken += 1;
    const last = some.at(-1);
    if (last === undefined || some.length < BATCH) return woken;
    after = last.account;
  }
}

interface PutOff {
  readonly account: AccountId;
  readonly person: PersonId;
}

function wake({ store }: World, { account, person }: PutOff): Promise<boolean> {
  return store.transaction(
    async (tx) => {
      const ledger = await tx.lockPerson(person);
      const row = await tx.lockReconcile(account);
      const own = ledger.accounts.find(({ id }) => id === account);
      if (own === undefined || row.retryAt === null || row.retryAt <= tx.now) return false;
      await tx.saveReconcile({ ...row, retryAt: null });
      await tx.send({ lane: laneFor(ledger, own, tx.now), account }, turnOf(own, tx.now));
      return true;
    },
    { person, account },
  );
}
