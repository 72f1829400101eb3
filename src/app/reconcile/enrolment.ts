/**
 * Second factor: the provider asks for one by a policy over groups. Whether a person falls under it is read off the
 * groups they were read back in; where the provider's policies could not be read, nothing is claimed.
 */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { type ConcludeInput, isLow } from '../../core/reconcile/index.ts';
import { withinConnection } from '../../core/shared/ids.ts';
import type { Run } from './run.ts';
import { raiseOnce } from './trouble.ts';

export function enrolmentEvents(run: Run, { seen, at }: ConcludeInput, state: CaseState): TenureEvent[] {
  const { account } = run.lease;
  // Of somebody who was here before it is a question to the whole company, not to the case that took them over.
  if (state.kind === 'adoption' || account.origin === 'found') return [];
  if (seen.account === null || isLow(seen.account.state) || run.wanted.state !== 'active' || state.secondFactor)
    return [];
  const asking = [...run.force.groupsById.values()].filter(({ mfaEnrolment, vanished }) => mfaEnrolment && !vanished);
  if (asking.length === 0) return [];
  const covering = asking.find(({ id }) => seen.groups.some(({ group }) => group === id));
  if (covering === undefined) return raiseOnce(state, account.id, 'no-second-factor', null, {});
  const { id: group, name } = covering;
  return [{ type: 'SecondFactorCovered', account: account.id, group, name: withinConnection(name), at }];
}
