/**
 * What goes wrong between Tenure and everybody else in one history, by its seed: single calls, hours in which a system is
 * down or a right is missing, processes that end in the middle. Before `from` and after `until` nothing goes wrong.
 */

import { instantOf } from '../../../src/core/shared/instant.ts';
import { Fault } from '../../../src/ports/fault.ts';
import type { Random } from './random.ts';

export type System = 'okta' | 'jira' | 'mail' | 'slack';

export type FaultKind =
  | 'slow'
  | 'timed out'
  | 'limit'
  | 'server error'
  | 'answer lost'
  | 'landed late'
  | 'outage'
  | 'right lost'
  | 'empty list'
  | 'cut list'
  | 'stale index'
  | 'webhook late'
  | 'webhook twice'
  | 'webhook lost'
  | 'process killed'
  | 'process paused'
  | 'other hand';

/** What becomes of one call. */
export interface Fate {
  /** Milliseconds until it is carried out; `null` = it never is. */
  readonly lands: number | null;
  /** Milliseconds until whoever called hears of it. */
  readonly answers: number;
  /** What they hear instead of the answer. */
  readonly fault: Fault | null;
  /** A list that is answered as if there were nothing in it, or as if it ended in the middle. */
  readonly shortened: 'emptied' | 'cut' | null;
}

interface Window {
  readonly system: System;
  readonly from: number;
  readonly until: number;
  /** Of what `denied` names; `null` = all of it. */
  readonly operations: readonly string[] | null;
}

export interface Asked {
  readonly system: System;
  readonly operation: string;
  readonly kind: 'read' | 'list' | 'write' | 'create';
  readonly timeout: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MAY_BE_LOST: readonly (readonly [System, string])[] = [
  ['okta', 'read groups of account'],
  ['okta', 'read admin roles'],
  ['okta', 'add member'],
  ['okta', 'remove member'],
  ['okta', 'create account'],
  ['okta', 'read applications'],
  ['jira', 'write comment'],
];

export class Faults {
  readonly counts = new Map<FaultKind, number>();
  private readonly random: Random;
  private readonly from: number;
  private readonly until: number;
  private readonly outages: readonly Window[];
  private readonly rights: readonly Window[];
  /** How much goes wrong in this history. */
  private readonly heat: number;
  private readonly deaths: number;

  constructor(random: Random, from: number, until: number, heat: number | null = null) {
    this.random = random;
    this.from = from;
    this.until = until;
    this.heat = heat ?? random.pick([0, 0.3, 1, 1, 3]);
    this.deaths = this.heat === 0 ? 0 : random.pick([0, 0.002, 0.01]);
    const windows = (count: number, longest: number, of: () => Omit<Window, 'from' | 'until'>): readonly Window[] =>
      Array.from({ length: this.heat === 0 ? 0 : count }, () => {
        const begins = from + random.next() * (until - from);
        return { ...of(), from: begins, until: Math.min(until, begins + random.next() * longest) };
      });
    const systems: readonly [System, ...System[]] = ['okta', 'jira', 'mail'];
    this.outages = windows(random.int(0, 3), 2 * HOUR, () => ({ system: random.pick(systems), operations: null }));
    this.rights = windows(random.int(0, 3), 2 * DAY, () => {
      const [system, operation] = random.pick(MAY_BE_LOST) ?? ['okta', 'add member'];
      return { system, operations: [operation] };
    });
  }

  /** Tenure has been set up by then, and life is over after. */
  private isQuiet(now: number): boolean {
    return now < this.from || now >= this.until;
  }

  note(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, one) => sum + one, 0);
  }

  /** Every call asks for its fate once, in the order in which they are made. `ahead`: how wrong the clock is that a wait is told by. */
  fateOf({ system, operation, kind, timeout }: Asked, now: number, ahead: number): Fate {
    const { random } = this;
    const usual = 5 + Math.floor(random.next() * 120);
    const well: Fate = { lands: Math.ceil(usual / 2), answers: usual, fault: null, shortened: null };
    const roll = random.next();
    if (this.isQuiet(now)) return well;
    const fault = (what: FaultKind, details: ConstructorParameters<typeof Fault>[2] = {}) => {
      this.note(what);
      return new Fault('transient', operation, details);
    };
    if (isIn(this.outages, system, operation, now)) {
      return { ...well, lands: null, fault: fault('outage', { note: 'nobody answers' }) };
    }
    if (isIn(this.rights, system, operation, now)) {
      this.note('right lost');
      return { ...well, lands: null, fault: new Fault('denied', operation, { right: `the right to ${operation}` }) };
    }
    const lost = { outcomeUnknown: true };
    const share = 0.004 * this.heat;
    if (roll < share) return { ...well, lands: null, answers: timeout, fault: fault('timed out', lost) };
    if (roll < 2 * share) return { ...well, answers: timeout, fault: fault('answer lost', lost) };
    if (roll < 3 * share) {
      const retryAt = instantOf(new Date(now + ahead + usual + random.int(1_000, 60_000)));
      return { ...well, lands: null, fault: fault('limit', { retryAt, vendorCode: 'E0000047' }) };
    }
    if (roll < 4 * share) return { ...well, lands: null, fault: fault('server error') };
    if (roll < 5 * share) {
      this.note('slow');
      return { ...well, lands: random.int(10, timeout - 200), answers: timeout - 100 };
    }
    if (roll < 6 * share && kind === 'create') {
      // A create may still land at the vendor for a while after our call was over.
      return { ...well, lands: timeout + random.int(0, 50_000), answers: timeout, fault: fault('landed late', lost) };
    }
    if (kind !== 'list' || roll >= 8 * share) return well;
    return { ...well, shortened: roll < 7 * share ? 'emptied' : 'cut' };
  }

  /** Whether the process ends here. */
  kills(now: number): boolean {
    if (this.deaths === 0 || this.isQuiet(now) || !this.random.chance(this.deaths)) return false;
    this.note('process killed');
    return true;
  }

  /** For how long the process stands still here; `null` = it does not. */
  pauses(now: number): number | null {
    if (this.deaths === 0 || this.isQuiet(now) || !this.random.chance(this.deaths / 2)) return null;
    this.note('process paused');
    return this.random.pick([2_000, 15_000, 40_000, 10 * 60_000]);
  }

  /** How long after a change each of its deliveries comes. */
  deliveries(now: number): readonly number[] {
    const { random } = this;
    const soon = random.int(20, 400);
    const roll = random.next();
    if (this.isQuiet(now)) return [soon];
    if (roll < 0.05 * this.heat) {
      this.note('webhook lost');
      return [];
    }
    if (roll < 0.1 * this.heat) {
      this.note('webhook late');
      return [random.int(60_000, 6 * HOUR)];
    }
    if (roll < 0.15 * this.heat) {
      this.note('webhook twice');
      return [soon, random.int(400, 2 * HOUR)];
    }
    return [soon];
  }

  /** How far behind the tracker's search index is. */
  indexLag(now: number): number {
    if (this.isQuiet(now) || !this.random.chance(0.2 * this.heat)) return 0;
    this.note('stale index');
    return this.random.int(1_000, 5 * 60_000);
  }
}

const isIn = (windows: readonly Window[], system: System, operation: string, now: number) =>
  windows.some(
    (one) =>
      one.system === system &&
      one.from <= now &&
      now < one.until &&
      (one.operations === null || one.operations.includes(operation)),
  );
