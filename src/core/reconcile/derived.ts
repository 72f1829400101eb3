/**
 * What of a plan follows from a change set of many, and not from what a person decided about this one: the brake's
 * second line counts it.
 *
 *   removal    the group's cover was ended by a change set
 *   sign-in    the engagement that ended was ended by one; the memberships of who has left go with the account
 *
 * Adds are not here: they were counted before any grant was given. What is taken by mistake stops somebody's work at
 * once, so it is counted again where it happens, by the hour, whatever had let it through.
 */
import { decisive, type LostCover, lastEnded, lostCover, type PersonLedger } from '../grant/index.ts';
import type { Account } from '../person/model.ts';
import type { ChangeSetId, GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Change, Plan } from './model.ts';
import { recordOf } from './plan.ts';

export interface DerivedChange {
  readonly change: Change;
  /** More than one only where the cover by several grants ended at the same instant. */
  readonly changeSets: readonly ChangeSetId[];
  /** What is taken: all that closes one account is one. */
  readonly takes: GroupId | 'sign-in';
}

export function derivedChanges(
  { changes, leaver }: Pick<Plan, 'changes' | 'leaver'>,
  ledger: PersonLedger,
  account: Account,
  now: Instant,
): readonly DerivedChange[] {
  const closing = setThatEndedWork(ledger, now);
  return changes.flatMap((change): DerivedChange[] => {
    if (leaver || lowers(change)) return closing === null ? [] : [{ change, changeSets: [closing], takes: 'sign-in' }];
    if (change.type !== 'remove-member') return [];
    const lost = decisive(lostCover(ledger, change.group, recordOf(ledger, account, change.group), now));
    const changeSets = [...new Set(lost.flatMap((one) => setThatEnded(one) ?? []))];
    return changeSets.length === 0 ? [] : [{ change, changeSets, takes: change.group }];
  });
}

/** The change set by which somebody's work is over; `null` = a case of their own says so, or it is not over. */
export function setThatEndedWork({ engagements }: PersonLedger, now: Instant): ChangeSetId | null {
  const ended = lastEnded(engagements, now);
  return ended?.endedIn !== undefined && ended.endedIn.by === ended.endedBy ? ended.endedIn.changeSet : null;
}

/** `null`: it ended by a case's own edit, by the end it was given with, or by an exclusion. */
const setThatEnded = ({ grant, at, by }: LostCover): ChangeSetId | null =>
  grant.endedBy === by && grant.end === at ? grant.changeSet : null;

const lowers = ({ type }: Change) => type === 'suspend' || type === 'deactivate' || type === 'end-sessions';
