/**
 * Offboardings that were filed after an onboarding form and acted on before it: hints are lost and come late, and a form may
 * have been refused at first. In the order in which they were filed, the work was there when they were, and they end it. And
 * those written after a change that says when the work ends, and is acted on after them: it keeps nobody longer.
 */
import type { RecordedEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { FiledKind } from '../policy/model.ts';
import type { CaseId } from '../shared/ids.ts';
import { later } from '../shared/instant.ts';
import { saidAt } from './editedSince.ts';
import { cutting, earliest, withEnds } from './ends.ts';
import type { FiledForm } from './form.ts';
import type { Look } from './look.ts';
import type { Engagement, Offboarding } from './model.ts';

type Told = Pick<RecordedEvent, 'event'>;

/**
 * Whether the offboarding was filed after this onboarding said who comes and from when on, or written after this change said
 * when the work is to end, by the tracker's clock.
 */
export function leavesAfter(
  kind: FiledKind,
  form: Pick<FiledForm, 'created' | 'fields'>,
  offboarding: readonly Told[],
) {
  if (offboarding.some(({ event }) => event.type === 'CaseWithdrawn')) return false;
  if (kind === 'change') {
    const last = offboarding.flatMap(({ event }) => (event.type === 'FormAccepted' ? (event.asOf ?? []) : [])).at(-1);
    return form.fields.end !== undefined && last !== undefined && last > form.fields.end.at;
  }
  const first = offboarding.flatMap(({ event }) =>
    event.type === 'FormAccepted' ? (event.since ?? event.asOf ?? []) : [],
  )[0];
  return first !== undefined && first > saidAt(form);
}

/** The offboardings whose ends count for this person. */
export const leavesOn = ({ engagements }: PersonLedger): readonly CaseId[] =>
  engagements.flatMap(cutting).map((one) => one.case);

/** What they ask of the work this form is about to open, one for each of them. */
function leavesSince({ ledger, leaves }: Look): readonly Offboarding[] {
  const found = new Map<CaseId, Offboarding>();
  for (const one of ledger.engagements.flatMap(cutting)) if (leaves.get(one.case) === 'since') found.set(one.case, one);
  return [...found.values()];
}

/** The last day this change names was written before one of the offboardings that end the work sooner. */
export const isCutSince = ({ leaves }: Look, work: Engagement): boolean =>
  cutting(work).some((one) => leaves.get(one.case) === 'since');

/** They end the work before it begins, or have ended it by now: there is nothing to open. */
export function isLeftBefore(look: Look, { start }: Pick<Engagement, 'start'>): boolean {
  const end = earliest(leavesSince(look));
  return end !== null && end <= later(start, look.now);
}

/** The work as it is opened with their ends on it, as if they had been read after it. */
export function withLeaves(look: Look, work: Engagement): Engagement {
  const by = leavesSince(look);
  const { end, endedBy } = work;
  return by.length === 0 ? work : withEnds(work, { without: { end, endedBy }, by }, by.at(-1)?.case ?? null);
}
