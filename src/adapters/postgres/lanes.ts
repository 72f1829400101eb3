/**
 * The lanes as pg-boss queues, and sending to them. Sending needs pg-boss's knowledge of its queues; that is read
 * once before the first transaction, because a look-up from inside a PGlite transaction would wait for itself.
 */
import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { type Db, PgBoss } from 'pg-boss';
import type { Job, Lane } from '../../ports/engine.ts';
import type { Database } from './database.ts';
import type { Databases } from './databases.ts';
import { plain } from './dialect.ts';

export const LANES: readonly Lane[] = ['urgent', 'reconcile', 'look', 'evidence', 'notify', 'bulk'];
export const JOBS_SCHEMA = 'tenure_jobs';

/** What a queue row carries: ids only, and how often it was tried. */
export interface Payload {
  readonly job: Job;
  readonly tries: number;
}

/**
 * pg-boss never gives a job up: what fails is taken over by our own back-off, and what a killed worker left is
 * given to another one when its heartbeat stops, as often as that happens.
 */
const QUEUE = {
  // Ours say it themselves (jobNews.ts): pg-boss would make every commit that sends a job wait for every other one.
  notify: false,
  retryLimit: 2_000_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  heartbeatSeconds: 10,
  expireInSeconds: 3_600,
  retentionSeconds: 10 * 365 * 86_400,
  deleteAfterSeconds: 600,
};

export const BOSS = {
  schema: JOBS_SCHEMA,
  schedule: false,
  // A killed worker's jobs are found within this time after their heartbeat stopped.
  superviseIntervalSeconds: 5,
  monitorIntervalSeconds: 5,
  maintenanceIntervalSeconds: 60,
} as const;

export async function makeQueues(databases: Databases, onFault: (fault: unknown) => void): Promise<void> {
  const boss = new PgBoss({ ...BOSS, db: bossDatabase(databases.main), backend: databases.kind, supervise: false });
  boss.on('error', onFault);
  await boss.start();
  try {
    const there = new Set((await boss.getQueues()).map((queue) => queue.name));
    for (const lane of LANES) {
      if (there.has(lane)) await boss.updateQueue(lane, QUEUE);
      else await boss.createQueue(lane, QUEUE);
    }
  } finally {
    await boss.stop({ graceful: false, close: false });
  }
}

/** Sends within a transaction's connection. */
export class Sender {
  readonly #boss: PgBoss;
  #ready: Promise<unknown> | null = null;

  constructor(databases: Databases, onFault: (fault: unknown) => void) {
    const db = bossDatabase(databases.main);
    this.#boss = new PgBoss({ ...BOSS, db, backend: databases.kind, migrate: false, supervise: false });
    this.#boss.on('error', onFault);
  }

  /** To be awaited before a transaction is opened. */
  async ready(): Promise<void> {
    this.#ready ??= this.#boss.start();
    try {
      await this.#ready;
    } catch (fault) {
      this.#ready = null;
      throw fault;
    }
  }

  async send(db: Database, lane: Lane, payloads: readonly Payload[]): Promise<void> {
    await this.#boss.insert(
      lane,
      payloads.map(({ job, tries }) => ({ data: { job, tries }, priority: priorityOf(job) })),
      { db: bossStatements(db) },
    );
  }

  async stop(): Promise<void> {
    if (this.#ready !== null) await this.#boss.stop({ graceful: false, close: false });
    this.#ready = null;
  }
}

/** Stops somebody's sign-in, or may find that it has to be stopped: goes before the others of its lane, and before other lanes. */
export const presses = (job: Job) =>
  (job.lane === 'urgent' && !('ends' in job) && !('others' in job)) ||
  (job.lane === 'look' && 'issue' in job && job.first === true);

/** A sweep chooses tens of thousands of accounts to look at: what somebody has decided must not stand behind them. */
export const priorityOf = (job: Job) => (presses(job) || (job.lane === 'bulk' && !('look' in job)) ? 1 : 0);

/**
 * pg-boss's own statements. Each takes a connection for itself; a text of several statements that fails half way
 * would leave its BEGIN open on it.
 */
export function bossDatabase(db: Kysely<unknown>): Db {
  return {
    executeSql: (text, values) =>
      db.connection().execute(async (connection) => {
        try {
          return await bossStatements(connection).executeSql(text, values);
        } catch (fault) {
          await sql
            .raw('rollback')
            .execute(connection)
            .catch(() => {});
          throw fault;
        }
      }),
  };
}

/** Statements on a connection or transaction that somebody else holds and ends. */
export function bossStatements(db: Database): Db {
  return { executeSql: async (text, values) => ({ rows: [...(await run(db, text, values)).rows] }) };
}

function run(db: Database, text: string, values: unknown[] | undefined) {
  const query: CompiledQuery<Record<string, unknown>> = plain(text, values ?? []);
  return db.getExecutor().executeQuery(query);
}
