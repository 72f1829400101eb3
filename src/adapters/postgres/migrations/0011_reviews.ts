/** Which grants are to be looked at: few have a review date, and those whose date has come are asked for every hour. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create index access_grant_review on tenure.access_grant ((body->>'review')) where body->>'review' is not null`,
    )
    .execute(db);
}
