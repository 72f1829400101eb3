/** Jobs that a process had in hand when it was killed, given to another one before pg-boss gives them up. */
import { type Kysely, sql } from 'kysely';
import { JOBS_SCHEMA } from './lanes.ts';

/**
 * Only those nobody has touched for `silent` milliseconds; 0 = all. To be tried again at once: a service that crashes every
 * few seconds must not wait longer each time, as it does where pg-boss puts a job back. Answers in how many milliseconds
 * the others will have been silent for as long, if whoever has them is gone, too; `null` = there are no others.
 */
export async function handBackLeftOver(db: Kysely<unknown>, silent: number): Promise<number | null> {
  const job = sql.table(`${JOBS_SCHEMA}.job`);
  const now = sql`${sql.table(`${JOBS_SCHEMA}.job_now`)}()`;
  const since = sql`${now} - ${silent}::integer * interval '1 millisecond'`;
  const isSilent = silent === 0 ? sql`true` : sql`coalesce(heartbeat_on, started_on) <= ${since}`;
  // Skipping what is locked: somebody is about to settle it.
  await sql`
    update ${job} set state = 'retry', start_after = ${now}, heartbeat_on = null
    where id in (select id from ${job} where state = 'active' and ${isSilent} for update skip locked)`.execute(db);
  const { rows } = await sql<{ wait: number | null }>`
    select ceil(extract(epoch from max(heartbeat_on) - ${now}) * 1000)::float8 + ${silent}::integer as wait
    from ${job} where state = 'active'`.execute(db);
  const wait = rows[0]?.wait ?? null;
  return wait === null ? null : Math.min(wait, silent);
}
