/** Access asked for by the hour: its time runs from the first membership that was read back, never past the latest end. */
import { earlier, type Instant, plus } from '../shared/instant.ts';
import type { Grant } from './model.ts';

/** When a grant would end if its first membership is read back at `at`; `null` = its time runs already, or by no clock. */
export function endOfHold({ hold, end }: Grant, at: Instant): Instant | null {
  if (hold === undefined || hold.began !== null) return null;
  const then = plus(at, hold.for);
  return end === null ? then : earlier(then, end);
}

/**
 * The grant once its time runs. Its own end is that of its time from now on, also where the work, or an offboarding that
 * waits for its day, ends it sooner: taken back, the offboarding leaves the rest of the time and no more. It begins once:
 * a second reading of the same membership moves nothing.
 */
export function holdBegan(grant: Grant, at: Instant, end: Instant): Grant {
  const { hold, until = null, endWithout, ...standing } = grant;
  if (hold === undefined || hold.began !== null) return grant;
  const over = plus(at, hold.for);
  const began = { ...standing, end, until: until === null ? over : earlier(over, until), hold: { ...hold, began: at } };
  if (endWithout === undefined) return began;
  if (end === over) return { ...began, endedBy: endWithout.endedBy };
  const own = endWithout.end === null ? over : earlier(over, endWithout.end);
  return { ...began, endWithout: { ...endWithout, end: own } };
}
