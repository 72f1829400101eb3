/**
 * A membership that no list shows is taken by its id (core/reconcile/plan.ts). That a provider answers such a call with
 * success is how Okta is known to behave, and nowhere promised: one that calls it senseless says that there is nothing to take.
 */
import type { GroupId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Applied, Refused } from './apply.ts';

/**
 * Gone by three words: a whole list before the call, the call, and a whole list after it. Not where we were denied it: a
 * right that was narrowed shows short lists and refuses the call for the same reason.
 */
export function settleRefusedAsGone(applied: Applied, listed: ReadonlySet<GroupId>, at: Instant): void {
  const gone = applied.refused.flatMap((one) => groupsGone(one, listed));
  for (const group of gone) applied.answeredGone.set(group, at);
  applied.refused = applied.refused.filter((one) => groupsGone(one, listed).length === 0);
}

function groupsGone({ change, fault, wasSeen }: Refused, listed: ReadonlySet<GroupId>): readonly GroupId[] {
  if (change.type !== 'remove-member' || wasSeen || listed.has(change.group)) return [];
  return fault.kind === 'invalid' || fault.kind === 'conflict' ? [change.group] : [];
}
