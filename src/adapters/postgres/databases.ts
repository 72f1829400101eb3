/**
 * The two ways to a database, behind one shape: a PostgreSQL server, or PGlite in this process. `main` serves
 * everything; `urgent` has connections of its own on PostgreSQL and the right of way on PGlite.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { PGlite } from '@electric-sql/pglite';
import { Kysely } from 'kysely';
import pg from 'pg';
import { dialectOf } from './dialect.ts';
import { lockFolder } from './folderLock.ts';
import { type Listening, listenOn } from './listen.ts';
import { PgDriver, types } from './pgDriver.ts';
import { PgliteDriver, Turns } from './pgliteDriver.ts';

export interface Databases {
  readonly kind: 'postgres' | 'pglite';
  readonly main: Kysely<unknown>;
  readonly urgent: Kysely<unknown>;
  /**
   * For taking and completing jobs. They commit without waiting for the disk: lost with the server's last moment, a job is
   * only done again, as after any crash. What sends a job waits, for it commits with what it follows from.
   */
  readonly jobs: Kysely<unknown>;
  readonly listen: Listening;
  close(): Promise<void>;
}

const JOB_CONNECTIONS = 4;

export interface PoolOptions {
  readonly main: number;
  readonly urgent: number;
  /** How long a transaction may stand without a word from us. Milliseconds. */
  readonly silence?: number;
}

/**
 * No transaction is open while anything outside is waited for, so each is over in a moment. One that says nothing for longer
 * is of a process that was stopped, or whose machine was: with the locks it has, nobody else could close a leaver's account.
 */
const SILENCE = 30_000;

/** Set while an urgent job is worked on: its transactions then take the urgent connections, whoever opens them. */
const urgency = new AsyncLocalStorage<true>();
export const urgently = <Result>(work: () => Promise<Result>) => urgency.run(true, work);
export const inUse = (databases: Databases) => (urgency.getStore() === true ? databases.urgent : databases.main);

export function onPostgres(databaseUrl: string, options: PoolOptions, onFault: (fault: unknown) => void): Databases {
  const { silence = SILENCE } = options;
  const over = (max: number, also: readonly string[] = []) => {
    const pool = new pg.Pool({ connectionString: databaseUrl, max, types, pipeline: true, application_name: 'tenure' });
    pool.on('error', onFault);
    return new Kysely<unknown>({
      dialect: dialectOf(
        () => new PgDriver(saying(pool, [`set idle_in_transaction_session_timeout = ${silence}`, ...also])),
      ),
    });
  };
  const main = over(options.main);
  const urgent = over(options.urgent);
  const jobs = over(JOB_CONNECTIONS, ['set synchronous_commit = off']);
  return {
    kind: 'postgres',
    main,
    urgent,
    jobs,
    listen: (channel, onNotification, onReconnect, onConnect) =>
      listenOn(databaseUrl, channel, { onNotification, onReconnect, onConnect, onFault }),
    close: async () => {
      await Promise.all([main.destroy(), urgent.destroy(), jobs.destroy()]);
    },
  };
}

/**
 * Said on each connection before anything else: a pooler in between may not pass it on as an option. One that shares
 * server connections between transactions would hand it on to others (docs/operate/running.md).
 */
function saying(pool: pg.Pool, first: readonly string[]): pg.Pool {
  pool.on('connect', (client) => void client.query(first.join('; ')).catch(() => {}));
  return pool;
}

/** A folder is locked first: two processes on one folder would lose what either writes, silently. */
export async function onFolder(dataDir: string): Promise<Databases> {
  const release = lockFolder(dataDir);
  try {
    return overPglite(await PGlite.create(`${dataDir}/pglite`, PGLITE), { release });
  } catch (fault) {
    release();
    throw fault;
  }
}

export const inMemory = async () => overPglite(await PGlite.create('memory://', PGLITE), {});

/** Over an instance somebody else opened (the tests, from a template); it stays open when `keep` is given. */
export function overPglite(
  pglite: PGlite,
  { release = () => {}, keep = false }: { readonly release?: () => void; readonly keep?: boolean },
): Databases {
  const turns = new Turns();
  const close = async () => {
    if (!keep && !pglite.closed) await pglite.close();
  };
  const kysely = (urgent: boolean) =>
    new Kysely<unknown>({ dialect: dialectOf(() => new PgliteDriver(pglite, turns, { urgent, close })) });
  const main = kysely(false);
  const urgent = kysely(true);
  return {
    kind: 'pglite',
    main,
    urgent,
    jobs: main,
    listen: async (channel, onNotification, onReconnect) => {
      const inTurn = async <Result>(work: () => Promise<Result>) => {
        await turns.take(true);
        try {
          return await work();
        } finally {
          turns.give();
        }
      };
      const unlisten = await inTurn(() => pglite.listen(channel, onNotification));
      onReconnect();
      return { close: () => inTurn(() => unlisten()) };
    },
    close: async () => {
      await turns.take(false);
      try {
        await close();
      } finally {
        turns.give();
        release();
      }
      await Promise.all([main.destroy(), urgent.destroy()]);
    },
  };
}

/** bigint as number, as on PostgreSQL. */
export const PGLITE = { parsers: { 20: Number } };
