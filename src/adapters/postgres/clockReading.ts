/**
 * The database's clock between two readings of it. Every transaction reads it; for what is asked outside of one, the last
 * reading and the time that has passed since, on this process's monotonic clock, say the same without a round trip.
 * Never later than the database itself would say, and never earlier than what was said before. Only a clock that is set
 * back cannot have both: by less than SET_BACK this one stands still until that has caught up, by more it follows.
 */
import { epochOf, type Instant, instantOf } from '../../core/shared/instant.ts';

/** A clock that was set, or a server that took over from another, is noticed after this. Milliseconds. */
const FRESH = 1_000;
/** More than an answer can have been late. */
const SET_BACK = 30_000;

export class ClockReading {
  readonly #monotonic: () => number;
  #read = 0;
  #at = Number.NEGATIVE_INFINITY;
  #said = 0;

  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** The database has just answered this. One that was long on its way says less than the one before it does by now. */
  heard(now: Instant): void {
    const passed = this.#monotonic() - this.#at;
    const read = epochOf(now);
    if (passed <= FRESH && read <= this.#read + passed) return;
    this.#read = read;
    this.#at = this.#monotonic();
    // Set back: what was said before binds nobody any more.
    if (read < this.#said - SET_BACK) this.#said = read;
  }

  /** `null` = the last reading is too old. */
  now(): Instant | null {
    const passed = this.#monotonic() - this.#at;
    if (passed > FRESH) return null;
    this.#said = Math.max(this.#said, Math.floor(this.#read + passed));
    return instantOf(new Date(this.#said));
  }
}
