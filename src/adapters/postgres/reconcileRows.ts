/** The reconcile columns of an account: revisions, next change, lease, retries. The ledger's columns stay untouched. */
import { sql } from 'kysely';
import type { AccountId, PersonId } from '../../core/shared/ids.ts';
import { type Instant, instantOf, type Milliseconds, plus } from '../../core/shared/instant.ts';
import { LONGEST_WAIT } from '../../core/shared/putOff.ts';
import type { DueAmong, ReconcileRow } from '../../ports/store.ts';
import type { Database } from './database.ts';

interface StoredRow extends Omit<ReconcileRow, 'nextChange' | 'leaseUntil' | 'retryAt' | 'touchedAt'> {
  readonly nextChange: Date | null;
  readonly leaseUntil: Date | null;
  readonly retryAt: Date | null;
  readonly touchedAt: Date;
}

const COLUMNS = sql`id as account, person, wanted_rev as "wantedRev", applied_rev as "appliedRev",
  next_change as "nextChange", lease_epoch as "leaseEpoch", lease_holder as "leaseHolder", lease_until as "leaseUntil",
  lease_released as "leaseReleased", retry_at as "retryAt", attempts,
  answered_gone as "answeredGone", touched_at as "touchedAt"`;

export class UnknownAccount extends Error {
  constructor(account: AccountId) {
    super(`no account ${account} in the ledger`);
    this.name = 'UnknownAccount';
  }
}

/**
 * What was put off is put off no longer: something new is wanted. Nobody waits for the answer, so an unknown account
 * must fail the statement itself, and the transaction with it: then it divides by nothing.
 */
export async function raiseWanted(db: Database, account: AccountId, next: Instant | null, now: Instant) {
  const { rows } = await sql<{ rev: number }>`
    with raised as (
      update tenure.account set wanted_rev = wanted_rev + 1, next_change = ${next}::text::timestamptz,
        retry_at = null, attempts = 0, touched_at = ${now}::text::timestamptz
      where id = ${account} returning wanted_rev as rev
    ) select max(rev) as rev, 1 / count(*) as known from raised`.execute(db);
  return rows[0]?.rev ?? 0;
}

export async function setNextChange(db: Database, account: AccountId, next: Instant | null): Promise<void> {
  await sql`update tenure.account set next_change = ${next}::text::timestamptz where id = ${account}`.execute(db);
}

export async function lockReconcile(db: Database, account: AccountId): Promise<ReconcileRow> {
  const { rows } = await sql<StoredRow>`
    select ${COLUMNS} from tenure.account where id = ${account} for update`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new UnknownAccount(account);
  return rowOf(row);
}

export async function readReconcile(db: Database, account: AccountId): Promise<ReconcileRow | null> {
  const { rows } = await sql<StoredRow>`select ${COLUMNS} from tenure.account where id = ${account}`.execute(db);
  return rows[0] === undefined ? null : rowOf(rows[0]);
}

export async function saveReconcile(db: Database, row: ReconcileRow, now: Instant): Promise<void> {
  await sql`
    update tenure.account set wanted_rev = ${row.wantedRev}::integer, applied_rev = ${row.appliedRev}::integer,
      next_change = ${row.nextChange}::text::timestamptz, lease_epoch = ${row.leaseEpoch}::integer,
      lease_holder = ${row.leaseHolder}, lease_until = ${row.leaseUntil}::text::timestamptz,
      lease_released = ${row.leaseReleased}::boolean, retry_at = ${row.retryAt}::text::timestamptz,
      attempts = ${row.attempts}::integer, answered_gone = ${JSON.stringify(row.answeredGone)}::text::jsonb,
      touched_at = ${now}::text::timestamptz
    where id = ${row.account}`.execute(db);
}

