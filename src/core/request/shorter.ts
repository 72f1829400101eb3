/** For how long an approver may give less than was asked: what the rule offers, else the usual steps. */
import type { HoldLimits } from '../policy/model.ts';
import { type Milliseconds, milliseconds } from '../shared/instant.ts';

const HOUR = 3_600_000;
const USUAL = [1, 6, 24, 72, 168, 720, 2_160].map((hours) => milliseconds(hours * HOUR));

/** Shortest first; none when nothing is shorter than what was asked. `null` = asked for as long as the work. */
export function shorterThan(asked: Milliseconds | null, { durations }: HoldLimits): readonly Milliseconds[] {
  const offered = durations.length > 0 ? durations : USUAL;
  return offered.filter((one) => one > 0 && (asked === null || one < asked)).toSorted((a, b) => a - b);
}
