/** The one-statement tables: meters, deliveries, control values. */
import { sql } from 'kysely';
import type { Instant } from '../../core/shared/instant.ts';
import type { MeterBooking } from '../../ports/store.ts';
import type { Database } from './database.ts';

/**
 * All or none; the function in migration 0005 locks the meters before it counts. What a clock that stood ahead has booked further
 * ahead than a meter looks back would fill it until that clock is caught up: it counts no more.
 */
export async function bookMeters(db: Database, meters: readonly MeterBooking[], now: Instant) {
  const asked = JSON.stringify(meters);
  const book = async () => {
    const { rows } = await sql<{ over: string }>`
      select tenure.book_meters(${now}::text::timestamptz, ${asked}::text::jsonb) as over`.execute(db);
    return { booked: rows.length === 0, over: rows.map((row) => row.over) };
  };
  const first = await book();
  if (first.booked) return first;
  const ahead = await sql`
    delete from tenure.meter m where m.meter = any(${first.over}) and m.at > ${now}::text::timestamptz + (
      select max(a."window") from jsonb_to_recordset(${asked}::text::jsonb) as a(meter text, "window" bigint)
      where a.meter = m.meter) * interval '1 millisecond'`.execute(db);
  return (ahead.numAffectedRows ?? 0n) === 0n ? first : book();
}

/** In one order, so that two that have some in common wait for each other only one way. */
export async function rememberDeliveries(
  db: Database,
  ids: readonly string[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    insert into tenure.delivery (id, at)
    select distinct id, ${now}::text::timestamptz from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as id
    order by id on conflict (id) do nothing returning id`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

export async function getControl<Value>(db: Database, key: string): Promise<Value | null> {
  const { rows } = await sql<{ value: Value }>`select value from tenure.control where key = ${key}`.execute(db);
  return rows[0]?.value ?? null;
}

export async function lockControl<Value>(db: Database, key: string): Promise<Value | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended('control:' || ${key}::text, 0))`.execute(db);
  return getControl(db, key);
}

export async function setControl(db: Database, key: string, value: unknown): Promise<void> {
  await sql`
    insert into tenure.control (key, value) values (${key}, ${JSON.stringify(value)}::text::jsonb)
    on conflict (key) do update set value = excluded.value`.execute(db);
}
