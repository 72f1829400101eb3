/**
 * From contractor to employee where the contract ends on one day and the employment begins on the next, at the policy's
 * hour: nobody who works on is to be locked out for the night. So the contract's end is held off as soon as the form is
 * accepted to take effect later, and what it gives runs on until then; the rights of an employee begin on their day. Taken
 * back before that, or edited to be something else, the contract ends as it was to.
 */
import type { TenureEvent } from '../evidence/model.ts';
import type { CaseId } from '../shared/ids.ts';
import { type Instant, later, milliseconds, plus } from '../shared/instant.ts';
import { firstEnd } from './dated.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';

/** From the end of a last day to any hour of the day after. */
const NEXT_DAY = milliseconds(86_400_000);

/** It begins while the contract runs, or on the day after its last. Later than that it is a re-hire. */
export const joinsUp = ({ end }: Pick<Engagement, 'end'>, from: Instant): boolean =>
  end === null || from <= plus(end, NEXT_DAY);

/** The work with the end its contract has, also while this case holds that end off. */
export function asContracted({ state }: Pick<Look, 'state'>, work: Engagement): Engagement {
  const end = state.endsBefore[work.id];
  if (state.accepted || work.endedBy !== state.id || end == null) return work;
  return { ...work, end, endedBy: state.endersBefore[work.id] ?? null };
}

/** Before the change takes effect: the contract ends with the employment's end, and not on its last day. */
export const holdOff = (look: Look, work: Engagement, end: Instant | null): TenureEvent[] =>
  moveEnds(look, work, end, true);

/** The contract ends as it was to, or now where that has passed: this change lets nobody work on any more. */
export function contractEndsAgain(look: Look, work: Engagement): TenureEvent[] {
  const { end } = asContracted(look, work);
  return end === null || end === work.end ? [] : moveEnds(look, work, later(end, look.now), false);
}

/** What was to end with the work ends with it. */
function moveEnds(look: Look, work: Engagement, end: Instant | null, held: boolean): TenureEvent[] {
  if (work.end === end) return [];
  const { ledger, state } = look;
  const contract = asContracted(look, work);
  const concerns: TenureEvent[] = state.person === null ? [{ type: 'CaseConcerns', person: work.person }] : [];
  return [
    ...concerns,
    {
      type: 'EngagementChanged',
      engagement: { ...work, end, endedBy: held ? state.id : contract.endedBy },
      ...(held ? { endBefore: contract.end, ...setBy(contract.endedBy) } : {}),
    },
    ...ledger.grants.flatMap((grant): TenureEvent[] => {
      const until = grant.until ?? null;
      const then = firstEnd(until, end);
      if (grant.engagement !== work.id || grant.end !== firstEnd(until, work.end) || grant.end === then) return [];
      const endedBy = held ? state.id : contract.endedBy;
      return [{ type: 'GrantReinstated', grant: grant.id, end: then, by: state.id, endedBy }];
    }),
  ];
}

const setBy = (endedByBefore: CaseId | null) => (endedByBefore === null ? {} : { endedByBefore });
