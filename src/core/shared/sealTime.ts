/** When a seal is due, and of what time it is: asked by every store that makes them. */
import { epochOf, type Instant, type Milliseconds } from './instant.ts';

/** Clocks of several machines differ by less. Milliseconds. */
const CLOCKS_DIFFER = 60_000;

/**
 * Of what time the next seal is; `null` = it is too early for one. Never before the last one's, nor does a clock that stood
 * ahead and was put back stop the seals: until it is there again they are of the last one's time, as often as there is
 * something to seal.
 */
export function sealTime(last: Instant | null, now: Instant, every: Milliseconds): Instant | null {
  if (last === null) return now;
  const since = epochOf(now) - epochOf(last);
  if (since < every && since >= -CLOCKS_DIFFER && every > 0) return null;
  return since < 0 ? last : now;
}
