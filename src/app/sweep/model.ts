/** What one full sweep has seen and what came of it: shown while it runs and until the next one begins. */
import type { FindingKind } from '../../core/finding/model.ts';
import type { ConnectionId, GroupName } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';

export interface SweptConnection {
  readonly connection: ConnectionId;
  readonly accounts: number;
  readonly groups: number;
  readonly memberships: number;
  /** Accounts that were chosen to be looked at. */
  readonly looks: number;
  readonly raised: number;
  readonly withdrawn: number;
  /** All that stand now, also those too many to be on the list one by one. */
  readonly findings: Readonly<Partial<Record<FindingKind, number>>>;
  /** Groups that could not be read to their end: nothing is known of their members, and nothing concluded. */
  readonly unread: readonly { readonly group: GroupName; readonly because: string }[];
  /** Its listing of accounts or groups broke off: nothing was concluded of what was not read by then. */
  readonly brokenOff: string | null;
  /** So often in a row by now; 0 = it was read to its end. */
  readonly brokenOffInARow: number;
}

export interface SweepRecord {
  readonly id: string;
  /** `clock`, or who asked for it. */
  readonly by: string;
  readonly state: 'running' | 'done' | 'broken-off';
  readonly startedAt: Instant;
  /** When all connections were begun last; absent = then. What is read again in between moves no hour. */
  readonly fullAt?: Instant;
  /** Of the process that runs it; one that is old belongs to a process that is gone. */
  readonly heardAt: Instant;
  readonly endedAt: Instant | null;
  readonly connections: readonly SweptConnection[];
}

export const SWEEP = 'sweep';
