/**
 * What a stop, or a clock in doubt, holds is nothing that trying brings about: it is read again after pauses that double,
 * and at once when a person has lifted what holds it (clock/lifted.ts).
 */
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import { LONGEST_WAIT } from '../../core/shared/putOff.ts';
import { later, type World } from '../world.ts';
import type { Lease } from './lease.ts';

/** Milliseconds. */
export const HELD_AGAIN = 60_000;

/** By the clock as it shows now: an account that is looked at as of an end ahead is not put off for longer by that. */
export async function heldAgain({ store }: World, { touchedAt }: Pick<Lease, 'touchedAt'>): Promise<Instant> {
  const now = await store.read.now();
  const pause = epochOf(now) - epochOf(touchedAt);
  return later(now, Math.min(Math.max(2 * pause, HELD_AGAIN), LONGEST_WAIT));
}
