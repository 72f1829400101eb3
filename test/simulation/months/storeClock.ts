/**
 * The clock of the store, beside the time there is: now and then somebody sets it wrong, and later somebody puts it right.
 * Tenure knows no other instant than what it shows; people and systems outside live by the time there is. Epoch milliseconds.
 */
import type { Random } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Setting {
  /** By the time there is. */
  readonly at: number;
  /** What it shows beyond that. */
  readonly ahead: number;
}

/** A time in which it is wrong. */
export interface Wrong {
  readonly from: number;
  readonly until: number;
  readonly ahead: number;
}

export class StoreClock {
  readonly settings: Setting[] = [{ at: Number.NEGATIVE_INFINITY, ahead: 0 }];
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  get ahead(): number {
    return this.settings.at(-1)?.ahead ?? 0;
  }

  get shown(): number {
    return this.now() + this.ahead;
  }

  get hasStepped(): boolean {
    return this.settings.length > 1;
  }

  set(ahead: number): void {
    this.settings.push({ at: this.now(), ahead });
  }

  shownAt(at: number): number {
    return at + (this.settings.findLast((one) => one.at <= at)?.ahead ?? 0);
  }

  /** The last moment up to `until` at which it had not shown more than that. */
  whenShown(shown: number, until: number): number {
    for (let index = this.settings.length - 1; index >= 0; index -= 1) {
      const [setting, next] = [this.settings[index], this.settings[index + 1]];
      if (setting === undefined || setting.at > until) continue;
      const at = shown - setting.ahead;
      if (at >= setting.at) return Math.min(at, until, next?.at ?? until);
    }
    return Number.NEGATIVE_INFINITY;
  }

  /** After the one, and not after the other. */
  steppedBetween(from: number, until: number): boolean {
    return this.settings.some(({ at }) => from < at && at <= until);
  }
}

/** Each is over, and what was put off by it has come, before life ends. */
export function wrongTimes(random: Random, from: number, until: number): readonly Wrong[] {
  const found: Wrong[] = [];
  for (let begins = from + random.next() * (until - from), left = random.int(1, 2); left > 0; left -= 1) {
    const size = random.pick([6 * MINUTE, HOUR, 9 * HOUR, 30 * HOUR, 3 * DAY]);
    const ahead = random.chance(0.5) ? size : -size;
    const ends = begins + random.pick([20 * MINUTE, 3 * HOUR, 8 * HOUR]);
    if (ends + size > until - HOUR) break;
    found.push({ from: begins, until: ends, ahead });
    begins = ends + HOUR + random.next() * (until - ends);
  }
  return found;
}
