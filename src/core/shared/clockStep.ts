/** Whether a clock was set between two looks at it, told by another that only goes on. */
import { earlier, type Instant, type Milliseconds, milliseconds, minus, plus } from './instant.ts';

/** A longer step is no correction of the usual kind, and no slow answer. */
export const MOST_OFF = milliseconds(5 * 60_000);

/** One look: what the clock showed, and when on the other one it was asked and had answered. */
export interface ClockLook {
  readonly shown: Instant;
  readonly asked: number;
  readonly answered: number;
}

export interface ClockStep {
  /** What the clock would show if nobody had set it. */
  readonly expected: Instant;
  readonly shown: Instant;
  /** From here on nothing it shows can be relied on: set back, it passes the same hours twice. */
  readonly since: Instant;
}

export function clockStep(before: ClockLook, next: ClockLook): ClockStep | null {
  // It was read at some moment between question and answer: a slow one is no step.
  const atLeast = plus(before.shown, span(next.asked - before.answered));
  const atMost = plus(before.shown, span(next.answered - before.asked));
  if (minus(atLeast, MOST_OFF) <= next.shown && next.shown <= plus(atMost, MOST_OFF)) return null;
  return { expected: atLeast, shown: next.shown, since: earlier(atLeast, next.shown) };
}

const span = (passed: number): Milliseconds => milliseconds(Math.round(passed));
