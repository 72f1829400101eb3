/** What was asked of the store and is not answered yet. Databases answer in their own time: the clock stands until they have. */
import type { Store } from '../../../src/ports/store.ts';

export class Awaited {
  /** Something may have brought a job since anybody looked for one. */
  mayBringJobs = true;
  private begun = 0;
  private readonly onAnswered: (() => void)[] = [];
  private readonly isInMemory: boolean;

  constructor(isInMemory: boolean) {
    this.isInMemory = isInMemory;
  }

  /** Until everybody waits for the clock. */
  async settled(): Promise<void> {
    await macrotask();
    while (this.begun > 0) {
      if (!this.isInMemory) await this.answered();
      await macrotask();
    }
    await macrotask();
  }

  counted(store: Store): Store {
    return {
      transaction: (work, first) => this.during(store.transaction(work, first)),
      read: this.isInMemory ? store.read : this.watched(store.read),
      sweeps: this.isInMemory ? store.sweeps : this.watched(store.sweeps),
      seals: this.isInMemory ? store.seals : this.watched(store.seals),
      close: () => store.close(),
    };
  }

  /** What may bring a job. */
  during<Answer>(work: Promise<Answer>): Promise<Answer> {
    this.mayBringJobs = true;
    return this.waitedFor(work);
  }

  private watched<Part extends object>(part: Part): Part {
    return new Proxy(part, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name, target);
        if (typeof found !== 'function') return found;
        return (...given: unknown[]) => {
          const answer: unknown = found.apply(target, given);
          if (answer instanceof Promise) return this.waitedFor(answer);
          return isListing(answer) ? this.each(answer) : answer;
        };
      },
    });
  }

  private async *each(listing: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    const rows = listing[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await this.waitedFor(rows.next());
      if (done === true) return;
      yield value;
    }
  }

  /** What only reads leaves no job behind, and asks for none: in memory nobody waits for it, and it is the same history. */
  private async waitedFor<Answer>(work: Promise<Answer>): Promise<Answer> {
    this.begun += 1;
    try {
      return await work;
    } finally {
      this.begun -= 1;
      if (this.begun === 0) for (const go of this.onAnswered.splice(0)) go();
    }
  }

  /** Whoever asks again and again takes the time from the database that is to answer. */
  private answered(): Promise<void> {
    return new Promise((resolve) => this.onAnswered.push(resolve));
  }
}

const isListing = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

const macrotask = () => new Promise<void>((resolve) => setImmediate(resolve));
