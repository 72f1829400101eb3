/** When an account is looked at again after a run, by what was read, refused or held; `null` = nothing is left to do. */
import type { Change } from '../../core/reconcile/model.ts';
import { type Instant, later as laterOf } from '../../core/shared/instant.ts';
import { later } from '../world.ts';
import { HELD_AGAIN } from './held.ts';
import { REFUSED_AGAIN, type Run, type RunResult } from './run.ts';

const CHANGING_AGAIN = 5_000;

/** Refused, these leave nothing open that should be closed. */
const GIVES: ReadonlySet<Change['type']> = new Set(['add-member', 'add-group-actor', 'create-account']);

export const againAt = (run: Run, result: RunResult, awaited: Instant | null): Instant | null =>
  nearer(result, waitsFor(run, result, awaited));

/** Only a part of the plan is held: the rest is looked at in its own time, which a stop and a clock make no shorter. */
export function nearer(
  { heldUntil, braked, at }: Pick<RunResult, 'heldUntil' | 'braked' | 'at'>,
  waits: Instant | null,
): Instant | null {
  if (heldUntil === null || waits === null) return heldUntil ?? waits;
  const soonest = braked.length > 0 ? at : later(at, HELD_AGAIN);
  return waits < heldUntil ? laterOf(waits, soonest) : heldUntil;
}

function waitsFor(run: Run, { seen, at }: Pick<RunResult, 'seen' | 'at'>, awaited: Instant | null): Instant | null {
  if (seen.account?.state === 'changing') return later(at, CHANGING_AGAIN);
  const lowering = run.applied.refused.some(({ change }) => !GIVES.has(change.type));
  if (lowering || run.applied.clash !== null) return later(at, REFUSED_AGAIN);
  return awaited;
}
