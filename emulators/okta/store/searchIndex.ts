/**
 * What `search=` sees. The reference calls its source "eventually consistent": a write shows up only after a
 * while. Changes wait here until they are old enough; they are let in when somebody searches, so no timer runs.
 */
import { OrderedTable } from './orderedTable.ts';

export class SearchIndex<Value> {
  readonly #visible = new OrderedTable<Value>();
  readonly #waiting: { at: number; key: string; value: Value | undefined }[] = [];
  readonly #now: () => number;
  readonly #delayMilliseconds: number;
  readonly #horizon: (delayMilliseconds: number) => number;
  #head = 0;

  /** `horizon`: up to when it sees, which a fault puts back. */
  constructor(now: () => number, delayMilliseconds: number, horizon: (delayMilliseconds: number) => number = now) {
    this.#now = now;
    this.#delayMilliseconds = delayMilliseconds;
    this.#horizon = horizon;
  }

  /** `undefined` takes the row out. */
  note(key: string, value: Value | undefined): void {
    this.#waiting.push({ at: this.#now() + this.#delayMilliseconds, key, value });
    this.#letIn();
  }

  rows(): OrderedTable<Value> {
    this.#letIn();
    return this.#visible;
  }

  #letIn(): void {
    const horizon = this.#horizon(this.#delayMilliseconds);
    for (let entry = this.#waiting[this.#head]; entry !== undefined && entry.at <= horizon; ) {
      if (entry.value === undefined) this.#visible.delete(entry.key);
      else this.#visible.set(entry.key, entry.value);
      this.#head += 1;
      entry = this.#waiting[this.#head];
    }
    if (this.#head > 10_000) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
