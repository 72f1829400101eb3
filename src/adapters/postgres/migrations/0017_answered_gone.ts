/** Which memberships of an account the provider has answered are gone, until that is on record. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A process of before writes its own columns only: what stands here it neither reads nor loses.
  await sql.raw(`alter table tenure.account add column answered_gone jsonb not null default '[]'`).execute(db);
}
