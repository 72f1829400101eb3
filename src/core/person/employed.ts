/**
 * From contractor to employee where the contract ends on one day and the employment begins on the next, at the policy's
 * hour: nobody who works on is to be locked out for the night. So the contract's end is held off as soon as the form is
 * accepted to take effect later, and what it gives runs on until then; the rights of an employee begin on their day. Taken
 * back before that, refused, or edited to be something else, the contract ends as it was to.
 */
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import type { EndWithout } from '../grant/model.ts';
import { type Instant, later, milliseconds, plus } from '../shared/instant.ts';
import { followed, withOwnEnd, withoutOffboardings } from './ends.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';

/** From the end of a last day to any hour of the day after. */
const NEXT_DAY = milliseconds(86_400_000);

/** It begins while the contract runs, or on the day after its last. Later than that it is a re-hire. */
export const joinsUp = ({ end }: Pick<Engagement, 'end'>, from: Instant): boolean =>
  end === null || from <= plus(end, NEXT_DAY);

/** The end the contract has, where this case holds it off; `null` = it holds none off. */
function heldOff({ state }: Pick<Look, 'state'>, work: Engagement): (EndWithout & { readonly end: Instant }) | null {
  const end = state.endsBefore[work.id] ?? null;
  if (state.accepted || end === null || withoutOffboardings(work).endedBy !== state.id) return null;
  // Another change has made an employee of them since: the contract is over, and its end with it.
  if (work.workerType !== 'contractor') return null;
  return { end, endedBy: state.endersBefore[work.id] ?? null };
}

/** The work with the end its contract has, also while this case holds that end off. */
export function asContracted(look: Pick<Look, 'state'>, work: Engagement): Engagement {
  const contract = heldOff(look, work);
  return contract === null ? work : withOwnEnd(work, contract);
}

/** Before the change takes effect: the contract ends with the employment's end, and not on its last day. */
export function holdOff(look: Look, work: Engagement, end: Instant | null): TenureEvent[] {
  const { end: endBefore, endedBy } = withoutOffboardings(asContracted(look, work));
  const enderBefore = endedBy === null ? {} : { endedByBefore: endedBy };
  return moved(look, work, { end, endedBy: look.state.id }, { endBefore, ...enderBefore });
}

/** The contract ends as it was to, or at `soonest` where that has passed: this change lets nobody work on any more. */
export function contractEndsAgain(look: Look, work: Engagement, soonest: Instant = look.now): TenureEvent[] {
  const contract = heldOff(look, work);
  if (contract === null) return [];
  // The end of work that is over by now is not moved any more.
  const least = work.end !== null && work.end <= look.now ? work.end : soonest;
  return moved(look, work, { ...contract, end: later(contract.end, least) });
}

/**
 * A form that was to take effect and cannot be acted on any more lets nobody work on either. Where the last day of the
 * contract has passed meanwhile, there is a day to put the form right: what is wrong may be no doing of theirs. Nothing
 * follows from what somebody wrote who may not: a person is asked about that.
 */
export function heldOffNoLonger(look: Look, problems: readonly FormProblem[]): TenureEvent[] {
  if (look.kind !== 'change' || problems.some(({ code }) => code === 'unauthorised-edit' || code === 'own-edit'))
    return [];
  const { ledger, now } = look;
  return ledger.engagements.flatMap((work) => {
    const contract = heldOff(look, work);
    return contract === null ? [] : contractEndsAgain(look, work, contract.end <= now ? plus(now, NEXT_DAY) : now);
  });
}

type EngagementChanged = Extract<TenureEvent, { readonly type: 'EngagementChanged' }>;

/** What was to end with the work ends with it. */
function moved(
  { ledger, state }: Look,
  work: Engagement,
  without: EndWithout,
  before: Pick<EngagementChanged, 'endBefore' | 'endedByBefore'> = {},
): TenureEvent[] {
  const standing = withoutOffboardings(work);
  if (standing.end === without.end && (standing.end === null || standing.endedBy === without.endedBy)) return [];
  const engagement = withOwnEnd(work, without);
  const concerns: TenureEvent[] = state.person === null ? [{ type: 'CaseConcerns', person: work.person }] : [];
  return [
    ...concerns,
    { type: 'EngagementChanged', engagement, ...before },
    ...followed(ledger.grants, work, engagement, state.id),
  ];
}
