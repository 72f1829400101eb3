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

export class Bucket {
  readonly #share: number;
  readonly #calls = new Instants();
  /** Instants promised to calls that could not go, so that a backlog is spread over the minutes to come. */
  readonly #promised = { revocation: new Instants(), other: new Instants() };
  #limit: number;
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
  blockedUntil(lane: Lane, revoking: boolean, now: number): number | null {
    if (now < this.#emptiedUntil) return this.#emptiedUntil;
    this.#calls.dropBefore(now - WINDOW + 1);
    const kept = this.#keptFrom(lane, revoking, now);
    const forLane = this.allowed - kept;
    const used = this.#calls.size;
    if (used >= forLane) return this.#calls.at(used - forLane) + WINDOW;
    const observed = this.#observed;
    if (observed !== null && now < observed.until && observed.remaining - this.#inFlight <= kept) return observed.until;
    return null;
  }

  /** The instant at which a refused call should come again: after those who were refused before it. */
  appointment(lane: Lane, revoking: boolean, now: number): number {
    const base = this.blockedUntil(lane, revoking, now) ?? now;
    const promised = lane === 'revocation' ? this.#promised.revocation : this.#promised.other;
    promised.dropBefore(now);
    const forLane = this.allowed - this.#keptFrom(lane, revoking, now);
    // Seen as one row, calls made and then calls promised, each must be a window behind the one `forLane` before it.
    const before = this.#calls.size + promised.size - forLane;
    const freed = before < this.#calls.size ? this.#calls.at(before) : promised.at(before - this.#calls.size);
    const at = Math.max(base, promised.last, before < 0 ? base : freed + WINDOW);
    promised.add(at);
    return at;
  }

  /** What this lane must leave. Something is always left for it as well. */
  #keptFrom(lane: Lane, revoking: boolean, now: number): number {
    if (lane === 'revocation') return 0;
    const forRevocations = reserveOf(this.allowed, revoking);
    if (lane === 'ordinary') return forRevocations;
    const share = now - this.#ordinaryAt < WINDOW ? SHARE_WHILE_CALLING : SHARE_WHILE_SILENT;
    return Math.min(this.allowed - 1, forRevocations + Math.ceil(this.allowed * share));
  }

  take(lane: Lane, now: number): void {
    if (lane === 'ordinary') this.#ordinaryAt = now;
    this.#calls.add(now);
    this.#inFlight += 1;
  }

  /** An answer (or none) came back. */
  settle(seen: LimitHeaders | null): void {
    this.#inFlight -= 1;
    if (seen === null || isConcurrencyLimit(seen)) return;
    this.#limit = seen.limit;
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
