/** When a case says that an access that was asked for has ended. */
import { type CaseState, evolveCaseAll } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { evolveAll, type PersonLedger } from '../../core/grant/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import { endsReadBack } from '../../core/request/index.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { ASKING } from '../requests/live.ts';

/** That a requested access has ended is said with the reading that shows it, and not before. */
export function endsSaid(
  state: CaseState,
  ledger: PersonLedger,
  read: readonly TenureEvent[],
  policy: Policy,
  now: Instant,
): readonly TenureEvent[] {
  if (!isAsking(state)) return [];
  return endsReadBack(evolveCaseAll(state, read, now), { ledger: evolveAll(ledger, read, state.id), policy, now });
}

/** Also what is ticked on the form of somebody's work has its time. */
export const isAsking = ({ kind }: CaseState): boolean => kind !== null && ASKING.has(kind);
