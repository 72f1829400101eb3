/** What an erasing has taken out of the store, beside the ledger's own rows. */
import type { StreamId } from '../core/evidence/model.ts';

export interface ErasedText {
  /** Events that have lost their words. */
  readonly texts: number;
  /** The streams these stand in: on their issues more may be said. */
  readonly streams: readonly StreamId[];
  /** Exceptions that said something in their words. */
  readonly exceptions: number;
  /** Lines of adoption lists. */
  readonly listLines: number;
  /** Requests raised outside the tracker, and who answers which: by address. */
  readonly requests: number;
  readonly answers: number;
  /** Which conversation held which question. */
  readonly cards: number;
  /** When something was last used. */
  readonly uses: number;
}
