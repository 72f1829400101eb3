/**
 * Whose hand stopped a sign-in. Only what we stopped ourselves may we open again, so it is noted before the first
 * write that we are about to stop an account that stands open: a run that is cut off after that write is still
 * known as ours. What was found stopped stays somebody else's, also when we close it further.
 */
import type { Account, AccountState, Engagement, SeenState } from '../person/model.ts';
import { covers, type Instant, later } from '../shared/instant.ts';
import type { PlanInput } from './input.ts';
import type { Change, Seen, SeenAccount } from './model.ts';

type Low = 'suspended' | 'deactivated';

export const isLow = (state: AccountState | SeenState | null): state is Low =>
  state === 'suspended' || state === 'deactivated';

export const stopsSignIn = ({ type }: Change): boolean => type === 'suspend' || type === 'deactivate';

/** The plan stops a sign-in that nobody else has stopped, and that is not noted yet. */
export function setsOutToLower(changes: readonly Change[], account: Account, seen: Seen): boolean {
  if (!changes.some(stopsSignIn) || seen.account === null || account.loweringIntended === true) return false;
  return !isLow(seen.account.state) || account.loweredByUs === seen.account.state;
}

/** What we may lift again: known as ours already, or what we had set out to do, also when the answer was lost. */
export function loweredByUs({ account }: Pick<PlanInput, 'account'>, seen: SeenAccount): Low | null {
  if (!isLow(seen.state)) return null;
  return account.loweredByUs === seen.state || account.loweringIntended === true ? seen.state : null;
}

/**
 * The sign-in was to be stopped and has been read back as stopped: whoever opened it since was another hand, unless
 * it was to be open in between. Then it may have been us, in a run that was cut off before it could say so.
 */
export function readAsStopped({ account, ledger, now }: Pick<PlanInput, 'account' | 'ledger' | 'now'>): boolean {
  const { verified, verifiedAt } = account;
  if (!isLow(verified)) return false;
  const since = verifiedAt ?? now;
  return !ledger.engagements.some(
    (work) =>
      work.activeFrom <= now && (work.end === null || work.end > since) && !isAway(work, later(since, work.activeFrom)),
  );

  /** On leave from then until now: their work went on, and their sign-in was to stay closed. */
  function isAway({ leaves = [] }: Engagement, from: Instant): boolean {
    return leaves.some((leave) => leave.from <= from && covers(leave, now));
  }
}
