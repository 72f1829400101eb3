/**
 * Tests that must hold on every store, on both databases, or on one. PGlite is opened once per test process from a template, PostgreSQL gets one
 * database per test process; both are emptied before a test makes its store. A process runs many files (`isolate`
 * in vitest.config.ts): what PGlite costs most, getting its machine code compiled well, is so paid once and not per file.
 *
 *   describeOnEveryStore('the store', (makeStore) => {
 *     it('remembers', async () => { const { store } = await makeStore(); ... });
 *   });
 *
 * What is promised by the ports alone is held to on the store in memory too (memory/store.ts). A test that looks beneath
 * them says why (`Beneath`), and runs on the databases.
 */
import { sql } from 'kysely';
import { afterEach, describe, inject } from 'vitest';
import { type Databases, onPostgres, overPglite } from '../../src/adapters/postgres/databases.ts';
import type { EngineOptions, PostgresEngine } from '../../src/adapters/postgres/engine.ts';
import { type OpenStore, openOver } from '../../src/adapters/postgres/open.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { emptyAll } from './emptyAll.ts';
import { openMemory } from './memory/store.ts';
import { loadPglite } from './pgliteTemplate.ts';
import { cloneDatabase } from './testDatabase.ts';

export interface MakeStoreOptions {
  readonly clock?: () => Instant;
  /** `false`: another process's view of the same data. */
  readonly empty?: boolean;
  readonly onFault?: (fault: unknown) => void;
}

/** By its ports alone. */
export interface PortStore extends Pick<OpenStore, 'store' | 'engineOf'> {
  /** A transaction waits for a lock that another one holds. */
  isSomebodyWaiting(): Promise<boolean>;
}

export interface TestStore extends OpenStore, PortStore {
  /** For what no port allows: reading a table, tampering. */
  readonly databases: Databases;
}

export type MakeStore = (options?: MakeStoreOptions) => Promise<TestStore>;
export type MakePortStore = (options?: Pick<MakeStoreOptions, 'clock'>) => Promise<PortStore>;

/** Why a test is none of the store in memory's: it looks beneath the ports, at what only a database has. */
export type Beneath =
  | 'a trigger holds against whoever goes round the ports'
  | 'what is in a row, and when it was written'
  | 'what the process keeps of the database’s answers';

export interface StoreUnderTest {
  readonly kind: Databases['kind'];
  /** PostgreSQL only: for a second process. */
  readonly databaseUrl: () => Promise<string>;
}

type Define = (makeStore: MakePortStore, on: { readonly kind: Databases['kind'] | 'memory' }) => void;

export function describeOnEveryStore(name: string, define: Define): void {
  describeOnBothStores(name, define);
  describeInMemory(name, define);
}

/** PGlite has one connection: nothing is ever under way beside anything else. */
export function describeSideBySide(name: string, define: Define): void {
  describeOnPostgres(name, define);
  describeInMemory(name, define);
}

export function describeBeneath(name: string, _because: Beneath, define: (makeStore: MakeStore) => void): void {
  describeOnBothStores(`beneath the ports, ${name}`, define);
}

function describeInMemory(name: string, define: Define): void {
  describe(`${name} in memory`, () => {
    const engines: PostgresEngine[] = [];
    afterEach(async () => {
      await Promise.all(engines.splice(0).map((engine) => engine.stop(2_000)));
    });
    const makeStore: MakePortStore = async ({ clock } = {}) => {
      const opened = openMemory(clock === undefined ? {} : { clock });
      return {
        ...opened,
        isSomebodyWaiting: async () => opened.locks.waiting > 0,
        engineOf: (options) => {
          const engine = opened.engineOf({ pollMilliseconds: 1_000, ...options });
          engines.push(engine);
          return engine;
        },
      };
    };
    define(makeStore, { kind: 'memory' });
  });
}

export function describeOnBothStores(name: string, define: (makeStore: MakeStore, on: StoreUnderTest) => void): void {
  describeOnPglite(name, define);
  describeOnPostgres(name, define);
}

export function describeOnPglite(name: string, define: (makeStore: MakeStore, on: StoreUnderTest) => void): void {
  describe(`${name} on PGlite`, () => {
    const databaseUrl = () => Promise.reject(new Error('PGlite has no address'));
    define(makerOf(pgliteOfThisProcess, pgliteOfThisProcess), { kind: 'pglite', databaseUrl });
  });
}

export function describeOnPostgres(name: string, define: (makeStore: MakeStore, on: StoreUnderTest) => void): void {
  describe(`${name} on PostgreSQL`, () => {
    define(makerOf(postgresOfThisProcess, newPostgres), { kind: 'postgres', databaseUrl: databaseOfThisProcess });
  });
}

function makerOf(databasesOf: () => Promise<Databases>, anotherView: () => Promise<Databases>): MakeStore {
  const opened: { readonly store: TestStore; readonly engines: PostgresEngine[] }[] = [];
  afterEach(async () => {
    for (const { engines } of opened) await Promise.all(engines.map((engine) => engine.stop(2_000)));
    for (const { store } of opened.splice(0)) await store.close();
  });
  return async ({ empty = true, onFault = () => {}, clock } = {}) => {
    const databases = await (empty ? databasesOf() : anotherView());
    if (empty) await emptyAll(databases);
    const open = openOver(databases, clock === undefined ? { onFault } : { clock, onFault });
    const engines: PostgresEngine[] = [];
    const store: TestStore = {
      ...open,
      databases,
      isSomebodyWaiting: () => isSomebodyWaiting(databases),
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

async function isSomebodyWaiting({ main }: Databases): Promise<boolean> {
  const waiting = await sql`select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(main);
  return waiting.rows.length > 0;
}

// ---- one of each per process -----------------------------------------------------------------------------

let pglite: Promise<Databases> | null = null;
const pgliteOfThisProcess = () => {
  pglite ??= loadPglite().then((loaded) => ({ ...overPglite(loaded, { keep: true }), close: async () => {} }));
  return pglite;
};

let postgres: Promise<Databases> | null = null;
/** Its connections stay open: what a new one reads of the catalogue first costs more than all that a story asks of it. */
const postgresOfThisProcess = () => {
  postgres ??= newPostgres().then((opened) => ({ ...opened, close: async () => {} }));
  return postgres;
};
const newPostgres = async () => onPostgres(await databaseOfThisProcess(), { main: 8, urgent: 2 }, () => {});

let database: ReturnType<typeof cloneDatabase> | null = null;
const databaseOfThisProcess = () => {
  database ??= cloneDatabase(inject('runFolder'));
  return database;
};
