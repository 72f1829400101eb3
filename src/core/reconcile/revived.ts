/**
 * What would come alive, or just has, with an account that was read back as closed: a provider keeps memberships of a closed
 * account and may be given more, and opening it again gives them all. What the ledger wants, what Tenure takes for a cause of
 * its own, and what a rule or a directory fills is explained; the rest is a person's to look at.
 */
import { lostCover } from '../grant/index.ts';
import type { PlanInput } from './input.ts';
import type { SeenGroup } from './model.ts';
import { ownerNow, recordOf } from './plan.ts';

/** Closed by what was read last, and to be opened, now or when its time comes. */
export const comesAlive = ({ account, wanted }: Pick<PlanInput, 'account' | 'wanted'>): boolean =>
  account.verified === 'deactivated' &&
  wanted.paused !== true &&
  (wanted.state === 'active' || wanted.state === 'suspended' || wanted.state === 'staged');

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
