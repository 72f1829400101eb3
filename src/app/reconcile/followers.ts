/**
 * Accounts at which somebody only holds roles follow the one they sign in with: their turn comes when that has been
 * reconciled, because it is what lets them come about, and a leaver's roles are taken after their groups.
 */
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Account } from '../../core/person/model.ts';
import { laneFor } from '../commit.ts';
import type { World } from '../world.ts';

export const followersOf = ({ accounts }: PersonLedger, of: Account): readonly Account[] =>
  of.origin === 'found' ? [] : accounts.filter(({ origin }) => origin === 'found');

/** Whoever waits for the account to come about, or for their turn, is looked at now. Nothing is lost when this is. */
export async function wakeFollowers({ store }: World, { id, person, origin }: Account): Promise<void> {
  if (origin === 'found') return;
  const before = await store.read.person(person);
  const account = before.accounts.find((one) => one.id === id);
  for (const follower of account === undefined ? [] : followersOf(before, account)) {
    await store.transaction(
      async (tx) => {
        const ledger = await tx.lockPerson(person);
        const row = await tx.lockReconcile(follower.id);
        if (row.appliedRev >= row.wantedRev || !row.leaseReleased) return;
        await tx.saveReconcile({ ...row, retryAt: null });
        await tx.send({ lane: laneFor(ledger, follower, tx.now), account: follower.id });
      },
      { person, account: follower.id },
    );
  }
}
