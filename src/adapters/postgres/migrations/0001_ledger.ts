/**
 * The ledger: persons, engagements, accounts, membership records, grants, exclusions. A row is the model's value as
 * `body`, beside the columns that are searched by. `ord` keeps the order in which rows were first written.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table tenure.person (
    id text primary key, natural_key text, work_mail text, body jsonb not null,
    ord bigint generated always as identity)`,
  'create unique index person_natural_key on tenure.person (natural_key) where natural_key is not null',
  'create index person_work_mail on tenure.person (work_mail) where work_mail is not null',

  `create table tenure.engagement (
    id text primary key, person text not null, starts_at timestamptz not null, ends_at timestamptz, body jsonb not null,
    ord bigint generated always as identity)`,
  'create index engagement_person on tenure.engagement (person)',

  `create table tenure.account (
    id text primary key, person text not null, connection text not null, provider_id text, login text,
    body jsonb not null, ord bigint generated always as identity,
    wanted_rev integer not null default 0, applied_rev integer not null default 0, next_change timestamptz,
    lease_epoch integer not null default 0, lease_holder text, lease_until timestamptz,
    lease_released boolean not null default true,
    retry_at timestamptz, attempts integer not null default 0, touched_at timestamptz not null default now())`,
  'create index account_person on tenure.account (person)',
  'create index account_login on tenure.account (connection, login)',
  'create index account_login_alone on tenure.account (login)',
  'create unique index account_provider_id on tenure.account (connection, provider_id) where provider_id is not null',
  'create index account_next_change on tenure.account (next_change) where next_change is not null',
  'create index account_unsettled on tenure.account (touched_at) where applied_rev < wanted_rev',

  `create table tenure.membership_record (
    account text not null, group_id text not null, person text not null, body jsonb not null,
    ord bigint generated always as identity, primary key (account, group_id))`,
  'create index membership_record_person on tenure.membership_record (person)',
  'create index membership_record_group on tenure.membership_record (group_id)',

  `create table tenure.access_grant (
    id text primary key, person text not null, cause text not null, given_by text not null,
    starts_at timestamptz not null, ends_at timestamptz, body jsonb not null, ord bigint generated always as identity)`,
  'create index access_grant_person on tenure.access_grant (person)',
  'create index access_grant_given_by on tenure.access_grant (given_by)',

  `create table tenure.exclusion (
    id text primary key, person text not null, until_at timestamptz, body jsonb not null,
    ord bigint generated always as identity)`,
  'create index exclusion_person on tenure.exclusion (person)',

  // Every statement of a volatile plpgsql function takes a new snapshot. In one plain statement the rows would be
  // those from before the wait for the lock, and a decision would be made on them.
  `create function tenure.lock_person(wanted text) returns table (kind text, body jsonb) language plpgsql volatile as $$
  begin
    perform pg_advisory_xact_lock(hashtextextended('person:' || wanted, 0));
    return query select t.kind, t.body from (
      select 'person' as kind, p.ord, p.body from tenure.person p where p.id = wanted
      union all select 'engagement', e.ord, e.body from tenure.engagement e where e.person = wanted
      union all select 'account', a.ord, a.body from tenure.account a where a.person = wanted
      union all select 'record', m.ord, m.body from tenure.membership_record m where m.person = wanted
      union all select 'grant', g.ord, g.body from tenure.access_grant g where g.person = wanted
      union all select 'exclusion', x.ord, x.body from tenure.exclusion x where x.person = wanted
    ) t order by t.ord;
  end $$`,

  `create function tenure.lock_natural_key(wanted text) returns text language plpgsql volatile as $$
  declare found_id text;
  begin
    perform pg_advisory_xact_lock(hashtextextended('key:' || wanted, 0));
    select id into found_id from tenure.person where natural_key = wanted;
    return found_id;
  end $$`,
];
