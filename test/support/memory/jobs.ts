/**
 * The jobs: waiting, in somebody's hands, or to come later. Nothing here runs one: whoever holds this chooses the next,
 * which is how a simulation orders them by its seed. A job whose worker is gone is given back, and what that worker says
 * of it afterwards is refused.
 */
import { LANES, presses as pressesAs, priorityOf } from '../../../src/adapters/postgres/lanes.ts';
import { CompletedByAnother } from '../../../src/adapters/postgres/settling.ts';
import { canonical } from '../../../src/core/shared/canonical.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import type { Job, Lane } from '../../../src/ports/engine.ts';
import { kept } from './kept.ts';

export interface Payload {
  readonly job: Job;
  /** How often in a row it has come to nothing. */
  readonly tries: number;
}

export interface WaitingJob extends Payload {
  readonly id: number;
  readonly lane: Lane;
}

/** In somebody's hands. */
export interface TakenJob extends WaitingJob {
  /** How often it was taken: who was given up on holds an older one. */
  readonly attempt: number;
}

interface LaterJob extends Payload {
  readonly id: number;
  readonly at: Instant;
}

export class Jobs {
  readonly #waiting = new Map<Lane, Map<number, WaitingJob>>(LANES.map((lane) => [lane, new Map()]));
  readonly #taken = new Map<number, TakenJob>();
  readonly #attempts = new Map<number, number>();
  /** In the order of their instants. */
  #later: LaterJob[] = [];
  /** How often a job like this waits, is in hand, or is to come. */
  readonly #likes = new Map<string, number>();
  #last = 0;

  send(payloads: readonly Payload[]): void {
    for (const { job, tries } of kept(payloads)) {
      this.#last += 1;
      this.#count(job, 1);
      this.#put({ id: this.#last, lane: job.lane, job, tries });
    }
  }

  sendLater(at: Instant, payload: Payload): void {
    this.#last += 1;
    this.#count(payload.job, 1);
    const later = { id: this.#last, at, ...kept(payload) };
    const place = this.#later.findLastIndex((one) => one.at <= at);
    this.#later.splice(place + 1, 0, later);
  }

  /** What may be taken, of one lane when it is named: what goes first, then in the order they came. */
  ready(lane?: Lane): readonly WaitingJob[] {
    const lanes = lane === undefined ? LANES : [lane];
    return lanes.flatMap((one) => {
      const waiting = [...(this.#waiting.get(one)?.values() ?? [])];
      return waiting.sort((a, b) => priorityOf(b.job) - priorityOf(a.job) || a.id - b.id);
    });
  }

  /** In somebody's hands. */
  taken(): readonly TakenJob[] {
    return [...this.#taken.values()];
  }

  later(): readonly { readonly at: Instant; readonly job: Job }[] {
    return this.#later;
  }

  take({ id, lane }: Pick<WaitingJob, 'id' | 'lane'>): TakenJob {
    const job = this.#waiting.get(lane)?.get(id);
    if (job === undefined) throw new Error(`${lane}: job ${id} does not wait`);
    this.#waiting.get(lane)?.delete(id);
    const attempt = (this.#attempts.get(id) ?? 0) + 1;
    this.#attempts.set(id, attempt);
    const taken = { ...job, attempt };
    this.#taken.set(id, taken);
    return taken;
  }

  done(job: TakenJob): void {
    this.#mustBeTheirs(job);
    this.#taken.delete(job.id);
    this.#attempts.delete(job.id);
    this.#count(job.job, -1);
  }

  /** It is done for now, and to be looked at again: both or neither. */
  again(job: TakenJob, at: Instant, tries: number): void {
    this.done(job);
    this.sendLater(at, { job: job.job, tries });
  }

  /** Its worker is gone: somebody else may take it. */
  giveBack(job: TakenJob): void {
    this.#mustBeTheirs(job);
    this.#taken.delete(job.id);
    const { attempt: _, ...waiting } = job;
    this.#put(waiting);
  }

  /** What was for later and is due waits now. Answers how many. */
  ring(now: Instant): number {
    const notYet = this.#later.findIndex(({ at }) => at > now);
    const due = this.#later.splice(0, notYet === -1 ? this.#later.length : notYet);
    for (const { job } of due) this.#count(job, -1);
    this.send(due);
    return due.length;
  }

  nearest(): Instant | null {
    return this.#later[0]?.at ?? null;
  }

  /** What is to come after that is in nobody's hands: nobody puts it off until then. */
  isInHand(job: Job, latest: Instant): boolean {
    const like = canonical(job);
    const tooFar = this.#later.filter(({ at, job: other }) => at > latest && canonical(other) === like);
    return (this.#likes.get(like) ?? 0) > tooFar.length;
  }

  backlog(): Readonly<Record<Lane, number>> {
    const counts = { urgent: 0, reconcile: 0, look: 0, evidence: 0, notify: 0, bulk: 0 };
    for (const lane of LANES) counts[lane] = this.#waiting.get(lane)?.size ?? 0;
    for (const { lane } of this.#taken.values()) counts[lane] += 1;
    return counts;
  }

  /** Everything is forgotten, as after a disaster that spares the rows. */
  lose(): void {
    for (const waiting of this.#waiting.values()) waiting.clear();
    this.#taken.clear();
    this.#attempts.clear();
    this.#later = [];
    this.#likes.clear();
  }

  #put(job: WaitingJob) {
    this.#waiting.get(job.lane)?.set(job.id, job);
  }

  #mustBeTheirs({ id, lane, attempt }: TakenJob) {
    if (this.#taken.get(id)?.attempt !== attempt) throw new CompletedByAnother(lane, [String(id)]);
  }

  #count(job: Job, by: 1 | -1) {
    const like = canonical(job);
    const count = (this.#likes.get(like) ?? 0) + by;
    if (count === 0) this.#likes.delete(like);
    else this.#likes.set(like, count);
  }
}

/** Somebody's sign-in is to be stopped by it, or may have to be. */
export const presses = ({ job }: WaitingJob) => pressesAs(job);
