/**
 * What is hashed. An event's text is the canonical JSON of its place, its body without personal text, the digest of
 * that text, and the hash of the event before: changing one byte anywhere breaks every hash after it.
 */
import { randomBytes } from 'node:crypto';
import type { StreamId, TenureEvent } from '../../core/evidence/model.ts';
import { EVENT_VERSION } from '../../core/evidence/model.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import type { Instant } from '../../core/shared/instant.ts';

/** What the first event of a stream points back to. */
export const GENESIS = '0'.repeat(64);

export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export const EMPTY: Head = { seq: 0, hash: GENESIS };

/** An event ready to be inserted. */
export interface Link {
  readonly seq: number;
  readonly type: TenureEvent['type'];
  readonly version: number;
  readonly text: string;
  readonly hash: string;
  readonly previous: string;
  readonly personal: { readonly salt: string; readonly body: unknown; readonly person: string | null } | null;
}

/** The salt keeps a short name or address from being guessed back out of the digest. */
const newSalt = () => randomBytes(16).toString('hex');
export const digestOf = (salt: string, personal: unknown) => sha256(salt + canonical(personal));

export function chain(
  head: Head,
  stream: StreamId,
  events: readonly TenureEvent[],
  at: Instant,
  saltOf: () => string = newSalt,
): readonly Link[] {
  let previous = head.hash;
  return events.map((event, index) => {
    const { type, personal, ...body } = { personal: undefined, ...event };
    const salt = personal === undefined ? null : saltOf();
    const text = canonical({
      stream,
      seq: head.seq + index + 1,
      type,
      version: EVENT_VERSION,
      at,
      body,
      personal: salt === null ? undefined : { digest: digestOf(salt, personal) },
      previous,
    });
    const link: Link = {
      seq: head.seq + index + 1,
      type,
      version: EVENT_VERSION,
      text,
      hash: sha256(text),
      previous,
      personal: salt === null ? null : { salt, body: personal, person: 'person' in event ? event.person : null },
    };
    previous = link.hash;
    return link;
  });
}
