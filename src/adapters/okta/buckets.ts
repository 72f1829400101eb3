/**
 * One of Okta's rate-limit buckets as we use it: our own calls of the last minute, corrected by what the answers
 * say. Pure; the clock is an argument.
 *
 *   allowed    our share of the bucket (`rateShare`)
 *   reserve    the fifth of it that belongs to revocations. Lent to other work while there are none, except a
 *              twentieth that is never lent: a leaver who comes out of the blue behind a long backlog must find
 *              something left
 *   waiting    a listing for nobody (lane `bulk`) leaves room for people as well: a fifth while they call, else a little
 *   observed   what the last answer said remains; others use the bucket too
 *   emptied    a 429: nobody goes before its end, revocations included
 *   best       the largest limit that answers have shown of late: the line of those put off is spaced by it, because a limit
 *              that somebody else's work has lowered for a moment must not keep them waiting when it is over
 *   kept       places of looks that have begun (rooms.ts): whoever begins later leaves them, revocations do not
 */
import type { CallOptions } from '../../ports/provider.ts';
import { isConcurrencyLimit, type LimitHeaders } from './retryAt.ts';

export type Lane = CallOptions['lane'];

/** "Rate limits overview" (removed 2025-12; recordings agree): calls a minute for a workforce org. Answers correct it. */
const PUBLISHED = {
  users: 600,
  'user-read': 2000,
  'user-write': 600,
  groups: 500,
  group: 1000,
  apps: 100,
  app: 500,
  logs: 120,
  sessions: 375,
  policies: 1000,
  other: 1200,
} as const;
export type BucketName = keyof typeof PUBLISHED;

/** Exact paths first, then the longest prefix; lifecycle and membership calls were recorded in the collections' buckets. */
export function bucketOf(method: string, path: string): BucketName {
  const [, , , family = '', id, ...rest] = (path.split('?')[0] ?? '').split('/');
  const single = id !== undefined && rest.length === 0;
  if (family === 'users') return single ? (method === 'GET' ? 'user-read' : 'user-write') : 'users';
  if (family === 'groups') return single && id !== 'rules' ? 'group' : 'groups';
  if (family === 'apps') return single ? 'app' : 'apps';
  return family === 'logs' || family === 'sessions' || family === 'policies' ? family : 'other';
}

/** Okta's minutes roll; the margin covers the way a request takes. */
const WINDOW_MILLISECONDS = 60_250;
const WINDOW = WINDOW_MILLISECONDS;

/** What listings for nobody leave to people who wait, beside the part of revocations. */
const SHARE_WHILE_CALLING = 0.2;
const SHARE_WHILE_SILENT = 0.01;

/** What is asked of a bucket: so many places at once, or one that has been kept. */
interface Asked {
  readonly places: number;
  readonly inRoom: boolean;
}
/**
 * Who was promised what: leavers, who comes for the first time, looks that came as told and a moment early, and, before
 * all of these lines, who waits for no more than the end of looks that have begun.
 */
type Line = 'revocation' | 'other' | 'returning' | 'soon';
const ONE: Asked = { places: 1, inRoom: false };
const USUAL_WEIGHT = 0.1;
/** About as long as a look lasts: then it gives back what it did not use. */
const A_LOOK = 1_000;
/** So long after a limit was last shown, a smaller one is believed to be no passing matter. */
const OF_LATE = 15 * 60_000;

