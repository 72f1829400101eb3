/**
 * What one request has met: worked out once at the door, and asked for deep inside where a limit is counted or a right
 * looked up. It travels with the request (AsyncLocalStorage), so that no route carries it through.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { FaultOf, Right } from './fault.ts';

/** What becomes of the request instead of an ordinary answer. */
export type Ending =
  | FaultOf<'refuse'>
  | FaultOf<'drop'>
  | FaultOf<'lose-response'>
  | FaultOf<'never-answer'>
  | FaultOf<'down'>;

export interface LostRight {
  readonly right: Right;
  readonly which: string | undefined;
}

export interface LoweredLimit {
  readonly perMinute?: number | undefined;
  readonly perSecond?: number | undefined;
  readonly perIssue?: number | undefined;
  readonly atOnce?: number | undefined;
}

export interface Met {
  /** As the request log has them. */
  readonly names: readonly string[];
  readonly delayMilliseconds: number;
  readonly limit: LoweredLimit;
  readonly lost: readonly LostRight[];
  readonly ending: Ending | undefined;
}

export const UNHARMED: Met = { names: [], delayMilliseconds: 0, limit: {}, lost: [], ending: undefined };

const storage = new AsyncLocalStorage<Met>();

/** Does the work of a request that met something. */
export const whileMeeting = <Result>(met: Met, work: () => Result): Result =>
  met === UNHARMED ? work() : storage.run(met, work);

/** What the request being worked on has met. */
export const metNow = (): Met => storage.getStore() ?? UNHARMED;

export const hasLost = (right: Right, which?: string): boolean =>
  metNow().lost.some((lost) => lost.right === right && (lost.which ?? which) === which);
