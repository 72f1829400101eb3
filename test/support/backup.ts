/** A backup of the store, row by row, and the way back: what a dump holds, without the programs that make one. */
import { sql } from 'kysely';
import type { Databases } from '../../src/adapters/postgres/databases.ts';

const KEPT = 'tenure_backup';

/** Answers what puts it back, once, over whatever is there by then. The engine must not be at work then. */
export async function backupOf({ main }: Databases): Promise<() => Promise<void>> {
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_catalog.pg_tables
    where schemaname = 'tenure' and tablename not like 'migration%'`.execute(main);
  const { rows: counters } = await sql<{ name: string; at: string | null }>`
    select format('%I.%I', schemaname, sequencename) as name, last_value::text as at from pg_catalog.pg_sequences
    where schemaname = 'tenure'`.execute(main);
  const kept = [...tables.map(({ name }) => ({ name, from: `tenure.${name}` })), { name: 'job', from: JOBS }];
  await sql.raw(`drop schema if exists ${KEPT} cascade; create schema ${KEPT}`).execute(main);
  for (const { name, from } of kept) await sql.raw(`create table ${KEPT}.kept_${name} as table ${from}`).execute(main);
  return async () => {
    const rows = kept.flatMap(({ name, from }) => [
      `delete from ${from}`,
      `insert into ${from} overriding system value select * from ${KEPT}.kept_${name}`,
    ]);
    const counts = counters.map(({ name, at }) => (at === null ? '' : `select setval('${name}', ${at})`));
    await sql
      .raw(
        // Evidence refuses to be deleted; only here are its triggers put aside.
        ['begin; set local session_replication_role = replica', ...rows, ...counts.filter(Boolean), 'commit'].join(
          '; ',
        ),
      )
      .execute(main);
    await sql.raw(`drop schema ${KEPT} cascade`).execute(main);
  };
}

const JOBS = 'tenure_jobs.job';
