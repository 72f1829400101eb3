/** Whose rows stand in the staging tables: two sweeps at once see and empty only their own. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table tenure.swept_account add column sweep text not null default ''`).execute(db);
  await sql.raw(`alter table tenure.swept_member add column sweep text not null default ''`).execute(db);
}
