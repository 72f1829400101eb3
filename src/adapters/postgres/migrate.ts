/**
 * Bringing the schema up, and telling where it stands. Migrations only add, so an older process keeps working beside
 * a newer schema until it meets a version it does not know: then it says so and takes no work.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { MIGRATIONS } from './migrations/index.ts';
import { TablesInUse } from './tablesInUse.ts';

export interface SchemaStatus {
  /** Steps this process knows and the database has not taken. */
  readonly pending: readonly string[];
  /** Steps the database has taken and this process does not know. */
  readonly unknown: readonly string[];
  readonly ready: boolean;
}

export class NotMigrated extends Error {
  constructor(status: SchemaStatus) {
    super(
      status.unknown.length > 0
        ? `the database was migrated by a newer Tenure (${status.unknown.join(', ')}); start that version`
        : `the database lacks ${status.pending.join(', ')}; run \`tenure migrate\``,
    );
    this.name = 'NotMigrated';
  }
}

export interface MigrateOptions {
  readonly steps?: Readonly<Record<string, Migration>>;
  /** Milliseconds until it gives up, because the tables were in use whenever it asked for them. */
  readonly patience?: number;
}

/**
 * A version at work reads several tables at once, in an order of its own, and a step wants some of them for itself: they
 * would block each other, and whatever else is asked for waits behind the step. So it is the step that gives way, sooner
 * than PostgreSQL looks for a deadlock (after a second), with all that it had taken; and tries again.
 */
const LONGEST_WAIT = '500ms';
/** Doubled each time: whoever else is there has to get on as well. Milliseconds. */
const FIRST_BREATH = 250;
const LONGEST_BREATH = 5_000;
const PATIENCE = 5 * 60_000;
const IN_USE: ReadonlySet<unknown> = new Set(['55P03', '40P01']);

/** Answers the steps that were taken now. All of them are one transaction. */
export async function migrateToLatest(
  db: Kysely<unknown>,
  { steps = MIGRATIONS, patience = PATIENCE }: MigrateOptions = {},
): Promise<readonly string[]> {
  const until = performance.now() + patience;
  for (let breath = FIRST_BREATH; ; breath = Math.min(2 * breath, LONGEST_BREATH)) {
    try {
      return await takeSteps(db, steps);
    } catch (fault) {
      if (!(fault instanceof Error && 'code' in fault && IN_USE.has(fault.code))) throw fault;
      if (performance.now() >= until) throw new TablesInUse(fault);
    }
    await pause(breath);
  }
}

async function takeSteps(db: Kysely<unknown>, steps: Readonly<Record<string, Migration>>): Promise<readonly string[]> {
  await sql`create schema if not exists tenure`.execute(db);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(Object.entries(steps).map(givingWay)) },
    migrationTableSchema: 'tenure',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

const givingWay = ([name, { up }]: [string, Migration]): [string, Migration] => [
  name,
  {
    up: async (db) => {
      await sql`select set_config('lock_timeout', ${LONGEST_WAIT}, true)`.execute(db);
      await up(db);
    },
  },
];

export async function schemaStatus(db: Kysely<unknown>): Promise<SchemaStatus> {
  const present = await sql<{ there: boolean }>`
    select to_regclass('tenure.migration') is not null as there`.execute(db);
  const taken = present.rows[0]?.there
    ? (await sql<{ name: string }>`select name from tenure.migration order by name`.execute(db)).rows
    : [];
  const names = new Set(taken.map((row) => row.name));
  const pending = Object.keys(MIGRATIONS).filter((name) => !names.has(name));
  const unknown = [...names].filter((name) => !(name in MIGRATIONS));
  return { pending, unknown, ready: pending.length === 0 && unknown.length === 0 };
}
