/**
 * What would come alive, or just has, with an account that was read back as closed, or as stopped for the time after the
 * work: a provider keeps memberships of such an account and may be given more, and opening it again gives them all. What the ledger wants, what Tenure takes for a cause of
 * its own, and what a rule or a directory fills is explained; the rest is a person's to look at.
 */
import { lostCover } from '../grant/index.ts';
import type { PlanInput } from './input.ts';
import type { SeenGroup } from './model.ts';
import { ownerNow, recordOf } from './plan.ts';

/** Closed by what was read last, or stopped by us, and to be opened, now or when its time comes. */
export const comesAlive = (input: Pick<PlanInput, 'account' | 'wanted' | 'ledger'>): boolean =>
  (input.account.verified === 'deactivated' || isStoppedForAnEnd(input)) &&
  input.wanted.paused !== true &&
  (input.wanted.state === 'active' || input.wanted.state === 'suspended' || input.wanted.state === 'staged');

/** Not for a start that was moved away: what was there then was there for the work that is to begin. */
const isStoppedForAnEnd = ({ account, ledger }: Pick<PlanInput, 'account' | 'ledger'>): boolean =>
  account.verified === 'suspended' &&
  account.loweredByUs === 'suspended' &&
  !ledger.engagements.some(({ signInStopped }) => signInStopped === true);

export function unexplained(input: PlanInput): readonly SeenGroup[] {
  const { ledger, account, wanted, seen, rules, now } = input;
  return seen.groups.filter((one) => {
    const owner = ownerNow(input, one);
    if (owner !== 'tenure' && owner !== 'mixed') return false;
    if (wanted.groups.has(one.group) || rules.keep.has(one.group)) return false;
    const record = recordOf(ledger, account, one.group);
    // Taken for its cause, or a question of its own already.
    return lostCover(ledger, one.group, record, now).length === 0 && record?.removalVerifiedAt == null;
  });
}
