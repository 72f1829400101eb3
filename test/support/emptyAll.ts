/** A database of the tests as if it had just been migrated. */
import { sql } from 'kysely';
import type { Databases } from '../../src/adapters/postgres/databases.ts';

/** As if nothing had been written yet. */
export async function emptyAll({ main }: Databases): Promise<void> {
  // As the database lists them: a migration's new table is not to be forgotten here.
  const { rows } = await sql<{ name: string; may: boolean }>`
    select format('tenure.%I', tablename) as name, current_setting('is_superuser') = 'on' as may from pg_catalog.pg_tables
    where schemaname = 'tenure' and tablename not like 'migration%'`.execute(main);
  const tables = [...rows.map(({ name }) => name), 'tenure_jobs.job'];
  // Deleted rows go on taking room in PGlite, where nobody sweeps up after them.
  const isCheap = rows.every(({ may }) => may) && ++emptied % DELETES_IN_A_ROW > 0;
  await sql.raw(isCheap ? await deleting(main, tables) : truncating(tables)).execute(main);
}

let emptied = 0;
const DELETES_IN_A_ROW = 25;

/** Evidence refuses to be truncated; only here are its triggers put aside. */
const truncating = (tables: readonly string[]) =>
  `begin; alter table tenure.event disable trigger user; alter table tenure.seal disable trigger user;
   truncate ${tables.join(', ')} restart identity;
   alter table tenure.event enable trigger user; alter table tenure.seal enable trigger user; commit`;

/**
 * A story writes few rows into few tables: deleting them takes PGlite a twentieth of the time of truncating all, and
 * leaves PostgreSQL's connections what they know of the tables and how they plan. Only a superuser may put triggers aside so.
 */
async function deleting(main: Databases['main'], tables: readonly string[]): Promise<string> {
  const used = await sql
    .raw<{ name: string }>(
      tables.map((name) => `select '${name}' as name where exists (select from ${name})`).join(' union all '),
    )
    .execute(main);
  const counted = await sql<{ name: string }>`
    select format('%I.%I', schemaname, sequencename) as name from pg_catalog.pg_sequences
    where schemaname = 'tenure' and last_value is not null`.execute(main);
  return [
    // No trigger and no foreign key asks about these rows.
    'begin; set local session_replication_role = replica',
    ...used.rows.map(({ name }) => `delete from ${name}`),
    ...counted.rows.map(({ name }) => `alter sequence ${name} restart`),
    'commit',
  ].join('; ');
}
