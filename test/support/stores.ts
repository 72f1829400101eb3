/**
 * Tests that must hold on both stores. PGlite is opened once per test process from a template, PostgreSQL gets one
 * database per test process; both are emptied before a test makes its store. A process runs many files (`isolate`
 * in vitest.config.ts): what PGlite costs most, getting its machine code compiled well, is so paid once and not per file.
 *
 *   describeOnBothStores('the store', (makeStore) => {
 *     it('remembers', async () => { const { store } = await makeStore(); ... });
 *   });
 */
import { sql } from 'kysely';
import { afterEach, describe, inject } from 'vitest';
import { type Databases, onPostgres, overPglite } from '../../src/adapters/postgres/databases.ts';
import type { EngineOptions, PostgresEngine } from '../../src/adapters/postgres/engine.ts';
import { type OpenStore, openOver } from '../../src/adapters/postgres/open.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { loadPglite } from './pgliteTemplate.ts';
import { cloneDatabase } from './testDatabase.ts';

export interface MakeStoreOptions {
  readonly clock?: () => Instant;
  /** `false`: another process's view of the same data. */
  readonly empty?: boolean;
  readonly onFault?: (fault: unknown) => void;
}

export interface TestStore extends OpenStore {
  /** For what no port allows: reading a table, tampering. */
  readonly databases: Databases;
}

export type MakeStore = (options?: MakeStoreOptions) => Promise<TestStore>;

export interface StoreUnderTest {
  readonly kind: Databases['kind'];
  /** PostgreSQL only: for a second process. */
  readonly databaseUrl: () => Promise<string>;
}

export function describeOnBothStores(name: string, define: (makeStore: MakeStore, on: StoreUnderTest) => void): void {
  describeOnPglite(name, define);
  describeOnPostgres(name, define);
}

export function describeOnPglite(name: string, define: (makeStore: MakeStore, on: StoreUnderTest) => void): void {
  describe(`${name} on PGlite`, () => {
    const databaseUrl = () => Promise.reject(new Error('PGlite has no address'));
    define(makerOf(pgliteOfThisProcess), { kind: 'pglite', databaseUrl });
  });
}

export function describeOnPostgres(name: string, define: (makeStore: MakeStore, on: StoreUnderTest) => void): void {
  describe(`${name} on PostgreSQL`, () => {
    define(
      makerOf(async () => onPostgres(await databaseOfThisProcess(), { main: 8, urgent: 2 }, () => {})),
      { kind: 'postgres', databaseUrl: databaseOfThisProcess },
    );
  });
}

function makerOf(databasesOf: () => Promise<Databases>): MakeStore {
  const opened: { readonly store: TestStore; readonly engines: PostgresEngine[] }[] = [];
  afterEach(async () => {
    for (const { engines } of opened) await Promise.all(engines.map((engine) => engine.stop(2_000)));
    for (const { store } of opened.splice(0)) await store.close();
  });
  return async ({ empty = true, onFault = () => {}, clock } = {}) => {
    const databases = await databasesOf();
    if (empty) await emptyAll(databases);
    const open = openOver(databases, clock === undefined ? { onFault } : { clock, onFault });
    const engines: PostgresEngine[] = [];
    const store: TestStore = {
      ...open,
      databases,
      engineOf: (options?: EngineOptions) => {
        const engine = open.engineOf({ pollMilliseconds: 1_000, ...options });
        engines.push(engine);
        return engine;
      },
    };
    opened.push({ store, engines });
    return store;
  };
}

// ---- one of each per process -----------------------------------------------------------------------------

let pglite: Promise<Databases> | null = null;
const pgliteOfThisProcess = () => {
  pglite ??= loadPglite().then((loaded) => ({ ...overPglite(loaded, { keep: true }), close: async () => {} }));
  return pglite;
};

let database: ReturnType<typeof cloneDatabase> | null = null;
const databaseOfThisProcess = () => {
  database ??= cloneDatabase(inject('runFolder'));
  return database;
};

/** Evidence refuses to be truncated; only here is the trigger put aside. */
export async function emptyAll({ main }: Databases): Promise<void> {
  // As the database lists them: a migration's new table is not to be forgotten here.
  const { rows } = await sql<{ name: string }>`
    select format('tenure.%I', table_name) as name from information_schema.tables
    where table_schema = 'tenure' and table_type = 'BASE TABLE' and table_name not like 'migration%'`.execute(main);
  const tables = [...rows.map(({ name }) => name), 'tenure_jobs.job'].join(', ');
  await sql
    .raw(
      `begin; alter table tenure.event disable trigger user; truncate ${tables} restart identity;
       alter table tenure.event enable trigger user; commit`,
    )
    .execute(main);
}
