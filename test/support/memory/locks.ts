/**
 * Locks by name, held to the end of a transaction, given on in the order in which they were waited for. A wait that would
 * close a circle is refused as PostgreSQL refuses it, so that the transaction is tried again.
 */

/** One transaction, as the others' waits see it. */
export interface Holder {
  readonly names: Set<string>;
  waitsFor: string | null;
}

interface Waiter {
  readonly holder: Holder;
  readonly go: () => void;
}

export class Deadlock extends Error {
  /** deadlock_detected */
  readonly code = '40P01';

  constructor(name: string) {
    super(`deadlock detected: waiting for ${name} would wait for itself`);
    this.name = 'Deadlock';
  }
}

export class Locks {
  readonly #held = new Map<string, Holder>();
  readonly #waiting = new Map<string, Waiter[]>();
  /** How often a wait was refused. Whoever locks in one order everywhere has none. */
  deadlocks = 0;

  /** How many wait. */
  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, waiters) => sum + waiters.length, 0);
  }

  /** Without waiting; `false` = somebody else holds it. */
  tryTake(holder: Holder, name: string): boolean {
    const by = this.#held.get(name);
    if (by === holder) return true;
    if (by !== undefined) return false;
    this.#give(holder, name);
    return true;
  }

  async take(holder: Holder, name: string): Promise<void> {
    if (this.tryTake(holder, name)) return;
    if (this.#isCircle(holder, name)) {
      this.deadlocks += 1;
      throw new Deadlock(name);
    }
    holder.waitsFor = name;
    await new Promise<void>((go) => {
      const waiters = this.#waiting.get(name);
      if (waiters === undefined) this.#waiting.set(name, [{ holder, go }]);
      else waiters.push({ holder, go });
    });
  }

  releaseAll(holder: Holder): void {
    for (const name of holder.names) {
      this.#held.delete(name);
      const waiters = this.#waiting.get(name);
      const next = waiters?.shift();
      if (waiters?.length === 0) this.#waiting.delete(name);
      if (next === undefined) continue;
      next.holder.waitsFor = null;
      this.#give(next.holder, name);
      next.go();
    }
    holder.names.clear();
  }

  #give(holder: Holder, name: string) {
    this.#held.set(name, holder);
    holder.names.add(name);
  }

  #isCircle(holder: Holder, name: string): boolean {
    for (let by = this.#held.get(name); by !== undefined; ) {
      if (by === holder) return true;
      by = by.waitsFor === null ? undefined : this.#held.get(by.waitsFor);
    }
    return false;
  }
}
