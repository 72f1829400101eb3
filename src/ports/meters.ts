/** Counts in a moving window that refuse what would pass their limit. */
import type { Milliseconds } from '../core/shared/instant.ts';

export interface MeterBooking {
  /** e.g. `leavers:jira:5b10…` or `removals:policy`. */
  readonly meter: string;
  /** What is booked: within the window it counts once, however often it is booked. Absent = every booking counts. */
  readonly key?: string;
  readonly count: number;
  readonly limit: number;
  readonly window: Milliseconds;
}
