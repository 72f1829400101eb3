/** Streams of events: locking and loading one, appending to it, reading it raw, erasing personal text beside it. */
import { sql } from 'kysely';
import { eventOf } from '../../core/evidence/events/stored.ts';
import type { RecordedEvent, StreamId, TenureEvent } from '../../core/evidence/model.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { PutBack, RawEvent } from '../../ports/store.ts';
import { EMPTY, type Head, type Link } from './chain.ts';
import type { Database } from './database.ts';

interface EventRow extends RawEvent {
  readonly position: number;
  readonly personal: unknown;
}

export interface LockedStream {
  readonly events: readonly RecordedEvent[];
  readonly head: Head;
}

export async function lockStream(db: Database, stream: StreamId): Promise<LockedStream> {
  const { rows } = await sql<EventRow>`select * from tenure.lock_stream(${stream})`.execute(db);
  return { events: rows.map(eventOf), head: rows.at(-1) ?? EMPTY };
}

/**
 * The lock of `lockStream`, and the last of the stream, whatever it says. In a statement of its own: one with the lock would
 * not see what was appended while it waited.
 */
export async function lockHead(db: Database, stream: StreamId): Promise<Head> {
  await holdStream(db, stream);
  const { rows } = await sql<Head>`
    select seq, hash from tenure.event where stream = ${stream} order by seq desc limit 1`.execute(db);
  return rows[0] ?? EMPTY;
}

/** One statement for any number of events, `links` of them: their rows, their personal text, the stream's new head. */
export async function appendEvents(
  db: Database,
  stream: StreamId,
  links: readonly Link[],
  events: readonly TenureEvent[],
  at: Instant,
): Promise<readonly RecordedEvent[]> {
  const last = links.at(-1);
  if (last === undefined) return [];
  const personal = links.flatMap(({ seq, personal: text }) => (text === null ? [] : [{ seq, ...text }]));
  const { rows } = await sql<{ seq: number; position: number }>`
    with head as (
      insert into tenure.stream (id, seq, hash, changed_at)
      values (${stream}, ${last.seq}::integer, ${last.hash}, ${at}::text::timestamptz)
      on conflict (id) do update set seq = excluded.seq, hash = excluded.hash, changed_at = excluded.changed_at
    ), texts as (
      insert into tenure.personal_text (stream, seq, person, salt, body)
      select ${stream}, p.seq, p.person, p.salt, p.body
      from json_to_recordset(${JSON.stringify(personal)}::text::json) as p(seq integer, person text, salt text, body jsonb)
    )
    insert into tenure.event (stream, seq, type, version, at, text, hash, previous)
    select ${stream}, e.seq, e.type, e.version, ${at}::text::timestamptz, e.text, e.hash, e.previous
    from json_to_recordset(${JSON.stringify(links.map(({ personal: _, ...link }) => link))}::text::json)
      as e(seq integer, type text, version integer, text text, hash text, previous text)
    order by e.seq
    returning seq, position`.execute(db);
  const positions = new Map(rows.map((row) => [row.seq, row.position]));
  return links.map((link, index) => ({
    stream,
    seq: link.seq,
    position: positions.get(link.seq) ?? 0,
    at,
    // The same object that was appended, with its personal text: what a reader would get back.
    event: events[index] ?? missing(),
    hash: link.hash,
  }));
}

