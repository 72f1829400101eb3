/**
 * The durable engine over pg-boss: its tables, its fetch under SKIP LOCKED, its heartbeats and upkeep; our own workers
 * (laneWorker.ts), so that every job is settled by itself, and our own wake-ups (wakeUps.ts), so that time is the
 * store's. A notification from any process wakes the lane at once.
 */
import { type Kysely, sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import { type Instant, plus } from '../../core/shared/instant.ts';
import { LONGEST_PAUSE } from '../../core/shared/putOff.ts';
import type { Engine, EngineStanding, Job, JobHandler, Lane } from '../../ports/engine.ts';
import { Breadth } from './breadth.ts';
import { urgently } from './databases.ts';
import type { EngineRoot } from './engineRoot.ts';
import { BOSS, bossDatabase, JOBS_SCHEMA, LANES, type Payload, presses } from './lanes.ts';
import { LaneWorker } from './laneWorker.ts';
import { handBackLeftOver } from './leftOver.ts';
import { NotMigrated, schemaStatus } from './migrate.ts';
import { backOff, type Fetched, Settling } from './settling.ts';
import { WakeUpCalls } from './wakeUpCalls.ts';

export interface EngineOptions {
  /** How many jobs of a lane run side by side in this process; 0 leaves the lane to others. */
  readonly places?: Partial<Readonly<Record<Lane, number>>>;
  readonly pollMilliseconds?: number;
  /** A job's fault, before it is put back; and whatever goes wrong between jobs. */
  readonly onFault?: (fault: unknown, job?: Job) => void;
}

export interface PostgresEngine extends Engine {
  /** Sends the wake-ups that are due now on the store's clock; answers how many. */
  fireDue(): Promise<number>;
}

interface Places {
  readonly least: number;
  readonly most: number;
}

/**
 * A place is held while a vendor answers, so the most bounds the rate: evidence makes some nine calls one after the other,
 * which at 20 ms each is five cases a second and place; a look makes two. The least is what runs side by side when it is
 * this process's own processor that is waited for (breadth.ts).
 */
const PLACES: Readonly<Record<Lane, Places>> = {
  urgent: { least: 8, most: 8 },
  reconcile: { least: 8, most: 24 },
  look: { least: 8, most: 24 },
  evidence: { least: 8, most: 48 },
  notify: { least: 4, most: 24 },
  bulk: { least: 2, most: 4 },
};
/** Nobody's access waits for these. */
const PATIENT: ReadonlySet<Lane> = new Set(['evidence', 'notify', 'bulk']);
const POLL = 500;
const HEARTBEAT = 4_000;
/** Whoever lives has touched its jobs within this time. */
const SILENT = 1.5 * HEARTBEAT;
/** Polls come twice a second; whoever got none through for this long does not work. */
const STALLED = 15_000;

export function engineOver(root: EngineRoot, options: EngineOptions): PostgresEngine {
  const { databases, sender } = root;
  const onFault = options.onFault ?? (() => {});
  const pollEvery = options.pollMilliseconds ?? POLL;
  const workers = new Map<Lane, LaneWorker<Fetched>>();
  const ahead = new Map<Lane, () => boolean>();
  const breadth = new Breadth();
  const held = new Map<string, { readonly lane: Lane; readonly job: Fetched }>();
  const calls = new WakeUpCalls({ root, pollEvery, onFault });
  let boss: PgBoss | null = null;
  let state: EngineStanding['state'] = 'not-started';
  /** Jobs under way that stop somebody's sign-in, or may find that it has to stop: nothing else is begun meanwhile. */
  let pressing = 0;
  let heartbeat: NodeJS.Timeout | undefined;
  let leftOver: NodeJS.Timeout | undefined;
  let forget = () => {};
  let hearing: { close(): Promise<void> } | null = null;

  const databaseOf = (lane: Lane): Kysely<unknown> => (lane === 'urgent' ? databases.urgent : databases.main);
  const keeperOf = (lane: Lane): Kysely<unknown> => (lane === 'urgent' ? databases.urgent : databases.jobs);

  const run = async (lane: Lane, settling: Settling, job: Fetched, handler: JobHandler) => {
    held.set(job.id, { lane, job });
    const isPressing = presses(job.data.job);
    if (isPressing) pressing += 1;
    try {
      const again = await outcome(job, handler);
      if (again === null) await settling.done(job);
      else {
        await settling.again(job, again.at, again.tries);
        calls.expect(again.at);
      }
    } catch (fault) {
      // Not settled: it stays ours until its heartbeat stops, and then runs again.
      onFault(fault, job.data.job);
    } finally {
      if (isPressing) pressing -= 1;
      held.delete(job.id);
    }
  };

  const outcome = async ({ data }: Fetched, handler: JobHandler) => {
    try {
      const work = () => handler(data.job, data.tries);
      const result = data.job.lane === 'urgent' ? await urgently(work) : await work();
      return result === undefined ? null : { at: result.again, tries: result.tries ?? 0 };
    } catch (fault) {
      onFault(fault, data.job);
      return { at: backOff(await root.now(), data.tries + 1), tries: data.tries + 1 };
    }
  };

  const touch = (from: PgBoss) => {
    for (const lane of LANES) {
      const ours = [...held.values()].filter((entry) => entry.lane === lane);
      if (ours.length === 0) continue;
      const attempts = ours.map(({ job }) => ({ id: job.id, retryCount: job.retryCount }));
      from.touch(lane, attempts, { db: bossDatabase(keeperOf(lane)) }).catch(onFault);
    }
  };

  /** What is not done by now is another's to do, at once: nobody waits for our heartbeat to have stopped. */
  const handOver = async (from: PgBoss) => {
    for (const lane of LANES) {
      const ids = [...held.values()].flatMap((entry) => (entry.lane === lane ? [entry.job.id] : []));
      if (ids.length === 0) continue;
      const because = { because: 'its process was asked to end' };
      await from.fail(lane, ids, because, { db: bossDatabase(keeperOf(lane)) }).catch(onFault);
    }
  };

  return {
    start: async (handler) => {
      if (boss !== null) throw new Error('the engine is running already');
      await sender.ready();
      const status = await schemaStatus(databases.main);
      if (!status.ready) throw new NotMigrated(status);
      const started = new PgBoss({
        ...BOSS,
        backend: databases.kind,
        migrate: false,
        db: bossDatabase(databases.main),
      });
      started.on('error', onFault);
      boss = started;
      for (const lane of LANES) {
        const most = options.places?.[lane] ?? PLACES[lane].most;
        if (most === 0) continue;
        const least = Math.min(most, PLACES[lane].least);
        const settling = new Settling(started, lane, keeperOf(lane));
        workers.set(
          lane,
          new LaneWorker<Fetched>({
            places: () => breadth.between(least, most),
            pollEvery,
            leastGap: PATIENT.has(lane) ? 20 : 3,
            onFault,
            isBehind: () => ahead.get(lane)?.() === true || (pressing > 0 && lane !== 'urgent'),
            fetch: (most) => started.fetch<Payload>(lane, { batchSize: most, db: bossDatabase(keeperOf(lane)) }),
            run: (job) => run(lane, settling, job, handler),
          }),
        );
      }
      await started.start();
      // Its folder is locked: whatever is marked as running was left by one that is gone.
      if (databases.kind === 'pglite') await handBackLeftOver(databases.main, 0);
      const handBack = async () => {
        const wait = await handBackLeftOver(databases.main, SILENT);
        if (wait === null) return;
        leftOver = setTimeout(() => handBackLeftOver(databases.main, SILENT).catch(onFault), wait);
        leftOver.unref();
      };
      hearing = await root.news.hear((lane) => {
        for (const [own, worker] of workers) if (lane === null || lane === own) worker.wake();
      }, handBack);
      for (const worker of workers.values()) worker.start();
      forget = root.onJobs((lanes) => {
        for (const lane of lanes) workers.get(lane)?.wake();
      });
      heartbeat = setInterval(() => touch(started), HEARTBEAT);
      calls.start();
      state = 'working';
    },
    stop: async (graceMilliseconds) => {
      const running = boss;
      if (running === null) return;
      boss = null;
      state = 'stopping';
      forget();
      // Before anything is waited for: a job that ends meanwhile must not make room for another.
      const finished = Promise.all([...workers.values()].map((worker) => worker.stop()));
      clearTimeout(leftOver);
      await calls.stop();
      await Promise.race([finished, later(graceMilliseconds)]);
      // Not before: as long as something runs here, nobody else is alone.
      await hearing?.close();
      hearing = null;
      clearInterval(heartbeat);
      workers.clear();
      await handOver(running);
      await running.stop({ graceful: false, close: false });
      state = 'stopped';
    },
    send: async (job) => {
      await sender.ready();
      await sender.send(databaseOf(job.lane), job.lane, [{ job, tries: 0 }]);
      root.haveJobs([job.lane]);
    },
    giveWay: (lane, isBusy) => void ahead.set(lane, isBusy),
    standing: () => ({
      state,
      stalled: [...workers].flatMap(([lane, worker]) => (worker.isStalled(STALLED) ? [lane] : [])),
    }),
    backlog: () => backlog(databases.main),
    notInHand: async (jobs) => notInHand(databases.main, jobs, await root.now()),
    fireDue: () => calls.fireDue(),
  };
}

/** Asked in pieces: nobody sends a statement of a hundred thousand jobs. */
const ASKED_AT_ONCE = 2_000;

async function notInHand<Asked extends Job>(
  db: Kysely<unknown>,
  jobs: readonly Asked[],
  now: Instant,
): Promise<readonly Asked[]> {
  const found: Asked[] = [];
  for (let from = 0; from < jobs.length; from += ASKED_AT_ONCE) {
    const asked = jobs.slice(from, from + ASKED_AT_ONCE);
    const { rows } = await sql<{ place: number }>`
      select n::integer as place from jsonb_array_elements(${JSON.stringify(asked)}::text::jsonb) with ordinality as a (job, n)
      where job not in (
        select data->'job' from ${sql.table(`${JOBS_SCHEMA}.job`)}
        where state in ('created', 'retry', 'active') and data->'job' is not null
        union all select job from tenure.wake_up where at <= ${plus(now, LONGEST_PAUSE)}::text::timestamptz)
      order by n`.execute(db);
    found.push(...rows.flatMap(({ place }) => asked[place - 1] ?? []));
  }
  return found;
}

/** Waiting and running jobs; wake-ups still ahead are not among them. */
async function backlog(db: Kysely<unknown>): Promise<Readonly<Record<Lane, number>>> {
  const { rows } = await sql<{ name: Lane; count: number }>`
    select name, count(*)::integer as count from ${sql.table(`${JOBS_SCHEMA}.job`)}
    where state in ('created', 'retry', 'active') group by name`.execute(db);
  const counts = { urgent: 0, reconcile: 0, look: 0, evidence: 0, notify: 0, bulk: 0 };
  for (const { name, count } of rows) if (name in counts) counts[name] = count;
  return counts;
}

const later = (wait: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, wait).unref();
  });
