/** When an account is looked at again after a run, by what was read, refused or held; `null` = nothing is left to do. */
import type { Change } from '../../core/reconcile/model.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { later } from '../world.ts';
import { REFUSED_AGAIN, type Run, type RunResult } from './run.ts';

const CHANGING_AGAIN = 5_000;

/** Refused, these leave nothing open that should be closed. */
const GIVES: ReadonlySet<Change['type']> = new Set(['add-member', 'add-group-actor', 'create-account']);

export function againAt(run: Run, { seen, heldUntil, braked, at }: RunResult, awaited: Instant | null): Instant | null {
  const waits = waitsFor(run, { seen, at }, awaited);
  // Only a part of the plan is held by the brake: the rest is looked at in its own time.
  if (heldUntil === null || (braked.length > 0 && waits !== null && waits < heldUntil)) return waits;
  return heldUntil;
}

function waitsFor(run: Run, { seen, at }: Pick<RunResult, 'seen' | 'at'>, awaited: Instant | null): Instant | null {
  if (seen.account?.state === 'changing') return later(at, CHANGING_AGAIN);
  const lowering = run.applied.refused.some(({ change }) => !GIVES.has(change.type));
  if (lowering || run.applied.clash !== null) return later(at, REFUSED_AGAIN);
  return awaited;
}
