/**
 * A hint that an account is not as it was: a difference in a listing, a hook, a line of the provider's log. It concludes
 * nothing; the account is read by its id and reconciled like after any edit, in the lane of what nobody waits for.
 */
import { nextChange } from '../../core/grant/index.ts';
import type { AccountId } from '../../core/shared/ids.ts';
import type { JobResult } from '../../ports/engine.ts';
import { reconcileAccount } from '../reconcile/index.ts';
import type { World } from '../world.ts';

export async function lookAgain(world: World, account: AccountId): Promise<JobResult> {
  const person = await world.store.read.personOfAccount(account);
  if (person === null) return undefined;
  const rev = await world.store.transaction(
    async (tx) => {
      const ledger = await tx.lockPerson(person);
      const row = await tx.lockReconcile(account);
      const own = ledger.accounts.find(({ id }) => id === account);
      // An intent has nothing to be read yet.
      if (own === undefined || own.providerId === null) return null;
      // What is wanted and not applied yet is read in any case, and as fast as that is wanted.
      if (row.appliedRev < row.wantedRev) return 'wanted';
      return tx.raiseWanted(account, nextChange(ledger, own, tx.now));
    },
    { person, account },
  );
  if (rev === null) return undefined;
  return reconcileAccount(world, { lane: 'reconcile', account }, rev === 'wanted' ? null : rev);
}
