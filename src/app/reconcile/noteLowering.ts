/**
 * The note that we are about to stop a sign-in, committed before the first call that does. Without it a run that is
 * cut off would leave an account of which nobody knows who stopped it, and Tenure would not open it again.
 */
import { foldCase } from '../../core/evidence/index.ts';
import type { Account, SeenState } from '../../core/person/model.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import { commitCase } from '../commit.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';
import { type Lease, lockLeased } from './lease.ts';

export interface Lowering {
  readonly account: Account;
  readonly because: CaseId;
  /** The state it was read in. */
  readonly from: SeenState;
  /** `null` = ahead of a lease that another worker holds. */
  readonly lease: Lease | null;
}

export async function noteLowering(world: World, force: RulesInForce, lowering: Lowering): Promise<void> {
  const { account, because, from, lease } = lowering;
  await world.store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(account.person);
    const stream = await tx.lockCase(because);
    if (lease !== null && (await lockLeased(tx, lease)) === null) return;
    const noted = ledger.accounts.some(({ id, loweringIntended }) => id === account.id && loweringIntended === true);
    if (noted) return;
    await commitCase(tx, {
      ledger,
      state: foldCase(because, stream),
      events: [{ type: 'LoweringIntended', account: account.id, from, at: tx.now }],
      settings: force.policy.settings,
      timing: world.timing,
      edits: false,
      mayProve: false,
    });
  });
}
