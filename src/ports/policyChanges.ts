/** What a change set would mean for one person; and what one that comes of a new policy carries besides, for its case. */
import type { IssueRef } from '../core/evidence/model.ts';
import type { FreedChange } from '../core/reconcile/index.ts';
import type { EntitlementId, GroupId, PersonId, PolicyVersion } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';

/** A policy change, for the issue it has of its own. */
export interface PolicyChange {
  readonly previous: PolicyVersion;
  /** Differences of the two policies, a sentence each. */
  readonly changes: readonly string[];
  readonly approver: string | null;
  /** When its issue was asked for; committed before anybody outside hears of it. */
  readonly filingSince: Instant | null;
  /** When somebody last set out to file it. */
  readonly triedAt?: Instant;
  readonly issue: IssueRef | null;
}

/** One person's part of a change set. */
export interface ChangeSetItem {
  readonly person: PersonId;
  readonly gains: readonly GroupId[];
  readonly loses: readonly GroupId[];
  /** Entitlements no group stands for: a person opens and closes them. */
  readonly opens: readonly EntitlementId[];
  readonly closes: readonly EntitlementId[];
  /** Held back by shadow until now. */
  readonly frees: readonly FreedChange[];
  /** Held before and after, and for other reasons than before; absent = none. */
  readonly reasons?: readonly (GroupId | EntitlementId)[];
  readonly state: 'open' | 'applied' | 'recount';
}
