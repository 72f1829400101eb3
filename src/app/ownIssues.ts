/**
 * Filing issues of our own: requests from outside, changes of the policy, exceptions, seals, adoptions. One attempt at a time
 * for each: two that look in an index that lags would both find nothing.
 */
import { earlier, type Instant } from '../core/shared/instant.ts';
import { Fault } from '../ports/fault.ts';
import { later, type World } from './world.ts';

/** Longer than one attempt takes, and than the tracker's search needs to know of an issue that was made. Milliseconds. */
export const ONE_ATTEMPT = 60_000;

const MOST_RENEWALS = 3;

/**
 * Since when somebody is at it, and from when another may be; `null` = nobody is. Begun by a clock that stood ahead, they are for
 * no longer than an attempt takes from now on, and `since` is to be kept.
 */
export function underWay(
  triedAt: Instant | null | undefined,
  now: Instant,
): { readonly since: Instant; readonly free: Instant } | null {
  if (triedAt === null || triedAt === undefined) return null;
  const since = earlier(triedAt, now);
  const free = later(since, ONE_ATTEMPT);
  return free > now ? { since, free } : null;
}

export const somebodyIsAtIt = (free: Instant): Fault =>
  new Fault('transient', 'file issue', { retryAt: free, note: 'somebody is at it' });

/**
 * Begins one, before it is noted that it is begun. What is answered is asked right before the tracker is: whoever has stood
 * still since then may have been given up, and the issue be there. `renew` notes that it goes on, where looking for the
 * issue took long; `false` = it is somebody else's by now.
 */
export function beginsAttempt(
  { monotonic }: Pick<World, 'monotonic'>,
  renew: () => Promise<boolean> = async () => false,
): () => Promise<void> {
  let began = monotonic();
  return async () => {
    for (let renewals = 0; renewals <= MOST_RENEWALS; renewals += 1) {
      if (monotonic() - began <= ONE_ATTEMPT / 2) return;
      const asked = monotonic();
      if (!(await renew())) break;
      // Whoever stood still in that comes back with nothing won by it.
      began = asked;
    }
    throw new Fault('transient', 'file issue', { note: 'begun too long ago: somebody else may be at it' });
  };
}
