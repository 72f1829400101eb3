/**
 * A person's part of the ledger as rows. Loading takes one statement; saving too, whatever the number of rows that
 * differ. The searched columns are taken from the body by PostgreSQL itself, so that they cannot disagree with it.
 */
import { type RawBuilder, sql } from 'kysely';
import type { InReview } from '../../core/adoption/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Exclusion, Grant } from '../../core/grant/model.ts';
import type { Account, Engagement, Person } from '../../core/person/model.ts';
import type { MembershipRecord } from '../../core/reconcile/model.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { grantId, type NaturalKey, type PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Reader, Tx } from '../../ports/store.ts';
import type { Database } from './database.ts';
import { findFormer, findPersons } from './finding.ts';

type LedgerRow =
  | { readonly kind: 'person'; readonly body: Person }
  | { readonly kind: 'engagement'; readonly body: Engagement }
  | { readonly kind: 'account'; readonly body: Account }
  | { readonly kind: 'record'; readonly body: MembershipRecord }
  | { readonly kind: 'grant'; readonly body: Grant }
  | { readonly kind: 'exclusion'; readonly body: Exclusion };

export async function lockNaturalKey(db: Database, key: NaturalKey): Promise<PersonId | null> {
  const { rows } = await sql<{ id: PersonId | null }>`select tenure.lock_natural_key(${key}) as id`.execute(db);
  return rows[0]?.id ?? null;
}

export async function lockPerson(db: Database, person: PersonId): Promise<PersonLedger> {
  const { rows } = await sql<LedgerRow>`select kind, body from tenure.lock_person(${person})`.execute(db);
  return ledgerOf(rows);
}

export async function readPerson(db: Database, person: PersonId): Promise<PersonLedger> {
  const { rows } = await sql<LedgerRow>`
    select kind, body from (
      select 'person' as kind, ord, body from tenure.person where id = ${person}
      union all select 'engagement', ord, body from tenure.engagement where person = ${person}
      union all select 'account', ord, body from tenure.account where person = ${person}
      union all select 'record', ord, body from tenure.membership_record where person = ${person}
      union all select 'grant', ord, body from tenure.access_grant where person = ${person}
      union all select 'exclusion', ord, body from tenure.exclusion where person = ${person}
    ) rows order by ord`.execute(db);
  return ledgerOf(rows);
}

/** What a transaction may read of people whom it does not hold. */
export const peeksOver = (
  ask: <Answer>(question: (db: Database) => Promise<Answer>) => Promise<Answer>,
): Pick<Tx, 'peekPerson' | 'findPersons' | 'findFormer'> => ({
  peekPerson: (person) => ask((db) => readPerson(db, person)),
  findPersons: (text) => ask((db) => findPersons(db, text)),
  findFormer: (mail) => ask((db) => findFormer(db, mail)),
});

function ledgerOf(rows: readonly LedgerRow[]): PersonLedger {
  return {
    person: rows.flatMap((row) => (row.kind === 'person' ? [row.body] : []))[0] ?? null,
    engagements: rows.flatMap((row) => (row.kind === 'engagement' ? [row.body] : [])),
    accounts: rows.flatMap((row) => (row.kind === 'account' ? [row.body] : [])),
    records: rows.flatMap((row) => (row.kind === 'record' ? [row.body] : [])),
    grants: rows.flatMap((row) => (row.kind === 'grant' ? [row.body] : [])),
    exclusions: rows.flatMap((row) => (row.kind === 'exclusion' ? [row.body] : [])),
  };
}