/** The positions are given in this order. Its streams are empty: another event of the same place fails the statement. */
export async function putBack(db: Database, events: readonly PutBack[]): Promise<void> {
  const personal = events.flatMap(({ stream, seq, personal: text }) =>
    text === null ? [] : [{ stream, seq, ...text }],
  );
  const heads = [...new Map(events.map(({ stream, seq, hash, at }) => [stream, { stream, seq, hash, at }])).values()];
  await sql`
    insert into tenure.event (stream, seq, type, version, at, text, hash, previous)
    select e.stream, e.seq, e.type, e.version, e.at::timestamptz, e.text, e.hash, e.previous
    from json_array_elements(${JSON.stringify(events.map(({ personal: _, ...event }) => event))}::text::json)
        with ordinality as given (r, n),
      json_to_record(given.r) as e(stream text, seq integer, type text, version integer, at text, text text, hash text,
        previous text)
    order by given.n`.execute(db);
  await sql`
    insert into tenure.personal_text (stream, seq, person, salt, body)
    select p.stream, p.seq, p.person, p.salt, p.body
    from json_to_recordset(${JSON.stringify(personal)}::text::json)
      as p(stream text, seq integer, person text, salt text, body jsonb)`.execute(db);
  await sql`
    insert into tenure.stream (id, seq, hash, changed_at, evidence_cursor)
    select h.stream, h.seq, h.hash, h.at::timestamptz, h.seq
    from json_to_recordset(${JSON.stringify(heads)}::text::json) as h(stream text, seq integer, hash text, at text)
    on conflict (id) do update set seq = excluded.seq, hash = excluded.hash, changed_at = excluded.changed_at,
      evidence_cursor = excluded.evidence_cursor`.execute(db);
}

const missing = (): never => {
  throw new Error('an event was appended that nobody gave');
};

export async function readStream(db: Database, stream: StreamId, afterSeq: number): Promise<readonly RecordedEvent[]> {
  const { rows } = await sql<EventRow>`
    select e.seq, e.position, e.text, e.hash, e.previous, p.body as personal
    from tenure.event e left join tenure.personal_text p on p.stream = e.stream and p.seq = e.seq
    where e.stream = ${stream} and e.seq > ${afterSeq}::integer order by e.seq`.execute(db);
  return rows.map(eventOf);
}

/**
 * Of all cases about somebody, and of decided findings (`caseOfFinding`), in the order of their commits: one statement,
 * however many there are.
 */
export async function eventsAbout(db: Database, person: PersonId): Promise<readonly RecordedEvent[]> {
  const { rows } = await sql<EventRow>`
    select e.seq, e.position, e.text, e.hash, e.previous, p.body as personal
    from (
        select id from tenure.case_file where person = ${person}
        union select 'finding:' || replace(id, '/', '~') from tenure.exception
          where person = ${person} and case_id is null and settled is not null) c
      join tenure.event e on e.stream = c.id
      left join tenure.personal_text p on p.stream = e.stream and p.seq = e.seq
    order by e.position`.execute(db);
  return rows.map(eventOf);
}

export async function readRaw(db: Database, stream: StreamId, afterSeq: number): Promise<readonly RawEvent[]> {
  const { rows } = await sql<RawEvent>`
    select seq, text, hash, previous from tenure.event
    where stream = ${stream} and seq > ${afterSeq}::integer order by seq`.execute(db);
  return rows;
}

export async function latestTime(db: Database, among: number): Promise<Instant | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(at) as at
    from (select at from tenure.event order by position desc limit ${among}::integer) e`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? null : instantOf(at);
}

export async function evidenceCursor(db: Database, stream: StreamId): Promise<number> {
  const { rows } = await sql<{ cursor: number }>`
    select evidence_cursor as cursor from tenure.stream where id = ${stream}`.execute(db);
  return rows[0]?.cursor ?? 0;
}

export async function evidenceStanding(db: Database, stream: StreamId) {
  const { rows } = await sql<{ isWritten: boolean; isChanging: boolean }>`
    select evidence_cursor >= seq as "isWritten", exists (
      select 1 from tenure.case_file c join tenure.account a on a.person = c.person
      where c.id = s.id and a.applied_rev < a.wanted_rev and a.retry_at is null) as "isChanging"
    from tenure.stream s where id = ${stream}`.execute(db);
  return rows[0] ?? { isWritten: true, isChanging: false };
}

/** The lock of `lockStream`, without what is in the stream. */
export async function holdStream(db: Database, stream: StreamId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('stream:' || ${stream}::text, 0))`.execute(db);
}

/** Forward only: a late writer must not make another one write a piece a second time. */
export async function moveEvidenceCursor(db: Database, stream: StreamId, seq: number): Promise<void> {
  await sql`update tenure.stream set evidence_cursor = greatest(evidence_cursor, ${seq}::integer)
    where id = ${stream}`.execute(db);
}
