/** What the store keeps of an account for whoever makes it agree with the ledger, and which accounts are due. */
import type { AccountId, GroupId, PersonId, ProviderAccountId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';

/** A Tenure of before has not said whose account it was. */
export type AnsweredGone = readonly [group: GroupId, readAt: Instant, of?: ProviderAccountId];

export interface ReconcileRow {
  readonly account: AccountId;
  readonly person: PersonId;
  readonly wantedRev: number;
  readonly appliedRev: number;
  readonly nextChange: Instant | null;
  /** Raised by one with every lease given; results of an older epoch are refused. */
  readonly leaseEpoch: number;
  readonly leaseHolder: string | null;
  readonly leaseUntil: Instant | null;
  /** The last holder gave the lease back; otherwise its last call may still be under way. */
  readonly leaseReleased: boolean;
  readonly retryAt: Instant | null;
  readonly attempts: number;
  /**
   * Memberships the provider has answered are gone, in runs that did not get as far as to record it; each with the reading it
   * was taken on, and of whose account there: that of another says nothing. Without it, who has more of them than one run can
   * take would be asked about the same ones for ever.
   */
  readonly answeredGone: readonly AnsweredGone[];
  /** When something new was wanted last, or this row was saved; saving sets it to the transaction's time. */
  readonly touchedAt: Instant;
}

export interface DueAccount {
  readonly account: AccountId;
  readonly person: PersonId;
  readonly nextChange: Instant;
}

export interface DueAmong {
  /** Behind this place in their order; `null` = behind no account of that instant. */
  readonly after?: { readonly nextChange: Instant; readonly account: AccountId | null };
  /** Without those due since then of whose person a grant or an engagement has ended since they were. */
  readonly doubt?: Instant;
}
