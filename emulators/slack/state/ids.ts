/** Names Slack gives: ids with a letter for their kind, timestamps that order messages, hashes of views. */
import { randomBytes } from 'node:crypto';
import type { EmulatorClock } from '../../kit/clock.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export class Ids {
  readonly #clock: EmulatorClock;
  #sequence = 0;
  #lastTick = 0;
  #ticks = 0;

  constructor(clock: EmulatorClock) {
    this.#clock = clock;
  }

  /** `prefix` U, W, T, C, D, G, B, A, V, Ev. Counted, so that a run can be repeated and read. */
  next(prefix: string): string {
    let rest = '';
    for (let left = ++this.#sequence, place = 0; place < 8; place += 1) {
      rest = (LETTERS[left % LETTERS.length] ?? 'A') + rest;
      left = Math.floor(left / LETTERS.length);
    }
    return `${prefix}0${rest}`;
  }

  /** A message's name and its place in the order: never twice, never backwards, even on a clock that stands. */
  ts(): string {
    const tick = Math.max(Math.floor(this.#clock.now() / 1000), this.#lastTick);
    this.#ticks = tick === this.#lastTick ? this.#ticks + 1 : 1;
    this.#lastTick = tick;
    return `${tick}.${String(this.#ticks).padStart(6, '0')}`;
  }

  hash(): string {
    return `${Math.floor(this.#clock.now() / 1000)}.${this.word(8)}`;
  }

  /** A `block_id` or `action_id` the app did not choose. */
  word(length = 5): string {
    return [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]?.toLowerCase()).join('');
  }
}