export class Bucket {
  readonly #share: number;
  readonly #calls = new Instants();
  /** Instants promised to calls that could not go, so that a backlog is spread over the minutes to come. */
  readonly #promised: Readonly<Record<Line, Instants>> = {
    revocation: new Instants(),
    other: new Instants(),
    returning: new Instants(),
    soon: new Instants(),
  };
  #kept = 0;
  /** How many of its places a look used of late: many find nothing to do, and need one. */
  #usual = Number.NaN;
  /** How many places a look keeps. */
  #whole = 0;
  #limit: number;
  #best: { readonly limit: number; readonly at: number } | null = null;
  #observed: { remaining: number; until: number } | null = null;
  #emptiedUntil = 0;
  #ordinaryAt = Number.NEGATIVE_INFINITY;
  #inFlight = 0;

  constructor(name: BucketName, share: number) {
    this.#limit = PUBLISHED[name];
    this.#share = share;
  }

  get allowed(): number {
    return Math.max(1, Math.floor(this.#limit * this.#share));
  }

  /** `null` = may go now; else the earliest instant at which it may. `revoking`: revocations are under way. */
  blockedUntil(lane: Lane, revoking: boolean, now: number, asked: Asked = ONE): number | null {
    if (now < this.#emptiedUntil) return this.#emptiedUntil;
    this.#calls.dropBefore(now - WINDOW + 1);
    const left = this.#keptFrom(lane, revoking, now);
    const forLane = this.allowed - left;
    const keptForOthers = lane === 'revocation' || asked.inRoom ? 0 : this.#kept;
    // A limit too small for a whole look must not keep it from ever beginning.
    const places = Math.min(asked.places, forLane);
    const over = this.#calls.size + keptForOthers + places - forLane;
    if (over > 0) return this.#freedAt(over, keptForOthers, now);
    const observed = this.#observed;
    if (observed === null || now >= observed.until) return null;
    const lacking = left + this.#inFlight + keptForOthers + places - observed.remaining;
    if (lacking <= 0) return null;
    return lacking <= this.#givenBackOf(keptForOthers) ? now + A_LOOK : observed.until;
  }

  /** The instant at which a refused call should come again: after those who were refused before it. */
  appointment(lane: Lane, revoking: boolean, now: number): number {
    return this.#promise(lane === 'revocation' ? 'revocation' : 'other', lane, revoking, now, 1, ONE);
  }

  /**
   * The same for a look. One that had come when it was told, and a moment too early, stands before the whole line
   * again: at its end it would have waited for nothing.
   */
  appointmentForLook(lane: Lane, revoking: boolean, now: number, places: number, hasWaited: boolean): number {
    const usual = Number.isNaN(this.#usual) ? places : Math.min(places, Math.max(1, Math.round(this.#usual)));
    return this.#promise(hasWaited ? 'returning' : 'other', lane, revoking, now, usual, { places, inRoom: false });
  }

  #promise(line: Line, lane: Lane, revoking: boolean, now: number, count: number, asked: Asked) {
    const base = this.blockedUntil(lane, revoking, now, asked) ?? now;
    const { [line]: promised, soon } = this.#promised;
    promised.dropBefore(now);
    soon.dropBefore(now);
    const inLine = Math.max(this.allowed, Math.floor((this.#best?.limit ?? 0) * this.#share));
    const forLane = inLine - this.#keptFrom(lane, revoking, now, inLine);
    if (base === now + A_LOOK && this.#calls.size + soon.size + count <= forLane) {
      for (let one = 0; one < count; one += 1) soon.add(base);
      return base;
    }
    for (let one = 0; one < count; one += 1) {
      // Seen as one row, calls made and then calls promised, each must be a window behind the one `forLane` before it.
      const before = this.#calls.size + soon.size + promised.size - forLane;
      const freed = this.#inRow(before, soon, promised);
      promised.add(Math.max(base, promised.last, before < 0 ? base : freed + WINDOW));
    }
    return promised.last;
  }

  #inRow(place: number, soon: Instants, promised: Instants): number {
    if (place < this.#calls.size) return this.#calls.at(place);
    const behind = place - this.#calls.size;
    return behind < soon.size ? soon.at(behind) : promised.at(behind - soon.size);
  }

  /**
   * When so many places are free: those that looks usually give back when they end, the others when the oldest calls are
   * a window old. Where the looks that have begun outnumber the calls, only their end shows what is to be waited for.
   */
  #freedAt(places: number, kept: number, now: number): number {
    const lasting = places - this.#givenBackOf(kept);
    return lasting <= 0 || lasting > this.#calls.size ? now + A_LOOK : this.#calls.at(lasting - 1) + WINDOW;
  }

  /** How many of the kept places will not be used, as looks have been of late. */
  #givenBackOf(kept: number): number {
    if (Number.isNaN(this.#usual) || this.#whole === 0) return 0;
    return Math.floor(kept * (1 - Math.min(1, this.#usual / this.#whole)));
  }

  /** Kept for a look that begins now; `release` says how many of them it has used. */
  keep(places: number): void {
    this.#kept += places;
    this.#whole = places;
  }

  release(unused: number, used: number): void {
    this.#kept -= unused;
    this.#usual = Number.isNaN(this.#usual) ? used : this.#usual * (1 - USUAL_WEIGHT) + used * USUAL_WEIGHT;
  }

  /** What this lane must leave. Something is always left for it as well. */
  #keptFrom(lane: Lane, revoking: boolean, now: number, allowed = this.allowed): number {
    if (lane === 'revocation') return 0;
    const forRevocations = reserveOf(allowed, revoking);
    if (lane === 'ordinary') return forRevocations;
    const share = now - this.#ordinaryAt < WINDOW ? SHARE_WHILE_CALLING : SHARE_WHILE_SILENT;
    return Math.min(allowed - 1, forRevocations + Math.ceil(allowed * share));
  }

  take(lane: Lane, now: number, inRoom = false): void {
    if (inRoom) this.#kept -= 1;
    if (lane === 'ordinary') this.#ordinaryAt = now;
    this.#calls.add(now);
    this.#inFlight += 1;
  }

  /** An answer (or none) came back. */
  settle(seen: LimitHeaders | null, now: number): void {
    this.#inFlight -= 1;
    if (seen === null || isConcurrencyLimit(seen)) return;
    this.#limit = seen.limit;
    if (this.#best === null || seen.limit >= this.#best.limit || now - this.#best.at >= OF_LATE)
      this.#best = { limit: seen.limit, at: now };
    this.#observed = { remaining: seen.remaining, until: seen.resetAt };
  }

  empty(until: number): void {
    this.#emptiedUntil = Math.max(this.#emptiedUntil, until);
  }

  standing(now: number) {
    this.#calls.dropBefore(now - WINDOW + 1);
    return {
      limit: this.#limit,
      allowed: this.allowed,
      used: this.#calls.size,
      inFlight: this.#inFlight,
      emptiedUntil: now < this.#emptiedUntil ? this.#emptiedUntil : null,
    };
  }
}

/** What other lanes must leave. Something is always left for them as well. */
export function reserveOf(allowed: number, revoking: boolean): number {
  return Math.min(allowed - 1, Math.ceil(allowed / (revoking ? 5 : 20)));
}

/** Instants in the order they were added, dropped from the front without moving the rest each time. */
class Instants {
  #values: number[] = [];
  #head = 0;

  get size(): number {
    return this.#values.length - this.#head;
  }

  get last(): number {
    return this.size === 0 ? 0 : this.at(this.size - 1);
  }

  at(index: number): number {
    return this.#values[this.#head + index] ?? 0;
  }

  add(instant: number): void {
    this.#values.push(instant);
  }

  dropBefore(instant: number): void {
    while (this.size > 0 && this.at(0) < instant) this.#head += 1;
    if (this.#head < 1_000) return;
    this.#values = this.#values.slice(this.#head);
    this.#head = 0;
  }
}
