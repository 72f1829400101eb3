/**
 * One lane's worker. It takes as many jobs as it has free places, runs them side by side, and settles each by itself:
 * a slow one holds back nobody. pg-boss's own workers settle a fetched batch as a whole, or fetch one job at a time
 * paced by a poll; so only its fetch, complete and touch are used here.
 */

export interface LaneWork<Fetched> {
  /** Just now. */
  places(): number;
  /** Polling is the floor; a notification or a finished job comes sooner. */
  readonly pollEvery: number;
  fetch(most: number): Promise<readonly Fetched[]>;
  /** Fetches closer together than this are drawn into one: under load they would bring one job each. Milliseconds. */
  readonly leastGap: number;
  /** Something goes before this lane just now. */
  isBehind(): boolean;
  /** Never rejects: what goes wrong with a job is settled inside. */
  run(job: Fetched): Promise<void>;
  onFault(fault: unknown): void;
}

/** A lane that is behind others is looked at again after this, and goes ahead all the same after the second. */
const BEHIND = 5;
const LONGEST_BEHIND = 250;

export class LaneWorker<Fetched> {
  readonly #work: LaneWork<Fetched>;
  readonly #running = new Set<Promise<void>>();
  #stopping = false;
  /** On this process's own clock: the last time the store answered, whatever it had for us. */
  #answered = performance.now();
  #woken = false;
  #more = false;
  #wake: (() => void) | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(work: LaneWork<Fetched>) {
    this.#work = work;
  }

  start() {
    this.#loop = this.#turn();
  }

  wake() {
    this.#woken = true;
    this.#wake?.();
  }

  /** There is room for a job, and the store has not answered for this long. A full lane asks for nothing. */
  isStalled(milliseconds: number): boolean {
    return this.#running.size < this.#work.places() && performance.now() - this.#answered > milliseconds;
  }

  /** Takes no more; resolves when the running ones are done. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#loop;
    await Promise.all(this.#running);
  }

  async #turn() {
    let last = 0;
    while (!this.#stopping) {
      const free = this.#work.places() - this.#running.size;
      if (free > 0) {
        const gap = last + this.#work.leastGap - performance.now();
        if (gap > 0) await new Promise((resolve) => setTimeout(resolve, gap));
        await this.#letOthersPass();
        if (this.#stopping) return;
        last = performance.now();
        // Fewer by now, perhaps, than before others passed.
        const left = this.#work.places() - this.#running.size;
        if (left > 0) {
          this.#woken = false;
          await this.#take(left);
        }
      } else {
        // A full lane asks for nothing: its time begins when there is room.
        this.#answered = performance.now();
      }
      if (!this.#stopping && (this.#running.size >= this.#work.places() || !(this.#woken || this.#more)))
        await this.#pause();
    }
  }

  async #letOthersPass() {
    const begun = performance.now();
    while (!this.#stopping && this.#work.isBehind() && performance.now() - begun < LONGEST_BEHIND) {
      await new Promise((resolve) => setTimeout(resolve, BEHIND));
    }
  }

  async #take(free: number) {
    try {
      const jobs = await this.#work.fetch(free);
      this.#answered = performance.now();
      // A full answer means that there are more.
      this.#more = jobs.length >= free;
      for (const job of jobs) this.#begin(job);
    } catch (fault) {
      this.#more = false;
      this.#work.onFault(fault);
      await new Promise((resolve) => setTimeout(resolve, this.#work.pollEvery));
    }
  }

  #begin(job: Fetched) {
    const running = this.#work
      .run(job)
      .catch((fault) => this.#work.onFault(fault))
      .finally(() => {
        this.#running.delete(running);
        if (this.#more || this.#woken) this.#wake?.();
      });
    this.#running.add(running);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, this.#work.pollEvery);
      const self = this;
      function done() {
        clearTimeout(timer);
        self.#wake = null;
        resolve();
      }
      this.#wake = done;
    });
  }
}
