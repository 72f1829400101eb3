/**
 * The engine over the jobs in memory. Either it works them off by itself, with the lanes' own workers, or it is driven:
 * then it begins nothing, and whoever drives it takes a job and has it run.
 */
import type { EngineOptions, PostgresEngine } from '../../../src/adapters/postgres/engine.ts';
import { LANES } from '../../../src/adapters/postgres/lanes.ts';
import { LaneWorker } from '../../../src/adapters/postgres/laneWorker.ts';
import { backOff } from '../../../src/adapters/postgres/settling.ts';
import { epochOf, type Instant, plus } from '../../../src/core/shared/instant.ts';
import { LONGEST_PAUSE } from '../../../src/core/shared/putOff.ts';
import type { EngineStanding, JobHandler, Lane } from '../../../src/ports/engine.ts';
import { type Jobs, presses, type TakenJob } from './jobs.ts';

/** What became of a run: settled, put off, thrown back, or refused, because somebody else had the job by then. */
export type Ran = 'done' | 'again' | 'stumbled' | 'too-late';

export interface MemoryEngine extends PostgresEngine {
  /** Runs a job that was taken, to its end, and settles it; the engine must have been started. */
  run(job: TakenJob): Promise<Ran>;
}

export interface EngineRoot {
  readonly jobs: Jobs;
  readonly now: () => Instant;
  readonly random: () => number;
  readonly driven: boolean;
  /** Calls back after a commit with jobs, and after one with a wake-up. */
  readonly onJobs: (listener: (lanes: readonly Lane[]) => void) => () => void;
  readonly onWakeUp: (listener: (at: Instant) => void) => () => void;
  readonly haveJobs: (lanes: readonly Lane[]) => void;
}

const PLACES = 8;
const POLL = 500;

export function engineOver(root: EngineRoot, options: EngineOptions = {}): MemoryEngine {
  const { jobs } = root;
  const onFault = options.onFault ?? (() => {});
  const pollEvery = options.pollMilliseconds ?? POLL;
  const workers = new Map<Lane, LaneWorker<TakenJob>>();
  const ahead = new Map<Lane, () => boolean>();
  const held = new Set<TakenJob>();
  let handler: JobHandler | null = null;
  let state: EngineStanding['state'] = 'not-started';
  let timer: NodeJS.Timeout | undefined;
  let forget = () => {};

  const run = async (job: TakenJob): Promise<Ran> => {
    if (handler === null) throw new Error('the engine is not running');
    held.add(job);
    try {
      const again = await outcome(handler, job);
      if (again === null) jobs.done(job);
      else jobs.again(job, again.at, again.tries);
      if (again !== null) look();
      return again === null ? 'done' : again.ran;
    } catch (fault) {
      onFault(fault, job.job);
      return 'too-late';
    } finally {
      held.delete(job);
    }
  };

  const outcome = async (handle: JobHandler, { job, tries }: TakenJob) => {
    try {
      const result = await handle(job, tries);
      return result === undefined ? null : { at: result.again, tries: result.tries ?? 0, ran: 'again' as const };
    } catch (fault) {
      onFault(fault, job);
      return { at: backOff(root.now(), tries + 1, root.random), tries: tries + 1, ran: 'stumbled' as const };
    }
  };

  const ring = () => {
    const rung = jobs.ring(root.now());
    if (rung > 0) root.haveJobs(LANES);
    return rung;
  };

  /** At the nearest wake-up, and at every poll: a test's clock may have moved. */
  const look = () => {
    if (root.driven || handler === null) return;
    clearTimeout(timer);
    ring();
    const nearest = jobs.nearest();
    const wait = nearest === null ? pollEvery : epochOf(nearest) - epochOf(root.now()) + 1;
    timer = setTimeout(look, Math.min(pollEvery, wait));
    timer.unref();
  };

  const isBehind = (lane: Lane) =>
    ahead.get(lane)?.() === true || (lane !== 'urgent' && [...held].some((job) => presses(job)));

  const startWorkers = () => {
    for (const lane of LANES) {
      const places = options.places?.[lane] ?? PLACES;
      if (places === 0) continue;
      const worker = new LaneWorker<TakenJob>({
        ...{ places: () => places, pollEvery, leastGap: 0, onFault },
        isBehind: () => isBehind(lane),
        fetch: async (most) =>
          jobs
            .ready(lane)
            .slice(0, most)
            .map((job) => jobs.take(job)),
        run: async (job) => void (await run(job)),
      });
      workers.set(lane, worker);
      worker.start();
    }
    const deaf = [
      root.onJobs((lanes) => {
        for (const lane of lanes) workers.get(lane)?.wake();
      }),
      root.onWakeUp(look),
    ];
    forget = () => {
      for (const stop of deaf) stop();
    };
    look();
  };

  return {
    run,
    start: async (handle) => {
      if (handler !== null) throw new Error('the engine is running already');
      handler = handle;
      state = 'working';
      if (!root.driven) startWorkers();
    },
    stop: async (graceMilliseconds) => {
      if (state === 'working') state = 'stopping';
      forget();
      clearTimeout(timer);
      const finished = Promise.all([...workers.values()].map((worker) => worker.stop()));
      await Promise.race([finished, later(graceMilliseconds)]);
      workers.clear();
      handler = null;
      if (state === 'stopping') state = 'stopped';
      // Whoever still runs has lost its job, as it would when its heartbeat has stopped.
      for (const job of held) jobs.giveBack(job);
    },
    send: async (job) => {
      jobs.send([{ job, tries: 0 }]);
      root.haveJobs([job.lane]);
    },
    giveWay: (lane, isBusy) => void ahead.set(lane, isBusy),
    notInHand: async (asked) => asked.filter((job) => !jobs.isInHand(job, plus(root.now(), LONGEST_PAUSE))),
    standing: () => ({ state, stalled: [] }),
    backlog: async () => jobs.backlog(),
    fireDue: async () => ring(),
  };
}

const later = (wait: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, wait).unref();
  });
