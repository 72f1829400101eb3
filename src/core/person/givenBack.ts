/**
 * Access that a change form says ends: what was asked for on another case, or was there before Tenure and was taken
 * over. What comes with the job cannot end this way: it would be given again at the next look.
 */
import type { FormProblem, FormRefusal, TenureEvent } from '../evidence/model.ts';
import type { Grant, Held } from '../grant/model.ts';
import type { GroupId } from '../shared/ids.ts';
import { unreachable } from '../shared/outcome.ts';
import { editedSince } from './editedSince.ts';
import type { Look } from './look.ts';
import { moveEnd, sameHold } from './regrant.ts';
import type { Entitled } from './rules.ts';

const FIELD = 'applicationsEnding';

/** What a line names: an entitlement with its groups, or a group by its name where only a group is held. */
interface Named {
  readonly holds: Held;
  readonly groups: ReadonlySet<GroupId>;
}

/** Names nobody knows, what the table gives anyway, and what this person does not hold. */
export function endingProblems(look: Look, entitled: readonly Entitled[]): FormProblem[] {
  // Read again later, what it names may have ended since, or come with the job: only who writes it is told.
  if (!editedSince(look)(FIELD)) return [];
  const codes = look.filed.applicationsEnding.flatMap((line): FormRefusal[] => {
    const named = namedBy(look, line);
    if (named === null) return ['unknown-value'];
    if (entitled.some(({ holds }) => sameHold(holds, named.holds))) return ['comes-with-the-job'];
    return isKnown(look, named) ? [] : ['not-held'];
  });
  return [...new Set(codes)].map((code) => ({ code, field: FIELD }));
}

/** Ends now every grant on what the form names. Read again for something else, it ends nothing that was given since. */
export function endings(look: Pick<Look, 'filed' | 'form' | 'ledger' | 'rules' | 'now' | 'state'>): TenureEvent[] {
  const { filed, ledger, now, state } = look;
  if (!editedSince(look)(FIELD)) return [];
  const named = filed.applicationsEnding.flatMap((line) => namedBy(look, line) ?? []);
  return ledger.grants
    .filter(({ end, givenBy }) => givenBy !== state.id && (end === null || end > now))
    .filter((grant) => named.some((one) => isFor(one, grant)))
    .map((grant) => moveEnd(grant, now, state.id, null));
}

/** What was there before was taken over group by group, whatever entitlement means the group. */
const isFor = ({ holds, groups }: Named, grant: Grant): boolean =>
  (grant.cause !== 'birthright' && sameHold(grant.holds, holds)) ||
  (grant.cause === 'adopted' && grant.groups.length > 0 && grant.groups.every((group) => groups.has(group)));

/** Held, or ended by this very form. */
const isKnown = ({ ledger, state, now }: Look, named: Named): boolean =>
  ledger.grants.some(
    (grant) => isFor(named, grant) && (grant.end === null || grant.end > now || grant.endedBy === state.id),
  );

/** Another case has ended it since: its standing on this form is no new wish. */
export const wasGivenBack = ({ ledger, state }: Pick<Look, 'ledger' | 'state'>, holds: Held): boolean =>
  ledger.grants.some((grant) => isOwnRequest(grant, state.id) && sameHold(grant.holds, holds) && endedElsewhere(grant));

const isOwnRequest = ({ cause, givenBy }: Grant, by: Grant['givenBy']) => cause === 'request' && givenBy === by;
const endedElsewhere = ({ endedBy, givenBy }: Grant) => endedBy !== null && endedBy !== givenBy;

export function namedBy({ rules, ledger }: Pick<Look, 'rules' | 'ledger'>, line: string): Named | null {
  const ticked = rules.ticked(line);
  switch (ticked.kind) {
    case 'automatic':
    case 'ask':
      return { holds: ticked.entitled.holds, groups: new Set(ticked.entitled.groups) };
    case 'unknown': {
      const isNamed = ({ holds }: Grant) => holds.kind === 'group' && holds.group.toLowerCase() === line.toLowerCase();
      const held = ledger.grants.find(isNamed);
      return held === undefined ? null : { holds: held.holds, groups: new Set(held.groups) };
    }
    default:
      return unreachable(ticked);
  }
}
