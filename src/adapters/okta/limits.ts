/**
 * The gauge: whether a call may go now. No call sleeps for a limit: what cannot go within 200 ms fails with the
 * instant at which to come again, and its job frees its place.
 *
 * It knows this process only. The share and the answers' headers keep several processes honest with each other;
 * leasing from one row for all of them is the store's matter.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { epochOf, instantOf } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { HttpHeaders } from '../../ports/http.ts';
import { Bucket, type BucketName, bucketOf, type Lane, reserveOf } from './buckets.ts';
import { CONCURRENT_REQUESTS, TURN_MILLISECONDS } from './config.ts';
import { isConcurrencyLimit, limitHeaders, retryAtOf } from './retryAt.ts';
import { LOOK, LookRoom } from './rooms.ts';

/** The right to send one request; given back with its answer, or `null` when none came. */
export interface Turn {
  done(answer: { readonly status: number; readonly headers: HttpHeaders } | null): void;
}

export interface BucketStanding {
  readonly bucket: BucketName;
  readonly limit: number;
  readonly allowed: number;
  readonly used: number;
  readonly inFlight: number;
  /** Epoch milliseconds; set after a 429. */
  readonly emptiedUntil: number | null;
}

/** Revocations count as under way for this long after the last one. */
const REVOKING_MILLISECONDS = 60_000;
/** After a concurrency 429 half of the slots are left; one comes back each second. */
const SLOT_BACK_MILLISECONDS = 1_000;
const FEWEST_SLOTS = 2;
/** Whoever was told an instant and has not come so long after it comes no more, or comes as anybody else. */
const TOLD_MILLISECONDS = 10 * 60_000;
/** Jobs come by the database's clock, and this one may be so far behind it: such a look is early by no fault of its own. */
const CLOCKS_APART = 2_000;

export class LimitGauge {
  readonly #share: number;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #buckets = new Map<BucketName, Bucket>();
  readonly #slots: number;
  readonly #waiting = { revocation: new Set<() => void>(), other: new Set<() => void>() };
  #inFlight = 0;
  #shrunk: { readonly to: number; readonly at: number } | null = null;
  #revokedAt = Number.NEGATIVE_INFINITY;
  /** Looks that were told when to come again: the account, and when. */
  readonly #told = new Map<string, number>();

  constructor(options: { share: number; now: () => number; slots?: number; random?: () => number }) {
    this.#share = options.share;
    this.#now = options.now;
    this.#random = options.random ?? Math.random;
    this.#slots = options.slots ?? Math.max(FEWEST_SLOTS, Math.floor(CONCURRENT_REQUESTS * options.share));
  }

