/**
 * What a transaction is sure to ask for, asked together with its beginning: on the hot path a decision then costs two
 * round trips, one that locks and reads and one that writes and commits. Asked in the order of every transaction's locks.
 */
import type { First } from '../../ports/store.ts';
import type { Database } from './database.ts';
import * as events from './events.ts';
import * as ledger from './ledger.ts';
import * as reconcile from './reconcileRows.ts';
import * as small from './small.ts';

/** Answered once: whoever asks a second time may have written meanwhile, and asks the database. */
class Early<Key, Answer> {
  readonly #key: Key | undefined;
  #answer: Promise<Answer> | null;
  /** Taken or not. */
  readonly asked: readonly Promise<Answer>[];

  constructor(key: Key | undefined, ask: (key: Key) => Promise<Answer>) {
    this.#key = key;
    this.#answer = key === undefined ? null : ask(key);
    // Whoever takes it hears of a fault; if nobody does, the commit does.
    this.#answer?.catch(() => {});
    this.asked = this.#answer === null ? [] : [this.#answer];
  }

  take(key: Key, ask: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#answer;
    if (answer === null || this.#key !== key) return ask();
    this.#answer = null;
    return answer;
  }

  /** Written over: whoever asks now asks the database. */
  drop() {
    this.#answer = null;
  }
}

export type Ahead = ReturnType<typeof askAhead>;

export const askAhead = (db: Database, first: First) => ({
  naturalKey: new Early(first.naturalKey, (key) => ledger.lockNaturalKey(db, key)),
  person: new Early(first.person, (key) => ledger.lockPerson(db, key)),
  stream: new Early(first.case, (key) => events.lockStream(db, key)),
  account: new Early(first.account, (key) => reconcile.lockReconcile(db, key)),
  evidenceCursor: new Early(first.evidenceCursor, (key) => events.evidenceCursor(db, key)),
  control: new Early(first.control, (key) => small.getControl<unknown>(db, key)),
});