/** Answers how many rows were written. */
export async function saveLedger(
  db: Database,
  before: PersonLedger,
  after: PersonLedger,
  now: Instant,
): Promise<number> {
  const person = difference(listed(before.person), listed(after.person), byId);
  const engagements = difference(before.engagements, after.engagements, byId);
  const accounts = difference(before.accounts, after.accounts, byId);
  const records = difference(before.records, after.records, (row) => `${row.account} ${row.group}`);
  const grants = difference(before.grants, after.grants, byId);
  const exclusions = difference(before.exclusions, after.exclusions, byId);
  const owner = (after.person ?? before.person)?.id ?? ownerOf(before.accounts, after.accounts);

  const writes: RawBuilder<unknown>[] = [
    ...when(person.changed, writePersons),
    ...when(engagements.changed, writeEngagements),
    ...when(accounts.changed, (rows) => writeAccounts(rows, now)),
    ...when(records.changed, (rows) => writeRecords(rows, owner)),
    ...when(grants.changed, writeGrants),
    ...when(exclusions.changed, writeExclusions),
    ...when(person.gone.map(byId), (ids) => removeFrom('person', ids)),
    ...when(engagements.gone.map(byId), (ids) => removeFrom('engagement', ids)),
    ...when(accounts.gone.map(byId), (ids) => removeFrom('account', ids)),
    ...when(records.gone, removeRecords),
    ...when(grants.gone.map(byId), (ids) => removeFrom('access_grant', ids)),
    ...when(exclusions.gone.map(byId), (ids) => removeFrom('exclusion', ids)),
  ];
  if (writes.length === 0) return 0;
  const parts = writes.map((write, index) => sql`${sql.raw(`w${index}`)} as (${write})`);
  await sql`with ${sql.join(parts)} select 1`.execute(db);
  return [person, engagements, accounts, records, grants, exclusions]
    .map((part) => part.changed.length + part.gone.length)
    .reduce((sum, count) => sum + count, 0);
}

export async function peopleWithEnds(db: Database, after: Instant, until: Instant): Promise<readonly PersonId[]> {
  const { rows } = await sql<{ person: PersonId }>`
    select distinct person from tenure.access_grant
    where ends_at > ${after}::text::timestamptz and ends_at <= ${until}::text::timestamptz order by person`.execute(db);
  return rows.map(({ person }) => person);
}

/** An instant's text sorts as the instant does. */
export async function peopleWithLeaves(db: Database, after: Instant, until: Instant): Promise<readonly PersonId[]> {
  const { rows } = await sql<{ person: PersonId }>`
    select distinct person from tenure.engagement, jsonb_array_elements(body->'leaves') as leave
    where (leave->>'from' > ${after}::text and leave->>'from' <= ${until}::text)
      or (leave->>'until' > ${after}::text and leave->>'until' <= ${until}::text) order by person`.execute(db);
  return rows.map(({ person }) => person);
}

/** By the instants' texts too. */
export async function grantsInReview(db: Database, now: Instant): Promise<readonly InReview[]> {
  const { rows } = await sql<InReview>`
    select id as grant, person, given_by as "givenBy", body->>'review' as review from tenure.access_grant
    where body->>'review' <= ${now}::text and starts_at <= ${now}::text::timestamptz
      and (ends_at is null or ends_at > ${now}::text::timestamptz)
    order by body->>'review', ord`.execute(db);
  return rows;
}

export async function grantsPage(
  db: Database,
  { person, entitlement, live, after = grantId(''), limit }: Parameters<Reader['grantsPage']>[0],
): Promise<readonly Grant[]> {
  const wanted = [
    sql`id > ${after}`,
    ...(person === undefined ? [] : [sql`person = ${person}`]),
    ...(entitlement === undefined ? [] : [sql`body->'holds'->>'entitlement' = ${entitlement}`]),
    ...(live === undefined
      ? []
      : [sql`starts_at <= ${live}::text::timestamptz and (ends_at is null or ends_at > ${live}::text::timestamptz)`]),
  ];
  const { rows } = await sql<{ body: Grant }>`
    select body from tenure.access_grant where ${sql.join(wanted, sql` and `)}
    order by id limit ${limit}::integer`.execute(db);
  return rows.map(({ body }) => body);
}

