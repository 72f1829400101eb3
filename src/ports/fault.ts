/** What may go wrong outside. The kind alone decides what happens next; only `app/` decides to retry. */
import type { Instant } from '../core/shared/instant.ts';

/**
 *   transient  time-out, 5xx, a limit: the same call may succeed later
 *   missing    the vendor itself said that the thing does not exist
 *   denied     our credential may not do this
 *   conflict   somebody else was faster, or it is there already
 *   invalid    the vendor will never accept this input
 */
export type FaultKind = 'transient' | 'missing' | 'denied' | 'conflict' | 'invalid';

export class Fault extends Error {
  readonly kind: FaultKind;
  /** In Tenure's words, e.g. `add member`. Never holds personal text or secrets. */
  readonly operation: string;
  /** The vendor's own code, for the operator, e.g. `E0000007`. */
  readonly vendorCode: string | null;
  /** Not before this instant (a limit); `null` = the caller's own back-off. */
  readonly retryAt: Instant | null;
  /** The right our credential lacks, in the vendor's own words, where the adapter knows it. */
  readonly right: string | null;
  /** The request may have been carried out: its answer was lost. */
  readonly outcomeUnknown: boolean;
  /** Of input that is refused: the parts it is refused for, as the vendor names them. */
  readonly parts: readonly string[];

  constructor(
    kind: FaultKind,
    operation: string,
    details: {
      vendorCode?: string | null;
      retryAt?: Instant | null;
      right?: string | null;
      outcomeUnknown?: boolean;
      parts?: readonly string[];
      cause?: unknown;
      note?: string;
    } = {},
  ) {
    super(
      `${operation}: ${kind}${details.vendorCode ? ` (${details.vendorCode})` : ''}${details.note ? `: ${details.note}` : ''}`,
      {
        cause: details.cause,
      },
    );
    this.name = 'Fault';
    this.kind = kind;
    this.operation = operation;
    this.vendorCode = details.vendorCode ?? null;
    this.retryAt = details.retryAt ?? null;
    this.right = details.right ?? null;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
    this.parts = details.parts ?? [];
  }
}
