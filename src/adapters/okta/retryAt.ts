/** When a limited call may go again, and what the limit headers of an answer say. */

import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { HttpHeaders } from '../../ports/http.ts';

export interface LimitHeaders {
  readonly limit: number;
  readonly remaining: number;
  /** On our clock, epoch milliseconds. */
  readonly resetAt: number;
}

/** "Rate limits": present on every answer of the API; `null` when a proxy answered. */
export function limitHeaders(headers: HttpHeaders, now: number): LimitHeaders | null {
  const limit = numberIn(headers, 'x-rate-limit-limit');
  const remaining = numberIn(headers, 'x-rate-limit-remaining');
  const reset = numberIn(headers, 'x-rate-limit-reset');
  if (limit === null || remaining === null || reset === null) return null;
  return { limit, remaining, resetAt: now + untilReset(headers, reset, now) };
}

/** "Concurrent rate limits": limit and remaining are both 0, and the reset is a guess. */
export const isConcurrencyLimit = (seen: LimitHeaders) => seen.limit === 0 && seen.remaining === 0;

/** The wait Okta's own libraries use: reset - Date + 1 s, both from the answer, so that our clock does not matter. */
export function retryAtOf(headers: HttpHeaders, now: number, random: () => number = Math.random): Instant {
  const seen = limitHeaders(headers, now);
  if (seen === null) return instantOf(new Date(now + 5_000 + random() * 5_000));
  if (isConcurrencyLimit(seen)) return instantOf(new Date(now + 500 + random() * 1_500));
  return instantOf(new Date(seen.resetAt + 1_000));
}

/** Every window of Okta's is a minute; what says it is longer is not believed, and must not stop us until then. */
const LONGEST_WAIT = 60 * 60_000;

function untilReset(headers: HttpHeaders, reset: number, now: number): number {
  const answered = Date.parse(headers.get('date') ?? '');
  const wait = reset * 1_000 - (Number.isNaN(answered) ? now : answered);
  return Math.min(LONGEST_WAIT, Math.max(0, wait));
}

function numberIn(headers: HttpHeaders, name: string): number | null {
  const text = headers.get(name);
  if (text === null || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
