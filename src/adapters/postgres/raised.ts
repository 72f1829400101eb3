/** Requests raised outside the tracker. */
import { type RawBuilder, sql } from 'kysely';
import type { PersonId } from '../../core/shared/ids.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { Database } from './database.ts';

export async function saveRaised(db: Database, row: RaisedRow): Promise<void> {
  await sql`
    insert into tenure.raised_request (key, asker, beneficiary, raised_at, issue_id, body)
    values (${row.key}, ${row.asker}, ${row.beneficiary}, ${row.raisedAt}::text::timestamptz, ${row.issue?.id ?? null},
      ${JSON.stringify(row)}::text::jsonb)
    on conflict (key) do update set issue_id = excluded.issue_id, body = excluded.body`.execute(db);
}

/** Also one that is not there yet: two with one key do not both find nothing. */
export async function lockRaised(db: Database, key: string): Promise<RaisedRow | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended('raised:' || ${key}::text, 0))`.execute(db);
  return raisedByKey(db, key);
}

export const raisedByKey = async (db: Database, key: string) => (await select(db, sql`key = ${key}`))[0] ?? null;

export const raisedAs = async (db: Database, issue: string) => (await select(db, sql`issue_id = ${issue}`))[0] ?? null;

const AWAITED = sql`issue_id is null and body->>'droppedAt' is null`;

export const unfiled = (db: Database) => select(db, sql`${AWAITED} order by raised_at, key`);

export const unfiledAbout = (db: Database, person: PersonId) =>
  select(db, sql`${AWAITED} and (asker = ${person} or beneficiary = ${person}) order by raised_at, key`);

async function select(db: Database, where: RawBuilder<unknown>): Promise<readonly RaisedRow[]> {
  const { rows } = await sql<{ body: RaisedRow }>`select body from tenure.raised_request where ${where}`.execute(db);
  return rows.map(({ body }) => body);
}
