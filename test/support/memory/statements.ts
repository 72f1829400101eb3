/**
 * The statements of one transaction, one after the other as on one connection: each takes its locks, then does its work on
 * the drafts. One that needs not wait is done at once. What goes wrong with one spoils the whole, as in PostgreSQL.
 */
import { CommitOfFailedTransaction } from '../../../src/adapters/postgres/dialect.ts';
import type { Holder, Locks } from './locks.ts';

/** Where a transaction, or a read, may be made to wait, or be cut off: by what throws there. */
export type Step = 'read' | 'statement' | 'commit' | 'committed';
/** `null` = goes on at once. */
export type Pause = (step: Step) => Promise<void> | null;

export class TransactionOver extends Error {
  constructor() {
    super('the transaction is over: somebody went on with it without being waited for');
    this.name = 'TransactionOver';
  }
}

const DONE = Promise.resolve();

export class Statements {
  readonly #locks: Locks;
  readonly #pause: Pause;
  readonly #holder: Holder = { names: new Set(), waitsFor: null };
  #last: Promise<void> | null = null;
  #isOver = false;
  /** `told`: somebody has heard of it already, and went on all the same. */
  #fault: { readonly cause: unknown; told: boolean } | null = null;

  constructor(locks: Locks, pause: Pause) {
    this.#locks = locks;
    this.#pause = pause;
  }

  /** Somebody waits for the answer: a fault is theirs. */
  ask<Answer>(locks: readonly string[], act: () => Answer): Promise<Answer> {
    return this.#run(locks, act, true);
  }

  /** Need not be waited for: a fault is the next answer's, or the commit's. */
  unawaited<Answer>(locks: readonly string[], act: () => Answer): Promise<Answer> {
    const answer = this.#run(locks, act, false);
    answer.catch(() => {});
    return answer;
  }

  /** Answers nothing: a fault is the next answer's, or the commit's. */
  write(locks: readonly string[], act: () => void): Promise<void> {
    return this.#run(locks, act, false).catch(() => {});
  }

  /** All of them are done, and well. `apply` is seen by everybody at once. */
  async commit(apply: () => void): Promise<void> {
    while (this.#last !== null) await this.#last;
    if (this.#fault !== null)
      throw this.#fault.told ? new CommitOfFailedTransaction(this.#fault.cause) : this.#fault.cause;
    const pause = this.#pause('commit');
    if (pause !== null) await pause;
    apply();
    this.#end();
    const afterwards = this.#pause('committed');
    if (afterwards !== null) await afterwards;
  }

  async rollback(): Promise<void> {
    if (this.#isOver) return;
    while (this.#last !== null) await this.#last;
    this.#end();
  }

  #end() {
    this.#isOver = true;
    this.#locks.releaseAll(this.#holder);
  }

  #run<Answer>(locks: readonly string[], act: () => Answer, told: boolean): Promise<Answer> {
    if (this.#isOver) return Promise.reject(new TransactionOver());
    const pause = this.#pause('statement');
    const isFree =
      this.#last === null && pause === null && locks.every((name) => this.#locks.tryTake(this.#holder, name));
    if (!isFree) return this.#inTurn(pause, locks, act, told);
    try {
      return Promise.resolve(this.#guarded(act, told));
    } catch (fault) {
      return Promise.reject(fault);
    }
  }

  #inTurn<Answer>(
    pause: Promise<void> | null,
    locks: readonly string[],
    act: () => Answer,
    told: boolean,
  ): Promise<Answer> {
    const before = this.#last ?? DONE;
    // Heard of below, when its turn has come.
    pause?.catch(() => {});
    const answer = before.then(async () => {
      try {
        if (pause !== null) await pause;
        for (const name of locks) await this.#locks.take(this.#holder, name);
      } catch (fault) {
        this.#fault ??= { cause: fault, told };
        throw fault;
      }
      return this.#guarded(act, told);
    });
    const last: Promise<void> = answer.then(
      () => this.#rest(last),
      () => this.#rest(last),
    );
    this.#last = last;
    return answer;
  }

  #rest(last: Promise<void>) {
    if (this.#last === last) this.#last = null;
  }

  #guarded<Answer>(act: () => Answer, told: boolean): Answer {
    const fault = this.#fault;
    if (fault !== null) {
      fault.told ||= told;
      throw fault.cause;
    }
    try {
      return act();
    } catch (cause) {
      this.#fault = { cause, told };
      throw cause;
    }
  }
}
