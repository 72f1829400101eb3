/**
 * Evidence: streams, their events, and the personal text kept apart from them. An event row is written once: the
 * trigger refuses everything else, and `grants.sql` names a database role that may not even try.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table tenure.stream (
    id text primary key, seq integer not null, hash text not null, changed_at timestamptz not null,
    evidence_cursor integer not null default 0)`,
  'create index stream_unwritten on tenure.stream (changed_at) where evidence_cursor < seq',

  `create table tenure.event (
    stream text not null, seq integer not null, position bigint generated always as identity,
    type text not null, version integer not null, at timestamptz not null,
    text text not null, hash text not null, previous text not null, primary key (stream, seq))`,
  'create unique index event_position on tenure.event (position)',

  `create function tenure.refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'evidence is append-only: % on tenure.event is refused', tg_op using errcode = 'restrict_violation';
  end $$`,
  `create trigger event_append_only before update or delete on tenure.event
    for each row execute function tenure.refuse_change()`,
  `create trigger event_never_truncated before truncate on tenure.event
    for each statement execute function tenure.refuse_change()`,

  // Erasing sets salt and body to null; the digest in the event then tells nothing to anybody.
  `create table tenure.personal_text (
    stream text not null, seq integer not null, person text, salt text, body jsonb, erased_at timestamptz,
    primary key (stream, seq))`,
  'create index personal_text_person on tenure.personal_text (person) where person is not null',

  `create table tenure.case_file (
    id text primary key, issue_id text not null, issue_key text not null, kind text not null, person text,
    state text not null, opened_at timestamptz not null, updated_at timestamptz not null)`,
  'create index case_file_issue_key on tenure.case_file (issue_key)',
  'create index case_file_person on tenure.case_file (person) where person is not null',
  'create index case_file_state on tenure.case_file (state, opened_at)',

  `create function tenure.lock_stream(wanted text)
    returns table (seq integer, "position" bigint, text text, hash text, previous text, personal jsonb)
    language plpgsql volatile as $$
  begin
    perform pg_advisory_xact_lock(hashtextextended('stream:' || wanted, 0));
    return query select e.seq, e.position, e.text, e.hash, e.previous, p.body
      from tenure.event e left join tenure.personal_text p on p.stream = e.stream and p.seq = e.seq
      where e.stream = wanted order by e.seq;
  end $$`,
];
