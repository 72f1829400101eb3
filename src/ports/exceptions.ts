/** The list of exceptions: what a person must settle, kept beside the events that raised it. */
import type { AccountId, CaseId, ExceptionId, GroupId, PersonId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';

export interface ExceptionRow {
  readonly id: ExceptionId;
  readonly kind: string;
  readonly case: CaseId | null;
  readonly person: PersonId | null;
  readonly account: AccountId | null;
  readonly group: GroupId | null;
  /** What is needed to say it to a person and to settle it. No personal text beyond what the ledger holds. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
  readonly openedAt: Instant;
  readonly settled: {
    readonly at: Instant;
    readonly by: string;
    readonly verdict: string;
    /** A person settled it and it lasted until then: what comes back afterwards is another finding. */
    readonly overAt?: Instant;
  } | null;
}

/** Inside a transaction. */
export interface ExceptionWriter {
  raiseException(exception: ExceptionRow): Promise<void>;
  settleException(id: ExceptionId, settlement: NonNullable<ExceptionRow['settled']>): Promise<void>;
  /** Takes these out of what an exception says: personal text that nobody needs any more. */
  forgetInDetail(id: ExceptionId, keys: readonly string[]): Promise<void>;
  /** What a person has settled stands no longer. */
  endException(id: ExceptionId, at: Instant): Promise<void>;
  /** As it stands now, and until the end of the transaction: what was read before may be settled since. */
  exceptionNow(id: ExceptionId): Promise<ExceptionRow | null>;
  openExceptions(of: {
    readonly case?: CaseId;
    readonly account?: AccountId;
    readonly kind?: string;
  }): Promise<readonly ExceptionRow[]>;
}
