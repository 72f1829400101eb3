/**
 * The stretch of road between an emulator and whoever listens on which faults happen to a webhook: lost, doubled, late,
 * or behind its successor. What the vendor does by itself (retries, concurrency) comes after it.
 */
import type { EmulatorClock } from '../clock.ts';
import type { Faults } from './faults.ts';
import type { Pending } from './pending.ts';

/** Whoever waits for company that never comes goes out alone after this. */
const COMPANY_WITHIN = 60_000;

type Go = () => Promise<unknown>;

export interface Sent {
  readonly lost: boolean;
  /** The receiver's answer is not heard. */
  readonly answerLost: boolean;
  readonly faults: readonly string[];
}

export class Road {
  readonly #faults: Faults;
  readonly #clock: EmulatorClock;
  readonly #waiting = new Map<Pending, Go[]>();
  readonly #turns = new Set<Promise<void>>();

  constructor(faults: Faults, clock: EmulatorClock) {
    this.#faults = faults;
    this.#clock = clock;
  }

  /** Sends what `pack` gives for the original (0) and for its double (1), unless it is lost. */
  send(name: string, pack: (copy: 0 | 1, sent: Sent) => Go): Sent {
    const { lost, answerLost, copies, lateMilliseconds, among, names } = this.#faults.send(name);
    const sent = { lost, answerLost, faults: names };
    if (lost) return sent;
    for (const copy of copies === 2 ? ([0, 1] as const) : ([0] as const)) {
      const go = pack(copy, sent);
      const set = () => (among === undefined ? void go() : this.#gather(among.fault, among.count, go));
      if (lateMilliseconds > 0) this.#clock.after(lateMilliseconds, set);
      else set();
    }
    return sent;
  }

  /** Each waits for the answer to the one before: an order that was asked for is kept. */
  inTurn(all: readonly Go[]): void {
    const turn = (async () => {
      for (const go of all) await go();
    })();
    this.#turns.add(turn);
    void turn.finally(() => this.#turns.delete(turn));
  }

  /** Resolves when nobody waits for the one before. */
  async settled(): Promise<void> {
    await Promise.all(this.#turns);
  }

  #gather(fault: Pending, count: number, go: Go): void {
    const waiting = this.#waiting.get(fault) ?? [];
    this.#waiting.set(fault, waiting);
    waiting.push(go);
    const leave = () => {
      if (this.#waiting.get(fault) === waiting) this.#waiting.delete(fault);
      this.inTurn(waiting.splice(0).reverse());
    };
    if (waiting.length >= count) leave();
    else if (waiting.length === 1) this.#clock.after(COMPANY_WITHIN, leave);
  }
}
