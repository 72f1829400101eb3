/**
 * A look at one account reads it, asks whether it is an administrator's, writes, and reads it back. Begun at a limit
 * that lets it make the first of these calls only, it throws its reading away and begins anew: at a crowded limit most
 * calls were such beginnings. So the places of a whole look are kept before its first call, or it is not begun.
 *
 * They are a matter of manners among our own calls, no right: a 429, other users of the bucket and revocations go before
 * them, and the look is then put off in the middle as it always was.
 */
import type { Room } from '../../ports/provider.ts';
import type { Bucket, BucketName } from './buckets.ts';

/** Two readings of account and groups around one write, and the administrator's roles. More writes take their chance. */
export const LOOK: ReadonlyMap<BucketName, number> = new Map([
  ['user-read', 2],
  ['users', 3],
  ['groups', 1],
] as const);

interface Kept {
  readonly bucket: Bucket;
  readonly places: number;
  left: number;
}

export class LookRoom implements Room {
  readonly #kept: ReadonlyMap<BucketName, Kept>;
  #isOpen = true;

  constructor(buckets: ReadonlyMap<BucketName, Bucket>) {
    const kept = [...buckets].map(([name, bucket]): [BucketName, Kept] => {
      const places = LOOK.get(name) ?? 0;
      bucket.keep(places);
      return [name, { bucket, places, left: places }];
    });
    this.#kept = new Map(kept);
  }

  has(name: BucketName): boolean {
    return this.#isOpen && (this.#kept.get(name)?.left ?? 0) > 0;
  }

  /** One of its places becomes a call. */
  use(name: BucketName): void {
    const kept = this.#kept.get(name);
    if (kept !== undefined) kept.left -= 1;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const { bucket, places, left } of this.#kept.values()) bucket.release(left, places - left);
  }
}
