/** Whether nobody has been at something for so long; what was touched far ahead was touched by a clock that has been put right. */
import { epochOf, type Instant, type Milliseconds, plus } from '../../../src/core/shared/instant.ts';
import { LONGEST_WAIT } from '../../../src/core/shared/putOff.ts';

export const isIdle = (touchedAt: Instant, now: Instant, idle: Milliseconds): boolean =>
  epochOf(touchedAt) <= epochOf(now) - idle || touchedAt > plus(now, LONGEST_WAIT);
