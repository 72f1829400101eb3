/** Knows when the engine has nothing left to do: told by each job that ends, confirmed by the store. */
import type { PostgresEngine } from '../../src/adapters/postgres/engine.ts';
import type { OpenStore } from '../../src/adapters/postgres/open.ts';

export interface Watch {
  /** The same store, whose engine tells the watch about every job. */
  readonly opened: OpenStore;
  readonly jobs: () => Readonly<Record<string, number>>;
  untilIdle(): Promise<void>;
}

/** Between the end of the last job and its settling lies one transaction. */
const SETTLING = 2;

export function watched(opened: OpenStore): Watch {
  const jobs: Record<string, number> = {};
  let running = 0;
  let engine: PostgresEngine | null = null;
  let quiet = () => {};
  const observe = (made: PostgresEngine): PostgresEngine => {
    engine = {
      ...made,
      start: (handler) =>
        made.start(async (job) => {
          running += 1;
          jobs[job.lane] = (jobs[job.lane] ?? 0) + 1;
          try {
            return await handler(job);
          } finally {
            running -= 1;
            if (running === 0) quiet();
          }
        }),
    };
    return engine;
  };
  const nothingRuns = () =>
    running === 0
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          quiet = resolve;
        });
  return {
    opened: { ...opened, engineOf: (options) => observe(opened.engineOf(options)) },
    jobs: () => jobs,
    async untilIdle() {
      for (;;) {
        await nothingRuns();
        const backlog = engine === null ? {} : await engine.backlog();
        if (running === 0 && Object.values(backlog).every((count) => count === 0)) return;
        if (running === 0) await new Promise((resolve) => setTimeout(resolve, SETTLING));
      }
    },
  };
}
