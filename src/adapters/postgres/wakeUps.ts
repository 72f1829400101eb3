/**
 * Jobs for later. pg-boss could hold them, but only on the database's own clock; here they obey the store's clock, so
 * that a test or a replay that moves it moves them too. Retries after a fault wait here as well.
 */
import { sql } from 'kysely';
import type { Instant } from '../../core/shared/instant.ts';
import { instantOf } from '../../core/shared/instant.ts';
import type { Lane } from '../../ports/engine.ts';
import type { Database } from './database.ts';
import type { Payload } from './lanes.ts';

export async function putWakeUp(db: Database, at: Instant, lane: Lane, payload: Payload): Promise<void> {
  await sql`
    insert into tenure.wake_up (at, lane, job, tries)
    values (${at}::text::timestamptz, ${lane}, ${JSON.stringify(payload.job)}::text::jsonb, ${payload.tries}::integer)`.execute(
    db,
  );
}

/** Takes the due ones out. Another process that takes at the same time gets others. */
export async function takeDue(db: Database, now: Instant, limit: number) {
  const { rows } = await sql<Payload & { lane: Lane }>`
    delete from tenure.wake_up where id in (
      select id from tenure.wake_up where at <= ${now}::text::timestamptz
      order by at limit ${limit}::integer for update skip locked)
    returning lane, job, tries`.execute(db);
  return rows;
}

export async function nearestWakeUp(db: Database): Promise<Instant | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(at) as at from tenure.wake_up`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? null : instantOf(at);
}
