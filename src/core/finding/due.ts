/** When the next full sweep is due: every so often, or once a day at an hour of the company's own clock. */
import type { SweepSettings } from '../policy/model.ts';
import { atLocal, type Instant, localDateOf, milliseconds, minus, plus, type TimeZone } from '../shared/instant.ts';

const DAY = milliseconds(86_400_000);

export function isSweepDue({ every, at }: SweepSettings, zone: TimeZone, last: Instant, now: Instant): boolean {
  if (every !== null) return plus(last, every) <= now;
  const today = atLocal(localDateOf(now, zone), at, zone);
  const latest = today <= now ? today : atLocal(localDateOf(minus(now, DAY), zone), at, zone);
  return last < latest;
}

const FIRST_WAIT = 30 * 60_000;
const LONGEST_WAIT = 6 * 3_600_000;

/** When what broke off is read again: soon at first, and more rarely while it goes on breaking off. */
export const readAgainAt = (endedAt: Instant, brokenOffInARow: number): Instant =>
  plus(endedAt, milliseconds(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (Math.max(1, brokenOffInARow) - 1))));
