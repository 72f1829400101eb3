/** Opening the store: PostgreSQL by its address, or PGlite on a folder or in memory. */
import type { Instant } from '../../core/shared/instant.ts';
import type { Lane } from '../../ports/engine.ts';
import type { Standing } from '../../ports/figures.ts';
import type { Store } from '../../ports/store.ts';
import { ClockReading } from './clockReading.ts';
import { type Databases, inMemory, onFolder, onPostgres, type PoolOptions } from './databases.ts';
import { type EngineOptions, engineOver, type PostgresEngine } from './engine.ts';
import { standing } from './figures.ts';
import { JobNews } from './jobNews.ts';
import { makeQueues, Sender } from './lanes.ts';
import { migrateToLatest, type SchemaStatus, schemaStatus } from './migrate.ts';
import { PolicyShelf } from './policies.ts';
import { readClock, storeOver } from './store.ts';
import type { Shared } from './transaction.ts';

export interface StoreOptions {
  readonly databaseUrl?: string;
  readonly dataDir?: string;
  /** PGlite without a folder: gone with the process. */
  readonly inMemory?: boolean;
  /** Replaces the database's clock everywhere in the store and its engine. */
  readonly clock?: () => Instant;
  /** Connections on PostgreSQL: for all work, and reserved for the urgent lane. */
  readonly pool?: Partial<PoolOptions>;
  /** Whatever goes wrong outside of a call somebody waits for. */
  readonly onFault?: (fault: unknown) => void;
}

export interface OpenStore {
  readonly kind: Databases['kind'];
  readonly store: Store;
  engineOf(options?: EngineOptions): PostgresEngine;
  /** Answers the steps taken. */
  migrate(): Promise<readonly string[]>;
  status(): Promise<SchemaStatus>;
  /** How much waits, for whoever watches. */
  standing(): Promise<Standing>;
  close(): Promise<void>;
}

export async function openStore(options: StoreOptions): Promise<OpenStore> {
  return openOver(await databasesOf(options), options);
}

async function databasesOf({
  databaseUrl,
  dataDir,
  inMemory: memory,
  pool,
  onFault,
}: StoreOptions): Promise<Databases> {
  if (databaseUrl !== undefined)
    return onPostgres(databaseUrl, { main: 12, urgent: 4, ...pool }, onFault ?? (() => {}));
  if (memory === true) return inMemory();
  if (dataDir !== undefined) return onFolder(dataDir);
  throw new Error('a store needs a databaseUrl, a dataDir, or inMemory');
}

class Listeners<Said> {
  readonly #all = new Set<(said: Said) => void>();

  add(listener: (said: Said) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(said: Said) {
    for (const listener of this.#all) listener(said);
  }
}

/** Over databases that are open already. */
export function openOver(databases: Databases, options: Pick<StoreOptions, 'clock' | 'onFault'>): OpenStore {
  const onFault = options.onFault ?? (() => {});
  const wakeUps = new Listeners<Instant>();
  const jobs = new Listeners<readonly Lane[]>();
  const news = new JobNews(databases, onFault);
  const haveJobs = (lanes: readonly Lane[]) => {
    jobs.tell(lanes);
    news.tell(lanes);
  };
  const sender = new Sender(databases, onFault);
  const shared: Shared = {
    sender,
    policies: new PolicyShelf(),
    clock: options.clock,
    reading: new ClockReading(),
    onWakeUp: (at) => wakeUps.tell(at),
    onJobs: haveJobs,
  };
  let closing: Promise<void> | null = null;
  const close = () => {
    news.stop();
    closing ??= sender.stop().then(() => databases.close());
    return closing;
  };
  return {
    kind: databases.kind,
    store: storeOver(databases, shared, close),
    engineOf: (engineOptions = {}) =>
      engineOver(
        {
          databases,
          sender,
          now: () => readClock(databases, shared),
          onWakeUp: (listener) => wakeUps.add(listener),
          onJobs: (listener) => jobs.add(listener),
          haveJobs,
          news,
        },
        { onFault, ...engineOptions },
      ),
    migrate: async () => {
      const taken = await migrateToLatest(databases.main);
      await makeQueues(databases, onFault);
      return taken;
    },
    status: () => schemaStatus(databases.main),
    standing: async () => standing(databases.main, await readClock(databases, shared)),
    close,
  };
}
