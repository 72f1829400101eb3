/**
 * What happened in one history, in order: for the invariants, which are said about it, and for whoever reads why one of
 * them broke. Two runs of one seed have the same trace, to the letter.
 */
import type { StreamId, TenureEvent } from '../../../src/core/evidence/model.ts';
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import type { ReconcileRow } from '../../../src/ports/store.ts';
import type { Asked } from './faults.ts';

export interface SentCall {
  readonly call: number;
  readonly at: number;
  readonly process: string;
  readonly asked: Asked;
  /** How many commits there had been. */
  readonly afterCommits: number;
}

/** One commit: everything in it became true together. */
export interface Committed {
  readonly at: number;
  readonly process: string;
  /** How many things had been done at the provider by then. */
  readonly afterWrites: number;
  readonly events: readonly { readonly stream: StreamId; readonly event: TenureEvent }[];
  readonly ledgers: readonly PersonLedger[];
  readonly rows: readonly ReconcileRow[];
}

export class Trace {
  readonly lines: string[] = [];
  readonly calls: SentCall[] = [];
  readonly commits: Committed[] = [];
  readonly stumbles: string[] = [];
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  note(who: string, what: string): void {
    this.lines.push(`${new Date(this.now()).toISOString()} ${who}: ${what}`);
  }

  /** A fault of our own making, not of the world's: work is thrown back by an error nobody expected. */
  stumbled(what: string, trouble: unknown): void {
    const said = trouble instanceof Error ? (trouble.stack ?? trouble.message) : String(trouble);
    this.stumbles.push(`${what}: ${said}`);
    this.note('stumble', `${what}: ${trouble instanceof Error ? trouble.message : String(trouble)}`);
  }

  sent(process: string, asked: Asked, about: string): number {
    const call = this.calls.length;
    this.calls.push({ call, at: this.now(), process, asked, afterCommits: this.commits.length });
    this.note(process, `${asked.operation} ${about}`);
    return call;
  }

  committed(one: Committed): void {
    if (one.events.length === 0 && one.rows.length === 0 && one.ledgers.length === 0) return;
    this.commits.push(one);
    if (one.events.length === 0) return;
    const said = one.events.map(({ stream, event }) => `${event.type} on ${stream}`);
    this.note(one.process, `committed ${said.join(', ')}`);
  }
}
