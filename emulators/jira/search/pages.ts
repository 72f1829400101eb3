/** Pages of a search: an opaque token, good for seven days, over the ids found by the first page. */
import { randomUUID } from 'node:crypto';
import type { EmulatorClock } from '../../kit/clock.ts';
import { refuse } from '../refusal.ts';
import type { Indexed } from './searchIndex.ts';

const SEVEN_DAYS = 7 * 86_400_000;
const KEPT = 1_000;

export class Pages {
  readonly #open = new Map<
    string,
    { readonly jql: string; readonly rest: readonly Indexed[]; readonly until: number }
  >();
  readonly #clock: EmulatorClock;

  constructor(clock: EmulatorClock) {
    this.#clock = clock;
  }

  first(jql: string, found: readonly Indexed[], size: number) {
    return this.#cut(jql, found, size);
  }

  next(token: string, jql: string, size: number) {
    const page = this.#open.get(token);
    if (page === undefined || page.until < this.#clock.now() || page.jql !== jql)
      throw refuse(400, 'The provided next page token is either invalid or has expired.');
    return this.#cut(jql, page.rest, size);
  }

  #cut(jql: string, found: readonly Indexed[], size: number) {
    const entries = found.slice(0, size);
    const rest = found.slice(size);
    if (rest.length === 0) return { entries, nextPageToken: undefined };
    const nextPageToken = Buffer.from(randomUUID()).toString('base64url');
    this.#open.set(nextPageToken, { jql, rest, until: this.#clock.now() + SEVEN_DAYS });
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= KEPT) break;
      this.#open.delete(oldest);
    }
    return { entries, nextPageToken };
  }
}
