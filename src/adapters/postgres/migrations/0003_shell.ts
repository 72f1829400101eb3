/** What the shell keeps beside ledger and evidence: exceptions, policy, groups, change sets, meters, wake-ups. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table tenure.exception (
    id text primary key, kind text not null, case_id text, person text, account text, group_id text,
    detail jsonb not null, opened_at timestamptz not null, settled jsonb)`,
  'create index exception_open on tenure.exception (opened_at) where settled is null',
  'create index exception_case on tenure.exception (case_id) where case_id is not null',
  'create index exception_account on tenure.exception (account) where account is not null',

  `create table tenure.policy (
    id bigint generated always as identity primary key, version text not null, content jsonb not null,
    since timestamptz not null, author text not null, approver text, change_set text)`,

  `create table tenure.provider_group (
    connection text not null, id text not null, body jsonb not null, seen_at timestamptz not null,
    primary key (connection, id))`,

  `create table tenure.change_set (
    id text primary key, state text not null, created_at timestamptz not null, body jsonb not null)`,
  'create index change_set_state on tenure.change_set (state, created_at)',
  `create table tenure.change_set_item (
    change_set text not null, person text not null, state text not null, body jsonb not null,
    ord bigint generated always as identity, primary key (change_set, person))`,

  'create table tenure.meter (meter text not null, at timestamptz not null, count integer not null)',
  'create index meter_window on tenure.meter (meter, at)',

  'create table tenure.delivery (id text primary key, at timestamptz not null)',
  'create index delivery_at on tenure.delivery (at)',

  'create table tenure.control (key text primary key, value jsonb not null)',

  `create table tenure.wake_up (
    id bigint generated always as identity primary key, at timestamptz not null, lane text not null, job jsonb not null,
    tries integer not null default 0)`,
  'create index wake_up_at on tenure.wake_up (at)',

  // Locks first, in the meters' order, then counts on a new snapshot: two bookings that each fit alone must not
  // both pass.
  `create function tenure.book_meters(at_now timestamptz, asked jsonb) returns setof text language plpgsql volatile as $$
  declare too_much text[];
  begin
    perform pg_advisory_xact_lock(hashtextextended('meter:' || m, 0))
      from (select distinct r->>'meter' as m from jsonb_array_elements(asked) r order by 1) sorted;
    select coalesce(array_agg(distinct a.meter order by a.meter), '{}') into too_much
      from jsonb_to_recordset(asked) as a(meter text, count integer, "limit" bigint, "window" bigint)
      where a.count + coalesce((select sum(m.count) from tenure.meter m
        where m.meter = a.meter and m.at > at_now - a.window * interval '1 millisecond'), 0) > a.limit;
    if cardinality(too_much) = 0 then
      delete from tenure.meter m using jsonb_to_recordset(asked) as a(meter text, "window" bigint)
        where m.meter = a.meter and m.at <= at_now - greatest(a.window * interval '1 millisecond', interval '1 day');
      insert into tenure.meter (meter, at, count)
        select a.meter, at_now, a.count from jsonb_to_recordset(asked) as a(meter text, count integer) where a.count > 0;
    end if;
    return query select unnest(too_much);
  end $$`,
];
