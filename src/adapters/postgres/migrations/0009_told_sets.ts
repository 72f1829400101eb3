/** Which change sets still have something to tell, and whose people each counts anew: found without opening a policy. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table tenure.change_set add column to_tell boolean not null default true`).execute(db);
  await sql.raw(`alter table tenure.change_set add column recounts text`).execute(db);
  await sql
    .raw(
      `update tenure.change_set set recounts = body->>'recounts',
        to_tell = body->'change' is not null or body->'gives' is not null`,
    )
    .execute(db);
  await sql.raw(`create index change_set_to_tell on tenure.change_set (created_at) where to_tell`).execute(db);
  await sql
    .raw(`create index change_set_recounts on tenure.change_set (recounts) where recounts is not null`)
    .execute(db);
}
