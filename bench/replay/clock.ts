/**
 * One clock for everybody: the store, the adapters and the emulators. It stands still while there is work, and is
 * moved when there is none: to the next instant of the history, or a little when something waits for its time.
 */
import { type ManualClock, manualClock } from '../../emulators/kit/clock.ts';
import { epochOf, type Instant, instantOf } from '../../src/core/shared/instant.ts';

export interface JumpingClock {
  readonly emulators: ManualClock;
  readonly now: () => Instant;
  /** At least a second further, also when two change sets share an instant: what came first stays first. */
  jumpTo(instant: Instant): void;
  pass(milliseconds: number): void;
}

const STEP = 1_000;

export function jumpingClock(start: Instant): JumpingClock {
  const emulators = manualClock(epochOf(start));
  return {
    emulators,
    now: () => instantOf(new Date(emulators.now())),
    jumpTo: (instant) => emulators.moveTo(Math.max(epochOf(instant), emulators.now() + STEP)),
    pass: (span) => emulators.moveTo(emulators.now() + span),
  };
}
