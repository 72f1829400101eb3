/** One fault on the watch: whom it fits, how many it has seen and met, and when it is spent. */
import { type Dice, diceFor } from '../dice.ts';
import { millisecondsOf, spanOf } from '../span.ts';
import type { Fault, FaultKind } from './fault.ts';
import type { FaultKit } from './kit.ts';

/** These are states of the vendor and last; the others happen to single requests. */
const STATES: ReadonlySet<FaultKind> = new Set<FaultKind>(['limit', 'lose-right', 'stale-search', 'down']);

const EVERYTHING = /./;

export interface FaultStanding {
  readonly fault: Fault;
  readonly seen: number;
  readonly met: number;
}

export class Pending {
  readonly fault: Fault;
  readonly name: string;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly from: number;
  readonly until: number;
  readonly #pattern: RegExp;
  readonly #nth: number;
  readonly #chance: number | undefined;
  readonly #times: number;
  readonly #dice: Dice;
  #seen = 0;
  #met = 0;

  /** `seat` tells faults of one plan apart where they roll dice. */
  constructor(fault: Fault, kit: FaultKit, laidAt: number, seed: number, seat: number) {
    const { on, operation, nth, times, chance } = {
      on: undefined,
      operation: undefined,
      nth: undefined,
      times: undefined,
      chance: undefined,
      ...fault,
    };
    this.fault = fault;
    this.from = instantOf(fault.from, laidAt) ?? laidAt;
    this.until = instantOf(fault.until, laidAt) ?? Number.POSITIVE_INFINITY;
    this.name = fault.name ?? [fault.do, ...((operation ?? on) ? [operation ?? on] : [])].join(' ');
    this.#pattern = patternOf(kit, on, operation);
    this.#nth = nth ?? 1;
    this.#chance = chance;
    const lasts = STATES.has(fault.do) || fault.until !== undefined || chance !== undefined;
    this.#times = times ?? (lasts ? Number.POSITIVE_INFINITY : 1);
    this.#dice = diceFor(seed, `${seat} ${fault.do}`);
  }

  /** Whether this is one of those it may meet; nothing is counted. */
  fits = (subject: string, now: number): boolean => this.isOn(now) && this.#pattern.test(subject);

  /** Whether it meets this one. What fits is counted either way. */
  meets(subject: string, now: number): boolean {
    if (!this.fits(subject, now)) return false;
    this.#seen += 1;
    if (this.#seen < this.#nth) return false;
    if (this.#chance !== undefined && this.#dice.roll() >= this.#chance) return false;
    this.#met += 1;
    return true;
  }

  isOn = (now: number): boolean => now >= this.from && now < this.until && !this.isSpent(now);
  isSpent = (now: number): boolean => this.#met >= this.#times || now >= this.until;

  /** `by`, and up to `spread` more. */
  lateness({ by, spread }: { readonly by: string; readonly spread?: string | undefined }): number {
    const more = spread === undefined ? 0 : this.#dice.between(0, millisecondsOf(spread));
    return millisecondsOf(by) + more;
  }

  standing = (): FaultStanding => ({ fault: this.fault, seen: this.#seen, met: this.#met });
}

function patternOf(kit: FaultKit, on: string | undefined, operation: string | undefined): RegExp {
  if (operation === undefined) return on === undefined ? EVERYTHING : new RegExp(on);
  const named = kit.operations[operation];
  if (named === undefined) throw new Error(`${kit.name} knows no operation ${operation}`);
  return new RegExp(named);
}

function instantOf(text: string | undefined, laidAt: number): number | undefined {
  if (text === undefined) return undefined;
  const span = spanOf(text);
  return span === undefined ? Date.parse(text) : laidAt + span;
}