// ---- what differs ----------------------------------------------------------------------------------------

export function difference<Row>(before: readonly Row[], after: readonly Row[], keyOf: (row: Row) => string) {
  const known = new Map(before.map((row) => [keyOf(row), row]));
  const kept = new Set(after.map(keyOf));
  return {
    changed: after.filter((row) => {
      const old = known.get(keyOf(row));
      return old === undefined || (old !== row && canonical(old) !== canonical(row));
    }),
    gone: before.filter((row) => !kept.has(keyOf(row))),
  };
}

const byId = (row: { readonly id: string }): string => row.id;
const listed = <Row>(row: Row | null): readonly Row[] => (row === null ? [] : [row]);
const when = <Row>(rows: readonly Row[], write: (rows: readonly Row[]) => RawBuilder<unknown>) =>
  rows.length === 0 ? [] : [write(rows)];
const ownerOf = (...lists: readonly (readonly Account[])[]): string => lists.flat()[0]?.person ?? '';

// ---- the writes ------------------------------------------------------------------------------------------

const bodies = (rows: readonly unknown[]) =>
  sql`jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) with ordinality as given (r, n) order by n`;

const writePersons = (rows: readonly Person[]) => sql`
  insert into tenure.person (id, natural_key, work_mail, body)
  select r->>'id', r#>>'{profile,naturalKey}', nullif(lower(r#>>'{profile,workMail}'), ''), r from ${bodies(rows)}
  on conflict (id) do update set natural_key = excluded.natural_key, work_mail = excluded.work_mail, body = excluded.body`;

const writeEngagements = (rows: readonly Engagement[]) => sql`
  insert into tenure.engagement (id, person, starts_at, ends_at, body)
  select r->>'id', r->>'person', (r->>'start')::timestamptz, (r->>'end')::timestamptz, r from ${bodies(rows)}
  on conflict (id) do update set person = excluded.person, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    body = excluded.body`;

const writeAccounts = (rows: readonly Account[], now: Instant) => sql`
  insert into tenure.account (id, person, connection, provider_id, login, body, touched_at)
  select r->>'id', r->>'person', r->>'connection', r->>'providerId', nullif(lower(r->>'login'), ''), r,
    ${now}::text::timestamptz from ${bodies(rows)}
  on conflict (id) do update set person = excluded.person, connection = excluded.connection,
    provider_id = excluded.provider_id, login = excluded.login, body = excluded.body`;

const writeRecords = (rows: readonly MembershipRecord[], person: string) => sql`
  insert into tenure.membership_record (account, group_id, person, body)
  select r->>'account', r->>'group', ${person}, r from ${bodies(rows)}
  on conflict (account, group_id) do update set person = excluded.person, body = excluded.body`;

const writeGrants = (rows: readonly Grant[]) => sql`
  insert into tenure.access_grant (id, person, cause, given_by, starts_at, ends_at, body)
  select r->>'id', r->>'person', r->>'cause', r->>'givenBy', (r#>>'{start,at}')::timestamptz,
    (r->>'end')::timestamptz, r from ${bodies(rows)}
  on conflict (id) do update set person = excluded.person, cause = excluded.cause, given_by = excluded.given_by,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at, body = excluded.body`;

const writeExclusions = (rows: readonly Exclusion[]) => sql`
  insert into tenure.exclusion (id, person, until_at, body)
  select r->>'id', r->>'person', (r->>'until')::timestamptz, r from ${bodies(rows)}
  on conflict (id) do update set person = excluded.person, until_at = excluded.until_at, body = excluded.body`;

const removeFrom = (table: string, ids: readonly string[]) => sql`
  delete from ${sql.table(`tenure.${table}`)}
  where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;

const removeRecords = (rows: readonly MembershipRecord[]) => sql`
  delete from tenure.membership_record m using jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) r
  where m.account = r->>'account' and m.group_id = r->>'group'`;
