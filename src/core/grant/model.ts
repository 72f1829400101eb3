/**
 * Grant: one person's justified hold on one entitlement or group. The ledger is grants and exclusions; what a
 * person should have is computed from them (wanted.ts) and never stored.
 */
import type {
  CaseId,
  ChangeSetId,
  EngagementId,
  EntitlementId,
  GrantId,
  GroupId,
  GroupName,
  PersonId,
  PolicyVersion,
  RowId,
} from '../shared/ids.ts';
import type { Instant, Milliseconds } from '../shared/instant.ts';

export type Cause = 'birthright' | 'request' | 'break-glass' | 'adopted' | 'reinstated';

/** `exact` from an instant; `before` = it was there already when we first looked, at that instant. */
export type Start =
  | { readonly kind: 'exact'; readonly at: Instant }
  | { readonly kind: 'before'; readonly at: Instant };

export type Held =
  | { readonly kind: 'entitlement'; readonly entitlement: EntitlementId }
  | { readonly kind: 'group'; readonly group: GroupName };

/** The end that stands without any offboarding, and the case that set it; `null` = it was given with it. */
export interface EndWithout {
  readonly end: Instant | null;
  readonly endedBy: CaseId | null;
}

export interface Grant {
  readonly id: GrantId;
  readonly person: PersonId;
  /** The engagement a birthright comes with; `null` for what was asked for. */
  readonly engagement: EngagementId | null;
  readonly holds: Held;
  /** The groups it means, frozen when it was given: a later edit of the entitlement reaches it only by decision. */
  readonly groups: readonly GroupId[];
  readonly cause: Cause;
  /** The case that gave it. */
  readonly givenBy: CaseId;
  /** The reference table rows that gave it; empty unless the cause is birthright. */
  readonly rows: readonly RowId[];
  readonly policy: PolicyVersion;
  readonly start: Start;
  readonly end: Instant | null;
  /** Until when it was asked for; absent = as long as the work. Its end is never later, whatever becomes of the work. */
  readonly until?: Instant | null;
  /** Asked for by the hour: the time runs from the first membership read back, and `until` is the latest it may end. */
  readonly hold?: { readonly for: Milliseconds; readonly began: Instant | null };
  /** When somebody has to look whether it is still needed; absent = the row or the form says so. */
  readonly review?: Instant;
  /** The case that set the present end, when it is not the giving one. */
  readonly endedBy: CaseId | null;
  /** Cut short by an offboarding: what stands when none of them does. */
  readonly endWithout?: EndWithout;
  /** It had ended, and this case took the end back: what it gives again is evidence there. */
  readonly givenAgainBy?: CaseId;
  /** The change set that last edited it, when its origin was not a case of this person. */
  readonly changeSet: ChangeSetId | null;
}

export interface Exclusion {
  readonly id: string;
  readonly person: PersonId;
  readonly groups: readonly GroupId[];
  readonly reason: string;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly setBy: CaseId;
}

/** What a new catalogue adds to an entitlement. Whoever was given it before keeps the groups they were given. */
export interface AddedGroups {
  readonly entitlement: EntitlementId;
  /** What it meant until then. */
  readonly before: readonly GroupId[];
  readonly groups: readonly GroupId[];
}

export const startOf = (grant: Grant): Instant => grant.start.at;

/** The case that answers for what a grant gives. */
export const giverOf = (grant: Grant): CaseId => grant.givenAgainBy ?? grant.givenBy;

/** Live at `now`: begun and not ended. */
export const isLive = (grant: Grant, now: Instant) => startOf(grant) <= now && (grant.end === null || now < grant.end);
/** Its review date has come, and it still gives something. */
export const isInReview = (grant: Grant, now: Instant) =>
  grant.review !== undefined && grant.review <= now && isLive(grant, now);
/** Nothing at a provider follows from it, and its day is its own, not that of the work. */
export const isByHandForAWhile = ({ groups, until, end }: Grant) =>
  groups.length === 0 && until != null && until === end;
/** A grant cut off before or at its start never gave anything. */
export const everCovered = (grant: Grant) => grant.end === null || startOf(grant) < grant.end;
