/** What may be decided about each kind of exception. A test walks every one of them (test/app/every-exception.test.ts). */
import type { Verdict } from '../../core/evidence/model.ts';
import { HELD_IN_CONFLICT } from '../../core/request/index.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { LEAVERS_HELD } from '../leavers/heldLeavers.ts';
import { HELD_SET } from '../policy/heldSets.ts';
import { DECIDED_AS_ACCESS } from './findingRows.ts';
import { isAboutAccess } from './settleFinding.ts';

/** What may be decided about each kind; `accept` = a named role takes the remaining risk. */
const VERDICTS: Readonly<Record<string, readonly Verdict[]>> = {
  'gone-after-verified': ['restore', 'end-grant', 'accept'],
  'back-after-removal': ['remove', 'ignore', 'accept'],
  'lowered-by-other-hand': ['restore', 'accept'],
  'raised-by-other-hand': ['remove', 'accept'],
  'account-exists': ['adopt', 'retry'],
  'account-not-found': ['retry', 'accept'],
  'account-unsure': ['adopt', 'retry', 'accept'],
  'role-actor-gone': ['restore', 'retry', 'accept'],
  'role-opens-for-others': ['confirm', 'retry', 'accept'],
  'group-not-synced': ['retry', 'accept'],
  'account-unseen': ['retry', 'accept'],
  'role-unreadable': ['retry', 'accept'],
  'role-vanished': ['retry', 'accept'],
  'team-managed-project': ['retry', 'accept'],
  'unknown-group': ['retry', 'accept'],
  'unknown-role': ['retry', 'accept'],
  'leaver-rate': ['confirm', 'reject'],
  // Confirmed it is with the hash of those that were shown.
  [LEAVERS_HELD]: ['confirm', 'reject'],
  // Confirmed it is with the hash of what was looked at (`tenure confirm`), and not from a list.
  [HELD_SET]: ['reject'],
  // Unknown is no risk anybody could take: it is asked again.
  'apps-unknown': ['retry'],
  'account-awaited': ['retry'],
  'memberships-revived': ['ignore', 'accept'],
  'closing-overtaken': ['accept'],
  'login-awaited': ['ignore', 'accept'],
  'directory-changed': ['confirm'],
  'app-accounts-unknown': ['retry', 'accept'],
  'app-not-provisioned': ['retry', 'accept', 'ignore'],
  'app-account-left': ['retry', 'accept'],
  'group-not-writable': ['retry', 'accept'],
  'protected-account': ['retry', 'accept'],
  'protected-group': ['retry', 'accept'],
  'unauthorised-edit': ['ignore'],
  'unknown-address': ['ignore'],
  'unclear-on-form': ['ignore'],
  'nobody-answers': ['confirm', 'accept'],
  'account-review-due': ['confirm', 'ignore', 'accept'],
  'access-review-due': ['confirm'],
  'closed-by-own-hand': ['confirm'],
  // Findings of a full sweep: they go when what they say has gone.
  'unexplained-membership': ['adopt', 'remove', 'ignore', 'accept'],
  'account-without-person': ['ignore', 'accept'],
  'group-vanished': ['ignore', 'accept'],
  'group-owned-elsewhere': ['ignore', 'accept'],
  'unexplained-actor': ['adopt', 'remove', 'ignore', 'accept'],
  'unexplained-group-actor': ['ignore', 'accept'],
  'unexplained-group-member': ['ignore', 'accept'],
  'group-actor-gone': ['restore', 'ignore', 'accept'],
  'many-findings': ['ignore'],
  // Over by itself as soon as a sweep gets through.
  'sweep-broken-off': ['ignore'],
  // `retry`: what stands on the issue is read as if it were new.
  'record-not-restored': ['retry', 'accept'],
  // Written again where it may be; over by itself as soon as the issue can be read.
  'record-edited': ['ignore', 'accept'],
  'record-unread': ['ignore', 'accept'],
  'form-unread': ['ignore', 'accept'],
  // Tried every minute; over by itself as soon as one gets there.
  'seals-not-written': ['ignore', 'accept'],
  // Over by themselves: the form is accepted or taken back (`retry`: it is looked at now), the right is held.
  'form-refused': ['retry', 'ignore'],
  'right-missing': ['ignore', 'accept'],
  // Over by itself as soon as its issue is there.
  'request-not-filed': ['ignore'],
  // Whoever confirms says that the clock is right: what has ended by it goes on.
  'clock-stepped': ['confirm'],
  // Differences of a roster: they go when a later one agrees.
  'not-on-roster': ['ignore', 'accept'],
  'on-roster-after-leaving': ['ignore', 'accept'],
  'differs-from-roster': ['ignore', 'accept'],
  'unknown-on-roster': ['ignore', 'accept'],
  'account-not-on-roster': ['ignore', 'accept'],
  'many-roster-findings': ['ignore'],
  'sub-task-vanished': ['confirm', 'accept'],
  'no-approver': ['retry'],
  'not-in-place': ['ignore'],
  'sub-task-overdue': ['accept'],
  'emergency-not-justified': ['confirm'],
  // It may not be held beside what the work brings: what was asked for ends, or somebody takes the risk of both.
  [HELD_IN_CONFLICT]: ['end-grant', 'accept'],
};
const ORDINARY: readonly Verdict[] = ['retry', 'accept', 'ignore'];

export const verdictsFor = (kind: string): readonly Verdict[] => VERDICTS[kind] ?? ORDINARY;

/**
 * Of this one: what is nobody's can neither be given nor be taken by the ledger of anybody, and what a rule, a directory or
 * the site's own group gives, only they can take.
 */
export function verdictsOf({
  kind,
  person,
  detail,
}: Pick<ExceptionRow, 'kind' | 'person' | 'detail'>): readonly Verdict[] {
  const all = verdictsFor(kind);
  if (kind === 'back-after-removal' && detail.owner !== undefined) return all.filter((one) => one !== 'remove');
  return DECIDED_AS_ACCESS.includes(kind) && person === null ? all.filter((one) => !isAboutAccess(one)) : all;
}
