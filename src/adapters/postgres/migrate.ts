/**
 * Bringing the schema up, and telling where it stands. Migrations only add, so an older process keeps working beside
 * a newer schema until it meets a version it does not know: then it says so and takes no work.
 */
import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from './migrations/index.ts';

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

export async function migrateToLatest(db: Kysely<unknown>): Promise<readonly string[]> {
  await sql`create schema if not exists tenure`.execute(db);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    migrationTableSchema: 'tenure',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

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
