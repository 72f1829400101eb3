/** A stored event's text, read as today's event: by the store, and by whoever has the text alone. */
import type { Instant } from '../../shared/instant.ts';
import type { RecordedEvent, StreamId, TenureEvent } from '../model.ts';
import { isKnownType } from './types.ts';
import { type Body, UnknownEvent, upcast } from './upcast.ts';

interface StoredText {
  readonly stream: StreamId;
  readonly seq: number;
  readonly type: string;
  readonly version: number;
  readonly at: Instant;
  readonly body: Body;
}

/** Lifts a stored event to today's shape and puts its personal text back, unless that was erased. Throws `UnknownEvent`. */
export function eventOf(row: {
  readonly text: string;
  readonly hash: string;
  readonly position: number;
  readonly personal: unknown;
}): RecordedEvent {
  const stored = JSON.parse(row.text) as StoredText;
  const body = upcast(stored.type, stored.version, stored.body);
  if (!isKnownType(stored.type)) throw new UnknownEvent(stored.type, null);
  const event = { type: stored.type, ...body, ...(row.personal === null ? {} : { personal: row.personal }) };
  return {
    stream: stored.stream,
    seq: stored.seq,
    position: row.position,
    at: stored.at,
    // The one place where stored text becomes an event again; the golden files hold it to account.
    event: event as TenureEvent,
    hash: row.hash,
  };
}
