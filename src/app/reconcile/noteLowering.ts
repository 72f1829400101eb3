/**
 * The note that we are about to stop a sign-in, committed before the first call that does. Without it a run that is
 * cut off would leave an account of which nobody knows who stopped it, and Tenure would not open it again.
 */
import { foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { Account, SeenState } from '../../core/person/model.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { commitCase } from '../commit.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { type Lease, lockLeased, refusePutBack } from './lease.ts';

export interface Lowering {
  readonly account: Account;
  readonly because: CaseId;
  /** The state it was read in. */
  readonly from: SeenState;
  /** `null` = ahead of a lease that another worker holds. */
  readonly lease: Lease | null;
  /** What the database's clock showed when it was decided. */
  readonly shownAt: Instant;
}

/** Whether it was noted now: `false` = it was before, or the lease is lost. */
export async function noteLowering(world: World, force: RulesInForce, lowering: Lowering): Promise<boolean> {
  const { account, from } = lowering;
  return onItsCase(world, force, lowering, (noted, at) => {
    refusePutBack(lowering, at);
    return noted ? null : { type: 'LoweringIntended', account: account.id, from, at };
  });
}

/** The call found it stopped already: whoever did that is not us, whatever was noted. */
export async function withdrawLowering(world: World, force: RulesInForce, lowering: Lowering): Promise<void> {
  await onItsCase(world, force, lowering, (noted, at) =>
    noted ? { type: 'LoweringWithdrawn', account: lowering.account.id, at } : null,
  );
}

async function onItsCase(
  world: World,
  force: RulesInForce,
  { account, because, lease }: Lowering,
  say: (noted: boolean, at: Instant) => TenureEvent | null,
): Promise<boolean> {
  return world.store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(account.person);
    const stream = await tx.lockCase(because);
    if (lease !== null && (await lockLeased(tx, lease)) === null) return false;
    const own = ledger.accounts.find(({ id }) => id === account.id);
    const event = say(own?.loweringIntended === true, tx.now);
    if (event === null) return false;
    await commitCase(tx, {
      ledger,
      state: foldCase(because, stream),
      events: [event],
      settings: force.policy.settings,
      timing: world.timing,
      edits: false,
      mayProve: false,
    });
    return true;
  });
}
