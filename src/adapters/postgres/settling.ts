/**
 * Finishing jobs. Those that are simply done are completed together with whatever else finished meanwhile, one
 * statement in flight a lane. One that is to be looked at again is completed and put among the wake-ups in one
 * transaction, which must complete exactly that job: if it belongs to somebody else by now, nothing is written.
 */
import type { Kysely } from 'kysely';
import type { Job as BossJob, PgBoss } from 'pg-boss';
import { type Instant, milliseconds, plus } from '../../core/shared/instant.ts';
import type { Lane } from '../../ports/engine.ts';
import { bossDatabase, bossStatements, type Payload } from './lanes.ts';
import { putWakeUp } from './wakeUps.ts';

export type Fetched = BossJob<Payload>;

export class CompletedByAnother extends Error {
  constructor(lane: Lane, ids: readonly string[]) {
    super(`${lane}: not ours any more when it was done, so it runs again elsewhere: ${ids.join(', ')}`);
    this.name = 'CompletedByAnother';
  }
}

export class Settling {
  readonly #boss: PgBoss;
  readonly #lane: Lane;
  readonly #db: Kysely<unknown>;
  #waiting: { readonly job: Fetched; readonly settled: () => void; readonly failed: (fault: unknown) => void }[] = [];
  #busy = false;

  constructor(boss: PgBoss, lane: Lane, db: Kysely<unknown>) {
    this.#boss = boss;
    this.#lane = lane;
    this.#db = db;
  }

  done(job: Fetched): Promise<void> {
    return new Promise((settled, failed) => {
      this.#waiting.push({ job, settled, failed });
      if (!this.#busy) void this.#flush();
    });
  }

  async again(job: Fetched, at: Instant, tries: number): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      await putWakeUp(tx, at, this.#lane, { job: job.data.job, tries });
      const answer = await this.#boss.complete(this.#lane, attempt(job), null, { db: bossStatements(tx) });
      if (!settledIds(answer).has(job.id)) throw new CompletedByAnother(this.#lane, [job.id]);
    });
  }

  async #flush() {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const answer = await this.#boss.complete(
          this.#lane,
          batch.map(({ job }) => attempt(job)),
          null,
          { db: bossDatabase(this.#db) },
        );
        const ids = settledIds(answer);
        for (const { job, ...waiter } of batch) {
          if (ids.has(job.id)) waiter.settled();
          else waiter.failed(new CompletedByAnother(this.#lane, [job.id]));
        }
      } catch (fault) {
        for (const waiter of batch) waiter.failed(fault);
      }
    }
    this.#busy = false;
  }
}

/** Binds the completion to the attempt that was fetched: a later attempt of another worker is not ours to settle. */
const attempt = (job: Fetched) => ({ id: job.id, retryCount: job.retryCount });

/** The ids the statement really completed; pg-boss answers them beside the count, its types do not say so. */
function settledIds(answer: object): ReadonlySet<unknown> {
  return new Set('settled' in answer && Array.isArray(answer.settled) ? answer.settled : []);
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 300_000;

/** Doubling from half a second to five minutes, spread by a fifth so that what failed together is not tried together. */
export function backOff(now: Instant, tries: number, random: () => number = Math.random): Instant {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries - 1, 20));
  return plus(now, milliseconds(Math.round(wait * (0.8 + 0.4 * random()))));
}
