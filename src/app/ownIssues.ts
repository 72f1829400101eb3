/**
 * Filing issues of our own: requests from outside, changes of the policy, exceptions, seals, adoptions. One attempt at a time
 * for each: two that look in an index that lags would both find nothing.
 */
import { Fault } from '../ports/fault.ts';
import type { World } from './world.ts';

/** Longer than one attempt takes, and than the tracker's search needs to know of an issue that was made. Milliseconds. */
export const ONE_ATTEMPT = 60_000;

/**
 * Begins one, before it is noted that it is begun. What is answered is asked right before the tracker is: whoever has stood
 * still since then may have been given up, and the issue be there.
 */
export function beginsAttempt({ monotonic }: Pick<World, 'monotonic'>): () => void {
  const latest = monotonic() + ONE_ATTEMPT / 2;
  return () => {
    if (monotonic() <= latest) return;
    throw new Fault('transient', 'file issue', { note: 'begun too long ago: somebody else may be at it' });
  };
}
