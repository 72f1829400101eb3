/**
 * How many jobs this process has under way at once. Where vendors are waited for, more side by side get more done. Where its
 * own processor is, they get no more done: each of them only takes longer, and so does what stops somebody's sign-in.
 */
import { performance } from 'node:perf_hooks';

/** Since the process began: how long its event loop waited for something to do, and how long it had some. Milliseconds. */
export interface LoopTimes {
  readonly idle: number;
  readonly active: number;
}

/** Looked at no more often than this, or one long step would count as a full house. Milliseconds. */
const LEAST_SPAN = 50;
/** Busier than this, it is the processor that is waited for. */
const FULL = 0.9;
/** From the least to the most, when nothing is in the way. Milliseconds. */
const WIDENED_IN = 1_000;

export class Breadth {
  readonly #times: () => LoopTimes;
  #last: LoopTimes;
  /** Of what lies between the least and the most. */
  #share = 1;

  constructor(times: () => LoopTimes = () => performance.eventLoopUtilization()) {
    this.#times = times;
    this.#last = times();
  }

  /** As the moments before now allow: halved in each that was full, widened again step by step. */
  between(least: number, most: number): number {
    const times = this.#times();
    const active = times.active - this.#last.active;
    const span = active + times.idle - this.#last.idle;
    if (span >= LEAST_SPAN) {
      this.#last = times;
      this.#share = active > FULL * span ? this.#share / 2 : Math.min(1, this.#share + span / WIDENED_IN);
    }
    return least + Math.round((most - least) * this.#share);
  }
}
