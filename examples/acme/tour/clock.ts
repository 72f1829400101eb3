/** The store's clock, which the tour may jump: it runs as any other, and its jumps outlive a killed run. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, instantOf } from '../../../src/core/shared/instant.ts';

export interface TourClock {
  /** Epoch milliseconds. */
  now(): number;
  instant(): Instant;
  jump(milliseconds: number): void;
}

export function tourClock(folder: string): TourClock {
  const path = join(folder, 'clock.json');
  let ahead = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  const now = () => Date.now() + ahead;
  return {
    now,
    instant: () => instantOf(new Date(now())),
    jump(milliseconds) {
      ahead += milliseconds;
      writeFileSync(path, String(ahead));
    },
  };
}
