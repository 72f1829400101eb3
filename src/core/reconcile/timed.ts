/**
 * What of a plan takes something away because an instant has come, and not because of what was in force before it: while
 * nobody knows whether the clock is right, that waits.
 *
 *   removal    the group's cover came to its end since
 *   closing    the work that was last came to its end since, a leave began, or the days of a hand-over were over
 *
 * Whether such an end was said beforehand or decided at that very moment does not show here: the case's own record tells.
 */

import type { TenureEvent } from '../evidence/model.ts';
import { decisive, lastEnded, lostCover, type PersonLedger } from '../grant/index.ts';
import type { Account } from '../person/model.ts';
import type { CaseId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Change, Plan } from './model.ts';
import { recordOf } from './plan.ts';

export interface TimedEnd {
  readonly at: Instant;
  /** The case that set it. */
  readonly by: CaseId;
}

export interface TimedChange {
  readonly change: Change;
  readonly ends: readonly TimedEnd[];
}

/** `since`: the last instant at which the clock was surely right. */
export function timedChanges(
  { changes, leaver }: Pick<Plan, 'changes' | 'leaver'>,
  ledger: PersonLedger,
  account: Account,
  since: Instant,
  now: Instant,
): readonly TimedChange[] {
  const after = (ends: readonly TimedEnd[]) => ends.filter(({ at }) => since < at && at <= now);
  const closing = after(leaver ? workEnd(ledger, now) : lowerings(ledger, now));
  const deadline = after(leaver ? handOverEnd(ledger, now) : []);
  return changes.flatMap((change): TimedChange[] => {
    const ends =
      leaver || lowers(change)
        ? change.type === 'deactivate'
          ? [...closing, ...deadline]
          : closing
        : change.type === 'remove-member'
          ? after(decisive(lostCover(ledger, change.group, recordOf(ledger, account, change.group), now)))
          : [];
    return ends.length === 0 ? [] : [{ change, ends: ends.map(({ at, by }) => ({ at, by })) }];
  });
}

/** The end of the work that closes an account, as soon as it has come. */
export function workEnd({ engagements }: PersonLedger, now: Instant): readonly TimedEnd[] {
  const over = lastEnded(engagements, now);
  return over === undefined || over.end === null ? [] : [{ at: over.end, by: over.endedBy ?? over.openedBy }];
}

/** Said when its instant had come already: somebody decided it then, whatever the clock showed. */
export function decides(event: TenureEvent, end: Instant): boolean {
  switch (event.type) {
    case 'GrantEnded':
      return event.end === end;
    case 'EngagementChanged':
      return event.engagement.end === end || event.engagement.handOverUntil === end;
    case 'ExclusionSet':
      return event.exclusion.from === end;
    case 'LeaveSet':
      return event.leave.from === end;
    default:
      return false;
  }
}

/** The account of somebody who left stays, closed for sign-in, until then. */
function handOverEnd({ engagements }: PersonLedger, now: Instant): readonly TimedEnd[] {
  const over = lastEnded(engagements, now);
  if (over?.handOverUntil === undefined) return [];
  return [{ at: over.handOverUntil, by: over.endedBy ?? over.openedBy }];
}

/** What stops a sign-in without ending all work: one engagement of several is over, or somebody is away. The latest. */
function lowerings({ engagements }: PersonLedger, now: Instant): readonly TimedEnd[] {
  const all = engagements.flatMap(({ end, endedBy, openedBy, leaves = [] }) => [
    ...(end === null ? [] : [{ at: end, by: endedBy ?? openedBy }]),
    ...leaves.map((leave) => ({ at: leave.from, by: leave.case })),
  ]);
  const come = all.filter(({ at }) => at <= now).sort((a, b) => (a.at < b.at ? -1 : 1));
  return come.slice(-1);
}

const lowers = ({ type }: Change) => type === 'suspend' || type === 'deactivate' || type === 'end-sessions';
