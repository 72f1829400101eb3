/**
 * Access that a change form says ends: what was asked for on another case, or was there before Tenure and was taken
 * over. What comes with the job cannot end this way: it would be given again at the next look.
 */
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import type { Grant, Held } from '../grant/model.ts';
import { unreachable } from '../shared/outcome.ts';
import type { Look } from './look.ts';
import { moveEnd, sameHold } from './regrant.ts';
import type { Entitled } from './rules.ts';

const FIELD = 'applicationsEnding';

/** Names nobody knows, and what the table gives anyway. */
export function endingProblems(look: Look, entitled: readonly Entitled[]): FormProblem[] {
  const problems = look.filed.applicationsEnding.flatMap((line): FormProblem[] => {
    const held = heldAs(look, line);
    if (held === null) return [{ code: 'unknown-value', field: FIELD }];
    return entitled.some(({ holds }) => sameHold(holds, held)) ? [{ code: 'comes-with-the-job', field: FIELD }] : [];
  });
  return problems.filter(({ code }, index) => problems.findIndex((one) => one.code === code) === index);
}

/** Ends now every grant on what the form names. What is held no more was ended before, and stays so. */
export function endings(look: Look): TenureEvent[] {
  const { filed, ledger, now, state } = look;
  const named = filed.applicationsEnding.flatMap((line) => heldAs(look, line) ?? []);
  return ledger.grants
    .filter(({ cause, end, givenBy }) => cause !== 'birthright' && givenBy !== state.id && (end === null || end > now))
    .filter(({ holds }) => isAmong(named, holds))
    .map((grant) => moveEnd(grant, now, state.id, null));
}

/** Another case has ended it since: its standing on this form is no new wish. */
export const wasGivenBack = ({ ledger, state }: Pick<Look, 'ledger' | 'state'>, holds: Held): boolean =>
  ledger.grants.some((grant) => isOwnRequest(grant, state.id) && sameHold(grant.holds, holds) && endedElsewhere(grant));

const isOwnRequest = ({ cause, givenBy }: Grant, by: Grant['givenBy']) => cause === 'request' && givenBy === by;
const endedElsewhere = ({ endedBy, givenBy }: Grant) => endedBy !== null && endedBy !== givenBy;
const isAmong = (named: readonly Held[], holds: Held) => named.some((one) => sameHold(one, holds));

/** As it is ticked on a form, or a group by its name where only a group is held. */
function heldAs({ rules, ledger }: Pick<Look, 'rules' | 'ledger'>, line: string): Held | null {
  const ticked = rules.ticked(line);
  switch (ticked.kind) {
    case 'automatic':
      return ticked.entitled.holds;
    case 'ask':
      return { kind: 'entitlement', entitlement: ticked.entitlement };
    case 'unknown':
      return (
        ledger.grants.find(({ holds }) => holds.kind === 'group' && holds.group.toLowerCase() === line.toLowerCase())
          ?.holds ?? null
      );
    default:
      return unreachable(ticked);
  }
}
