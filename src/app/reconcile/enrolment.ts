/**
 * Second factor: the provider asks for one by a policy over groups. Whether a person falls under it is read off the
 * groups they were read back in; where the provider's policies could not be read, nothing is claimed.
 */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { type ConcludeInput, isLow } from '../../core/reconcile/index.ts';
import { type CaseId, withinConnection } from '../../core/shared/ids.ts';
import type { ExceptionRow, StoredGroup } from '../../ports/store.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import type { Run } from './run.ts';
import { raiseOnce, settledByItself, type Telling } from './trouble.ts';

const KIND = 'no-second-factor';

export function enrolmentEvents(run: Run, input: ConcludeInput, state: CaseState): TenureEvent[] {
  const { account } = run.lease;
  // Of somebody who was here before it is a question to the whole company, not to the case that took them over.
  if (state.kind === 'adoption' || account.origin === 'found') return [];
  if (!isIn(run, input) || state.secondFactor) return [];
  const asking = askingIn(run.force);
  if (asking.length === 0) return [];
  const covering = coveringOf(asking, input);
  if (covering === undefined) return raiseOnce(state, account.id, KIND, null, {});
  const { id: group, name } = covering;
  return [{ type: 'SecondFactorCovered', account: account.id, group, name: withinConnection(name), at: input.at }];
}

/** They were read in a group that is asked for one by now: whatever case had asked need not wait any more. */
export function coveredSince(
  run: Run,
  input: ConcludeInput,
  open: readonly ExceptionRow[],
): readonly [CaseId, Telling][] {
  if (!isIn(run, input) || coveringOf(askingIn(run.force), input) === undefined) return [];
  return open.flatMap(({ id, kind, case: on }): [CaseId, Telling][] => {
    const isOpen = ({ exceptions }: CaseState) => exceptions.find((one) => one.id === id)?.verdict === null;
    return kind === KIND && on !== null
      ? [[on, (state) => (isOpen(state) ? [settledByItself(id, input.at)] : [])]]
      : [];
  });
}

/**
 * A policy over one of their groups is no change of theirs, so nobody would look: whoever is in one that asks by now is
 * looked at. Answers how many.
 */
export async function lookAtCovered({ store, engine }: World, force: RulesInForce): Promise<number> {
  const open = await store.read.exceptions({ kinds: [KIND], open: true });
  const asking = askingIn(force);
  let looks = 0;
  for (const { account, person } of asking.length === 0 ? [] : open) {
    if (account === null || person === null) continue;
    const { records } = await store.read.person(person);
    const holds = records.some((one) => one.account === account && asking.some(({ id }) => id === one.group));
    if (!holds) continue;
    await engine.send({ lane: 'bulk', look: account });
    looks += 1;
  }
  return looks;
}

const isIn = ({ wanted }: Run, { seen }: ConcludeInput) =>
  seen.account !== null && !isLow(seen.account.state) && wanted.state === 'active';

const askingIn = ({ groupsById }: RulesInForce): readonly StoredGroup[] =>
  [...groupsById.values()].filter(({ mfaEnrolment, vanished }) => mfaEnrolment && !vanished);

const coveringOf = (asking: readonly StoredGroup[], { seen }: ConcludeInput) =>
  asking.find(({ id }) => seen.groups.some(({ group }) => group === id));
