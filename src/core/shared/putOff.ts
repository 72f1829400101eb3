/**
 * How long anything is put off. A clock that stood ahead and was put right leaves instants behind that nobody meant:
 * whoever seems to be put off for longer than this waits for such a one, and does not wait.
 */
import { earlier, type Instant, type Milliseconds, milliseconds, plus } from './instant.ts';

/** Retries, limits of a vendor's, leases: none is longer. */
export const LONGEST_WAIT: Milliseconds = milliseconds(60 * 60_000);

/**
 * A look that comes for its own sake may be further ahead: at applications after a quarter of the time they have had by then,
 * at the desk after hours.
 */
export const LONGEST_PAUSE: Milliseconds = milliseconds(48 * 60 * 60_000);

/** Whether it is still to be waited for. */
export const isAwaited = (until: Instant | null, now: Instant): boolean =>
  until !== null && now < until && until <= plus(now, LONGEST_WAIT);

/** Then, or as late as anything is put off. */
export const noLater = (until: Instant, now: Instant): Instant => earlier(until, plus(now, LONGEST_WAIT));
