/** What a change set that comes of a new policy carries besides, for the case it has. */
import type { IssueRef } from '../core/evidence/model.ts';
import type { PolicyVersion } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';

/** A policy change, for the issue it has of its own. */
export interface PolicyChange {
  readonly previous: PolicyVersion;
  /** Differences of the two policies, a sentence each. */
  readonly changes: readonly string[];
  readonly approver: string | null;
  /** When its issue was asked for; committed before anybody outside hears of it. */
  readonly filingSince: Instant | null;
  readonly issue: IssueRef | null;
}
