/**
 * Nobody is given access unseen because their account is opened again: what was put on it while it was closed is asked
 * about on the case that opens it, as soon as that is under way. The opening itself does not wait for the answer.
 */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { type ConcludeInput, comesAlive, isLow, unexplained } from '../../core/reconcile/index.ts';
import { type CaseId, exceptionId, type GroupId, withinConnection } from '../../core/shared/ids.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { settledByItself, type Telling } from './trouble.ts';

const KIND = 'memberships-revived';

/**
 * A leave takes nothing, so what was there before it is no question of its return. Noted with the first reading that shows
 * the account stopped; where none did, nothing is known of what came since, and nothing is asked.
 */
export function stoppedWith({ wanted, account, seen, at, ...input }: ConcludeInput, state: CaseState): TenureEvent[] {
  if (state.kind !== 'leave' || wanted.paused !== true || account.id in state.stoppedWith) return [];
  if (seen.account === null || !isLow(seen.account.state)) return [];
  const groups = unexplained({ ...input, wanted, account, seen }).map(({ group }) => group);
  return [{ type: 'StoppedWith', account: account.id, unexplained: groups.sort(), at }];
}

/** One question for the account, put again when other groups are found. */
export function revivedEvents(input: ConcludeInput, state: CaseState): TenureEvent[] {
  const before = state.kind === 'leave' ? state.stoppedWith[input.account.id] : [];
  if (!comesAlive(input) || before === undefined) return [];
  const groups = namesOf(input, before).join(', ');
  const told = state.exceptions.filter(({ kind }) => kind === KIND);
  const over = told.filter(({ verdict, detail }) => verdict === null && detail.groups !== groups);
  const settled = over.map(({ id }) => settledByItself(id, input.at));
  const last = told.findLast(({ detail }) => detail.groups === groups);
  if (groups === '' || (last !== undefined && last.verdict !== 'retry')) return settled;
  const exception = exceptionId(`${state.id}!${KIND}-${state.exceptions.length + 1}`);
  return [
    ...settled,
    { type: 'ExceptionRaised', exception, kind: KIND, account: input.account.id, detail: { groups } },
  ];
}

/** None of them is there any more, or each is explained by now: nobody need answer. */
export function revivedOver(input: ConcludeInput, open: readonly ExceptionRow[]): readonly [CaseId, Telling][] {
  if (comesAlive(input)) return [];
  const still = new Set(input.wanted.state === 'deactivated' ? [] : namesOf(input));
  return open.flatMap(({ id, kind, case: on, detail }): [CaseId, Telling][] => {
    const named = String(detail.groups).split(', ');
    if (kind !== KIND || on === null || named.some((name) => still.has(name))) return [];
    const isOpen = ({ exceptions }: CaseState) => exceptions.find((one) => one.id === id)?.verdict === null;
    return [[on, (state) => (isOpen(state) ? [settledByItself(id, input.at)] : [])]];
  });
}

const namesOf = (input: ConcludeInput, before: readonly GroupId[] = []): readonly string[] =>
  unexplained(input)
    .filter(({ group }) => !before.includes(group))
    .map(({ group, name }) => (name === '' ? withinConnection(group) : name))
    .sort();
