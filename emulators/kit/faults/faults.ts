/**
 * The faults of one emulator: laid as a plan, added one by one by a test, and met by requests and webhooks in the order
 * in which they were laid. Of what ends a request (cut, refused, never answered) only the first that fits meets it.
 */
import type { EmulatorClock } from '../clock.ts';
import { millisecondsOf } from '../span.ts';
import type { Fault, FaultOf } from './fault.ts';
import type { FaultKit, ListAnswer } from './kit.ts';
import { isFor, keptBy } from './kit.ts';
import { type Ending, type LostRight, type LoweredLimit, type Met, UNHARMED } from './met.ts';
import { type FaultStanding, Pending } from './pending.ts';

export interface LaidFaults {
  readonly seed: number;
  readonly faults: readonly Fault[];
}

/** What becomes of a webhook on its way out. */
export interface WebhookFate {
  readonly names: readonly string[];
  readonly lost: boolean;
  readonly answerLost: boolean;
  readonly copies: 1 | 2;
  readonly lateMilliseconds: number;
  /** It waits for others of the same fault. */
  readonly among: { readonly fault: Pending; readonly count: number } | undefined;
}

const ON_ITS_WAY: WebhookFate = {
  names: [],
  lost: false,
  answerLost: false,
  copies: 1,
  lateMilliseconds: 0,
  among: undefined,
};

export class Faults {
  readonly kit: FaultKit;
  readonly #clock: EmulatorClock;
  #pending: Pending[] = [];
  #seed = 1;
  #seats = 0;

  constructor(clock: EmulatorClock, kit: FaultKit) {
    this.#clock = clock;
    this.kit = kit;
  }

  /** One more, from now on. */
  add(fault: Fault): void {
    if (!this.kit.kinds.has(fault.do)) throw new Error(`${this.kit.name} has no ${fault.do}`);
    this.#pending.push(new Pending(fault, this.kit, this.#clock.now(), this.#seed, this.#seats));
    this.#seats += 1;
  }

  /** This plan from now on, and nothing of what was pending. What is for another emulator is left out. */
  lay({ seed, faults }: LaidFaults): void {
    this.clear();
    this.#seed = seed;
    for (const fault of faults) {
      if (isFor(this.kit, fault)) this.add(fault);
    }
  }

  clear(): void {
    this.#pending = [];
    this.#seats = 0;
    this.#seed = 1;
  }

  /** What is still on the watch. */
  standing(): readonly FaultStanding[] {
    return this.#active().map((pending) => pending.standing());
  }

  /** What this request meets, lists aside. */
  meet(method: string, path: string): Met {
    if (this.#pending.length === 0) return UNHARMED;
    const subject = `${method} ${path}`;
    const now = this.#clock.now();
    const names: string[] = [];
    const lost: LostRight[] = [];
    let limit: LoweredLimit = {};
    let delayMilliseconds = 0;
    let ending: Ending | undefined;
    for (const pending of this.#active()) {
      const { fault } = pending;
      switch (fault.do) {
        case 'delay':
          if (!pending.meets(subject, now)) continue;
          delayMilliseconds += pending.lateness(fault);
          break;
        case 'limit':
          if (!pending.meets(subject, now)) continue;
          limit = { ...limit, ...fault };
          break;
        case 'lose-right':
          if (!pending.meets(subject, now)) continue;
          lost.push({ right: fault.right, which: fault.which });
          break;
        case 'stale-search':
          if (this.kit.searches?.test(subject) !== true || !pending.meets(subject, now)) continue;
          break;
        case 'never-answer':
        case 'refuse':
        case 'drop':
        case 'lose-response':
        case 'down':
          if (ending !== undefined || !pending.meets(subject, now)) continue;
          ending = fault;
          break;
        default:
          continue;
      }
      names.push(pending.name);
    }
    return names.length === 0 ? UNHARMED : { names, delayMilliseconds, limit, lost, ending };
  }

  /** Whether an answer to this request has to be looked at as a list at all. */
  mayShorten(method: string, path: string): boolean {
    if (this.#pending.length === 0) return false;
    const now = this.#clock.now();
    return this.#pending.some((pending) => isListFault(pending.fault) && pending.fits(`${method} ${path}`, now));
  }

  /** The list as this request gets it, and who cut it; `undefined` when nothing did, or it is no list. */
  shorten(
    method: string,
    path: string,
    answer: ListAnswer,
  ): { readonly name: string; readonly answer: ListAnswer } | undefined {
    const { shorten } = this.kit;
    if (shorten?.(answer, () => 0) === undefined) return undefined;
    const now = this.#clock.now();
    for (const pending of this.#active()) {
      const { fault } = pending;
      if (!isListFault(fault) || !pending.meets(`${method} ${path}`, now)) continue;
      const cut = shorten(answer, keptBy(fault));
      if (cut !== undefined) return { name: pending.name, answer: cut };
    }
    return undefined;
  }

  /** Up to when search sees what was written, given how late it always is. */
  searchHorizon(delayMilliseconds: number): number {
    const now = this.#clock.now();
    let horizon = now;
    for (const pending of this.#pending) {
      const { fault } = pending;
      if (fault.do !== 'stale-search' || !pending.isOn(now)) continue;
      const late = fault.by === undefined ? now - pending.from : millisecondsOf(fault.by) - delayMilliseconds;
      horizon = Math.min(horizon, now - Math.max(0, late));
    }
    return horizon;
  }

  /** What becomes of a webhook of this name. */
  send(name: string): WebhookFate {
    if (this.#pending.length === 0) return ON_ITS_WAY;
    const now = this.#clock.now();
    const subject = `webhook ${name}`;
    let fate = ON_ITS_WAY;
    for (const pending of this.#active()) {
      const change = changeOf(pending, fate, now, subject);
      if (change !== undefined) fate = { ...fate, ...change, names: [...fate.names, pending.name] };
    }
    return fate;
  }

  #active(): readonly Pending[] {
    const now = this.#clock.now();
    if (this.#pending.some((pending) => pending.isSpent(now))) {
      this.#pending = this.#pending.filter((pending) => !pending.isSpent(now));
    }
    return this.#pending;
  }
}

const isListFault = (fault: Fault): fault is FaultOf<'empty-list'> | FaultOf<'cut-list'> =>
  fault.do === 'empty-list' || fault.do === 'cut-list';

function changeOf(pending: Pending, fate: WebhookFate, now: number, subject: string): Partial<WebhookFate> | undefined {
  const { fault } = pending;
  switch (fault.do) {
    case 'lose-webhook':
      return pending.meets(subject, now) ? { lost: true } : undefined;
    case 'lose-webhook-answer':
      return pending.meets(subject, now) ? { answerLost: true } : undefined;
    case 'double-webhook':
      return pending.meets(subject, now) ? { copies: 2 } : undefined;
    case 'late-webhook': {
      if (!pending.meets(subject, now)) return undefined;
      return { lateMilliseconds: fate.lateMilliseconds + pending.lateness(fault) };
    }
    case 'reorder-webhook': {
      const count = fault.among ?? 2;
      return pending.meets(subject, now) ? { among: { fault: pending, count } } : undefined;
    }
    case 'down': {
      if (!pending.meets(subject, now)) return undefined;
      // Whoever is down for good sends nothing any more.
      const wait = pending.until - now;
      return Number.isFinite(wait) ? { lateMilliseconds: Math.max(fate.lateMilliseconds, wait) } : { lost: true };
    }
    default:
      return undefined;
  }
}
