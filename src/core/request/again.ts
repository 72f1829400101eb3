/**
 * Whether an issue has to be read again because of what was read or changed elsewhere of the same person. Most have not: what is
 * held goes on as it is, and somebody with a hundred requests has a hundred issues.
 */
import { type CaseState, isOpenLine } from '../evidence/index.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { Policy } from '../policy/model.ts';
import type { Instant } from '../shared/instant.ts';
import { conflictsWith, isMoved } from './moving.ts';

export interface Standing {
  readonly ledger: PersonLedger;
  readonly policy: Policy;
  readonly now: Instant;
}

/** Somebody is to decide about it, or what is held has another work or another thing beside it than it was given for. */
export function isToBeLookedAt({ request, exceptions }: CaseState, { ledger, policy, now }: Standing): boolean {
  if (request.lines.length === 0 || exceptions.some(({ verdict }) => verdict === null)) return true;
  const against = conflictsWith(policy, ledger, now);
  return request.lines.some(
    (line) =>
      line.ended === null && (isOpenLine(line) || isMoved(line, ledger, policy) || against.has(line.entitlement)),
  );
}
