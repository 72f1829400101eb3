/**
 * What a provider was asked over a long time: by bucket, by route, and when each membership of one group was taken. Its
 * log keeps the newest requests only, so it is read and emptied piece by piece.
 */
import type { z } from 'zod';
import type { OktaEmulator } from '../../emulators/okta/index.ts';
import { bucketOf } from '../../src/adapters/okta/buckets.ts';
import type { takenAway } from './wire.ts';

export class Tally {
  readonly #taken: { readonly account: string; readonly at: number }[] = [];
  readonly #calls = new Map<string, number>();
  readonly #routes = new Map<string, number>();
  #refused = 0;

  /** Reads what came since the last time. */
  read({ log, directory }: OktaEmulator, groupName: string): z.infer<typeof takenAway> {
    const group = directory.groups().find(({ profile }) => profile.name === groupName)?.id ?? '';
    for (const { method, path, status, at } of log.list()) {
      if (status === 429) {
        this.#refused += 1;
        continue;
      }
      count(this.#calls, bucketOf(method, path));
      count(this.#routes, routeOf(method, path));
      const member = `/api/v1/groups/${group}/users/`;
      if (method === 'DELETE' && path.startsWith(member) && status < 300)
        this.#taken.push({ account: path.slice(member.length), at });
    }
    log.clear();
    return {
      taken: this.#taken,
      left: directory.members(group).length,
      calls: Object.fromEntries(this.#calls),
      routes: Object.fromEntries(this.#routes),
      refused: this.#refused,
    };
  }
}

const count = (counts: Map<string, number>, name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1);

/** Which call it was, whoever it was about. */
const routeOf = (method: string, path: string) =>
  `${method} ${path
    .replace(/\?.*$/, '')
    .replace('/api/v1', '')
    .replace(/\/00[a-z][^/]*/g, '/:id')}`;
