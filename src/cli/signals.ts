/** Being asked to end, by Ctrl-C or whoever runs the process: the first time in order, the second time at once. */

type Signal = 'SIGINT' | 'SIGTERM';

/** Of each the code a shell gives a process that ended by it. */
const CODES: Readonly<Record<Signal, number>> = { SIGINT: 130, SIGTERM: 143 };

export interface Asked {
  on(signal: Signal, heard: () => void): unknown;
  exit(code: number): void;
}

/** Resolves when it is asked the first time. */
export function endAsked(process: Asked): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        // Whoever asks twice does not want to wait: what is in hand is taken over as after a kill.
        if (asked) process.exit(CODES[signal]);
        asked = true;
        resolve();
      });
    }
  });
}