export async function dueAccounts(db: Database, now: Instant, limit: number, { after, doubt }: DueAmong) {
  const place = sql`(${after?.nextChange ?? null}::text::timestamptz, ${after?.account ?? ''})`;
  const isBehind = after === undefined ? sql`true` : sql`(a.next_change, a.id) > ${place}`;
  const hasEnd = sql`ends_at between a.next_change and ${now}::text::timestamptz`;
  const ends = sql`exists (select 1 from tenure.access_grant g where g.person = a.person and g.${hasEnd})
    or exists (select 1 from tenure.engagement e where e.person = a.person and e.${hasEnd})`;
  const isFree = doubt === undefined ? sql`true` : sql`(a.next_change <= ${doubt}::text::timestamptz or not (${ends}))`;
  const { rows } = await sql<{ account: AccountId; person: PersonId; nextChange: Date }>`
    select a.id as account, a.person, a.next_change as "nextChange" from tenure.account a
    where a.next_change <= ${now}::text::timestamptz and ${isBehind} and ${isFree}
    order by a.next_change, a.id limit ${limit}::integer`.execute(db);
  return rows.map((row) => ({ ...row, nextChange: instantOf(row.nextChange) }));
}

export async function nearestChange(db: Database, now: Instant): Promise<Instant | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(next_change) as at from tenure.account where next_change > ${now}::text::timestamptz`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? null : instantOf(at);
}

export async function unsettledAccounts(db: Database, now: Instant, idle: Milliseconds, limit: number) {
  const { rows } = await sql<{ account: AccountId }>`
    select id as account from tenure.account
    where applied_rev < wanted_rev
      and (touched_at <= ${now}::text::timestamptz - ${idle}::double precision * interval '1 millisecond'
        or touched_at > ${plus(now, LONGEST_WAIT)}::text::timestamptz)
      and (retry_at is null or retry_at <= ${now}::text::timestamptz or retry_at > ${plus(now, LONGEST_WAIT)}::text::timestamptz)
    order by touched_at limit ${limit}::integer`.execute(db);
  return rows.map((row) => row.account);
}

export async function putOffAccounts(db: Database, now: Instant, after: AccountId | null, limit: number) {
  const { rows } = await sql<{ account: AccountId; person: PersonId }>`
    select id as account, person from tenure.account
    where applied_rev < wanted_rev and retry_at > ${now}::text::timestamptz and id > ${after ?? ''}
    order by id limit ${limit}::integer`.execute(db);
  return rows;
}

/**
 * A first sieve, in one statement over the few accounts that are unsettled; the ledger of each decides. Whoever works
 * again is none, nor whoever was accepted as they are since; who is still open comes before who is looked at again.
 */
export async function overdueLeavers(db: Database, now: Instant, since: Milliseconds, limit: number) {
  const then = sql`${now}::text::timestamptz - ${since}::double precision * interval '1 millisecond'`;
  const { rows } = await sql<{ account: AccountId }>`
    select a.id as account from tenure.account a
    where a.applied_rev < a.wanted_rev
      and exists (select 1 from tenure.engagement e where e.person = a.person and e.ends_at <= ${then})
      and not exists (select 1 from tenure.engagement e where e.person = a.person
        and e.starts_at <= ${now}::text::timestamptz and (e.ends_at is null or e.ends_at > ${now}::text::timestamptz))
      and not exists (select 1 from tenure.exception x where x.account = a.id and (
        (x.settled is null and x.kind in ('not-getting-through', 'admin-unknown', 'apps-unknown', 'provider-refused', 'account-unseen'))
        or (x.settled->>'at')::timestamptz > ${then}
        or (x.kind = 'not-getting-through' and x.settled->>'verdict' in ('accept', 'ignore')
          and x.opened_at >= (select max(e.ends_at) from tenure.engagement e
            where e.person = a.person and e.ends_at <= ${now}::text::timestamptz))))
    order by coalesce(a.body->>'verified', '') = 'deactivated', a.touched_at limit ${limit}::integer`.execute(db);
  return rows.map((row) => row.account);
}

export async function heldBackAccounts(db: Database, limit: number) {
  const { rows } = await sql<{ account: AccountId }>`
    select id as account from tenure.account where jsonb_array_length(coalesce(body->'heldBack', '[]')) > 0
    order by ord limit ${limit}::integer`.execute(db);
  return rows.map((row) => row.account);
}

const rowOf = (row: StoredRow): ReconcileRow => ({
  ...row,
  nextChange: instantOrNull(row.nextChange),
  leaseUntil: instantOrNull(row.leaseUntil),
  retryAt: instantOrNull(row.retryAt),
  touchedAt: instantOf(row.touchedAt),
});

const instantOrNull = (date: Date | null) => (date === null ? null : instantOf(date));