  /** Waits at most 200 ms for a turn; else a `transient` fault with `retryAt`. */
  async enter(operation: string, method: string, path: string, lane: Lane, room?: LookRoom): Promise<Turn> {
    const name = bucketOf(method, path);
    const bucket = this.#bucket(name);
    if (lane === 'revocation') this.#revokedAt = this.#now();
    const begun = performance.now();
    for (;;) {
      const now = this.#now();
      const left = TURN_MILLISECONDS - (performance.now() - begun);
      const inRoom = room?.has(name) === true;
      const blocked = bucket.blockedUntil(lane, this.#revoking(now), now, { places: 1, inRoom });
      if (blocked !== null) {
        if (blocked - now > left) {
          this.#wakeOne(); // a slot this call was woken for goes to the next in line
          throw this.#refused(operation, bucket.appointment(lane, this.#revoking(now), now));
        }
        await pause(blocked - now);
      } else if (this.#inFlight < this.#slotsFor(lane, now)) {
        if (inRoom) room?.use(name);
        return this.#turn(bucket, lane, now, inRoom);
      } else if (left <= 0 || !(await this.#released(lane, left))) {
        throw this.#refused(operation, now + TURN_MILLISECONDS);
      }
    }
  }

  /** Keeps the places of a whole look at `account`, or says when it should come again. Nothing waits here. */
  makeRoom(operation: string, account: string, lane: Lane): LookRoom {
    const now = this.#now();
    const revoking = this.#revoking(now);
    const buckets = new Map([...LOOK.keys()].map((name) => [name, this.#bucket(name)]));
    const full = [...buckets].flatMap(([name, bucket]) => {
      const places = LOOK.get(name) ?? 0;
      return bucket.blockedUntil(lane, revoking, now, { places, inRoom: false }) === null ? [] : { bucket, places };
    });
    const told = this.#told.get(account);
    if (full.length === 0) {
      this.#told.delete(account);
      return new LookRoom(buckets);
    }
    const hasWaited = told !== undefined && told - CLOCKS_APART <= now;
    const at = full.map((one) => one.bucket.appointmentForLook(lane, revoking, now, one.places, hasWaited));
    const latest = Math.max(...at);
    this.#tell(account, latest, now);
    throw this.#refused(operation, latest);
  }

  /** Who never came again is forgotten after a while. */
  #tell(account: string, at: number, now: number): void {
    this.#told.delete(account);
    this.#told.set(account, at);
    for (const [other, then] of this.#told) {
      if (then > now - TOLD_MILLISECONDS) return;
      this.#told.delete(other);
    }
  }

  /** For metrics and the status page. */
  standing(): readonly BucketStanding[] {
    const now = this.#now();
    return [...this.#buckets].map(([bucket, state]) => ({ bucket, ...state.standing(now) }));
  }

  #turn(bucket: Bucket, lane: Lane, now: number, inRoom: boolean): Turn {
    bucket.take(lane, now, inRoom);
    this.#inFlight += 1;
    return {
      done: (answer) => {
        this.#inFlight -= 1;
        const at = this.#now();
        const seen = answer === null ? null : limitHeaders(answer.headers, at);
        bucket.settle(seen, at);
        if (answer?.status === 429) {
          if (seen !== null && isConcurrencyLimit(seen)) this.#shrink(at);
          else bucket.empty(epochOf(retryAtOf(answer.headers, at)));
        }
        this.#wakeOne();
      },
    };
  }

  #slotsFor(lane: Lane, now: number): number {
    const back = this.#shrunk === null ? 0 : Math.floor((now - this.#shrunk.at) / SLOT_BACK_MILLISECONDS);
    const slots = this.#shrunk === null ? this.#slots : Math.min(this.#slots, this.#shrunk.to + back);
    return lane === 'revocation' ? slots : slots - reserveOf(slots, this.#revoking(now));
  }

  #shrink(now: number): void {
    const present = this.#slotsFor('revocation', now);
    this.#shrunk = { to: Math.max(FEWEST_SLOTS, Math.floor(present / 2)), at: now };
  }

  #revoking(now: number): boolean {
    return now - this.#revokedAt < REVOKING_MILLISECONDS;
  }

  #bucket(name: BucketName): Bucket {
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    const made = new Bucket(name, this.#share);
    this.#buckets.set(name, made);
    return made;
  }

  /** A little apart, so that those put off together do not come back together. */
  #refused(operation: string, at: number): Fault {
    const retryAt = instantOf(new Date(Math.ceil(at + this.#random() * TURN_MILLISECONDS)));
    return new Fault('transient', operation, { retryAt, note: 'held back by our own gauge' });
  }

  /** Whether a slot was given back within `milliseconds`. */
  #released(lane: Lane, milliseconds: number): Promise<boolean> {
    const queue = lane === 'revocation' ? this.#waiting.revocation : this.#waiting.other;
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        queue.delete(wake);
        resolve(true);
      };
      const timer = setTimeout(() => {
        queue.delete(wake);
        resolve(false);
      }, milliseconds);
      queue.add(wake);
    });
  }

  #wakeOne(): void {
    const [first] = this.#waiting.revocation.size > 0 ? this.#waiting.revocation : this.#waiting.other;
    first?.();
  }
}
