/**
 * A store and its jobs in memory, for simulated histories: the same ports and the same contract suite as the databases'
 * (test/store), thousands of times their speed, and everything about it in the hands of whoever opened it: the clock, the
 * order of the jobs, where a transaction waits or is cut off. It keeps nothing; no service runs on it.
 */
import type { EngineOptions } from '../../../src/adapters/postgres/engine.ts';
import type { OpenStore } from '../../../src/adapters/postgres/open.ts';
import { triedAgain } from '../../../src/adapters/postgres/store.ts';
import { type Instant, instantOf } from '../../../src/core/shared/instant.ts';
import { engineOver, type MemoryEngine } from './engine.ts';
import { Jobs } from './jobs.ts';
import { Locks } from './locks.ts';
import { readerOver } from './reader.ts';
import { sealBook } from './seals.ts';
import type { Pause } from './statements.ts';
import { sweepStage } from './sweeps.ts';
import { newTables } from './tables.ts';
import { type Shared, transact } from './transaction.ts';

export interface MemoryOptions {
  readonly clock?: () => Instant;
  /** For back-off. */
  readonly random?: () => number;
  /** For the digests of personal text: without it, no two runs have the same hashes. */
  readonly saltOf?: () => string;
  /** Asked before each read, statement and commit, and after a commit: where others go first, or a fault strikes. */
  readonly pause?: Pause;
  /** No job begins by itself: `jobs.take`, then the engine's `run`. */
  readonly driven?: boolean;
}

export interface MemoryStore extends OpenStore {
  readonly jobs: Jobs;
  readonly locks: Pick<Locks, 'waiting' | 'deadlocks'>;
  engineOf(options?: EngineOptions): MemoryEngine;
}

export function openMemory(options: MemoryOptions = {}): MemoryStore {
  const now = options.clock ?? (() => instantOf(new Date()));
  const pause = options.pause ?? (() => null);
  const tables = newTables();
  const jobs = new Jobs();
  const locks = new Locks();
  const newJobs = new Listeners<Parameters<Shared['onJobs']>[0]>();
  const wakeUps = new Listeners<Instant>();
  let lastId = 0;
  const shared: Shared = {
    ...{ tables, jobs, locks, now, pause },
    ...(options.saltOf === undefined ? {} : { saltOf: options.saltOf }),
    freshId: () => {
      lastId += 1;
      return lastId;
    },
    onJobs: (lanes) => newJobs.tell(lanes),
    onWakeUp: (at) => wakeUps.tell(at),
  };
  const close = async () => {};
  return {
    // One process and no server: whoever asks is to treat it as that.
    kind: 'pglite',
    jobs,
    locks,
    store: {
      transaction: (work, first) => triedAgain(work, (again) => transact(shared, again, first ?? {})),
      read: readerOver({ view: tables, jobs, now, pause }),
      sweeps: sweepStage(() => tables),
      seals: sealBook(tables, now),
      close,
    },
    engineOf: (engineOptions) =>
      engineOver(
        {
          ...{ jobs, now, random: options.random ?? Math.random, driven: options.driven ?? false },
          onJobs: (listener) => newJobs.add(listener),
          onWakeUp: (listener) => wakeUps.add(listener),
          haveJobs: (lanes) => newJobs.tell(lanes),
        },
        engineOptions,
      ),
    migrate: async () => [],
    standing: () => Promise.reject(new Error('nobody watches a store in memory')),
    status: async () => ({ pending: [], unknown: [], ready: true }),
    close,
  };
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
