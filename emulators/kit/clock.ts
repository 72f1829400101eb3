/**
 * The time an emulator lives in. Real by default; a test or a replay moves it by hand, and everything
 * the vendor does "later" (index lag, webhook delivery, asynchronous activation) follows it.
 */
export interface EmulatorClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once `milliseconds` have passed on this clock. Returns a function that calls it off. */
  after(milliseconds: number, task: () => void): () => void;
  /** Drops everything still waiting. */
  clear(): void;
}

export function systemClock(): EmulatorClock {
  const waiting = new Set<NodeJS.Timeout>();
  return {
    now: () => Date.now(),
    after(milliseconds, task) {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        task();
      }, milliseconds);
      waiting.add(timer);
      return () => {
        clearTimeout(timer);
        waiting.delete(timer);
      };
    },
    clear() {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}

/** A clock that stands still until it is moved; tasks run in the order of their instants. */
export interface ManualClock extends EmulatorClock {
  /** Moves to an absolute instant (never backwards) and runs what became due on the way. */
  moveTo(epochMilliseconds: number): void;
}

export function manualClock(startEpochMilliseconds: number): ManualClock {
  let now = startEpochMilliseconds;
  let sequence = 0;
  const waiting: { at: number; sequence: number; task: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, task) {
      const entry = { at: now + milliseconds, sequence: sequence++, task };
      waiting.push(entry);
      return () => {
        const index = waiting.indexOf(entry);
        if (index >= 0) waiting.splice(index, 1);
      };
    },
    clear: () => void waiting.splice(0),
    moveTo(epochMilliseconds) {
      for (;;) {
        waiting.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
        const next = waiting[0];
        if (next === undefined || next.at > epochMilliseconds) break;
        waiting.shift();
        now = Math.max(now, next.at);
        next.task();
      }
      now = Math.max(now, epochMilliseconds);
    },
  };
}
