/** Access asked for by the hour: its time runs from the first membership that was read back, never past the latest end. */
import { earlier, type Instant, plus } from '../shared/instant.ts';
import type { Grant } from './model.ts';

/** When a grant would end if its first membership is read back at `at`; `null` = its time runs already, or by no clock. */
export function endOfHold({ hold, end }: Grant, at: Instant): Instant | null {
  if (hold === undefined || hold.began !== null) return null;
  const then = plus(at, hold.for);
  return end === null ? then : earlier(then, end);
}

/** The grant once its time runs. It begins once: a second reading of the same membership moves nothing. */
export const holdBegan = (grant: Grant, at: Instant, end: Instant): Grant =>
  grant.hold === undefined || grant.hold.began !== null
    ? grant
    : { ...grant, end, until: end, hold: { ...grant.hold, began: at } };
