/**
 * The record: events by stream, append only, because nothing here can change or take away one; and what a transaction
 * has appended and not committed. Hashed and read by the code that the databases' stores use.
 */
import type { Link } from '../../../src/adapters/postgres/chain.ts';
import { eventOf } from '../../../src/core/evidence/events/stored.ts';
import type { RecordedEvent, StreamId, TenureEvent } from '../../../src/core/evidence/model.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import { UniqueViolation } from './table.ts';

export interface StoredEvent extends Omit<Link, 'personal'> {
  readonly stream: StreamId;
  readonly position: number;
  readonly at: Instant;
}

export interface Events {
  of(stream: StreamId): readonly StoredEvent[];
  /** Of every stream, in the order of their positions. */
  ofTypes(types: readonly TenureEvent['type'][]): readonly StoredEvent[];
}

export class EventLog implements Events {
  readonly #streams = new Map<StreamId, StoredEvent[]>();
  readonly #types = new Map<string, StoredEvent[]>();
  #position = 0;

  of(stream: StreamId): readonly StoredEvent[] {
    return this.#streams.get(stream) ?? [];
  }

  ofTypes(types: readonly TenureEvent['type'][]): readonly StoredEvent[] {
    return byPosition(types.flatMap((type) => this.#types.get(type) ?? []));
  }

  draft(): EventDraft {
    return new EventDraft(this);
  }

  /** Drawn when an event is appended; what is rolled back leaves a gap. */
  nextPosition(): number {
    this.#position += 1;
    return this.#position;
  }

  /** Only a draft that is committed writes. */
  write(event: StoredEvent): void {
    push(this.#streams, event.stream, event);
    push(this.#types, event.type, event);
  }
}

export class EventDraft implements Events {
  readonly #log: EventLog;
  #appended: StoredEvent[] | null = null;

  constructor(log: EventLog) {
    this.#log = log;
  }

  of(stream: StreamId): readonly StoredEvent[] {
    const stand = this.#log.of(stream);
    if (this.#appended === null) return stand;
    return [...stand, ...this.#appended.filter((event) => event.stream === stream)];
  }

  ofTypes(types: readonly TenureEvent['type'][]): readonly StoredEvent[] {
    const own = (this.#appended ?? []).filter(({ type }) => types.includes(type));
    return byPosition([...this.#log.ofTypes(types), ...own]);
  }

  append(stream: StreamId, link: Link, at: Instant): StoredEvent {
    if (link.seq !== this.of(stream).length + 1) throw new UniqueViolation('event_pkey');
    const { personal: _, ...hashed } = link;
    const event = Object.freeze({ ...hashed, stream, at, position: this.#log.nextPosition() });
    this.#appended ??= [];
    this.#appended.push(event);
    return event;
  }

  commit(): void {
    for (const event of this.#appended ?? []) this.#log.write(event);
  }
}

/** Read once: the same text and the same personal text are the same event. */
const READ = new WeakMap<StoredEvent, { readonly personal: unknown; readonly recorded: RecordedEvent }>();

export function recordedOf(event: StoredEvent, personal: unknown): RecordedEvent {
  const read = READ.get(event);
  if (read !== undefined && read.personal === personal) return read.recorded;
  const recorded = Object.freeze(eventOf({ ...event, personal }));
  READ.set(event, { personal, recorded });
  return recorded;
}

const byPosition = (events: readonly StoredEvent[]) => [...events].sort((a, b) => a.position - b.position);

function push<Key>(lists: Map<Key, StoredEvent[]>, key: Key, event: StoredEvent): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [event]);
  else list.push(event);
}
