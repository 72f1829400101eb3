/**
 * What an offboarding lets stand for a time after access is closed: the account while the work is handed over, and
 * under a legal hold whatever would delete data. Sign-in and memberships wait for neither.
 */
import type { CaseState } from '../evidence/index.ts';
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import { type Instant, milliseconds, plus } from '../shared/instant.ts';
import { editedSince } from './editedSince.ts';
import { endsOf, keptBy, keptOf, offboardingOf } from './ends.ts';
import type { Look } from './look.ts';
import type { Attributes, Engagement, Offboarding } from './model.ts';
import { sameEngagement } from './onboarding.ts';

/** The sub-task whose closing ends the hand-over before its time. */
export const HAND_OVER = 'hand-over';

/** Policies of before say nothing about it. */
const USUAL = milliseconds(14 * 24 * 60 * 60_000);

/** What this form asks to keep after `end`, beside whatever other offboardings keep. */
export function keptByForm(look: Look, { attributes }: Engagement, own: Offboarding | undefined, end: Instant) {
  const until = isUnseen(look, 'handOver') ? (own?.handOverUntil ?? null) : handOverUntil(look, attributes, end);
  const isHeld = isUnseen(look, 'legalHold') ? own?.legalHold === true : look.filed.legalHold;
  return keptOf({
    ...(until === null || isHandedOver(look) ? {} : { handOverUntil: until }),
    ...(isHeld ? { legalHold: true } : {}),
  });
}

function handOverUntil({ filed, rules }: Look, attributes: Attributes, end: Instant): Instant | null {
  if (filed.handOver === null) return null;
  if (filed.handOver === 'default') return plus(end, rules.settings.offboarding?.handOver ?? USUAL);
  return rules.endOf(filed.handOver, attributes);
}

/** Somebody has said that it is done: the form says of old until when it might have taken. */
const isHandedOver = ({ state }: Look) => state.tasks.some((one) => one.task === HAND_OVER && one.state === 'done');

/** After the end the form still decides about these two, and about nothing else. */
export function keptOtherwise(look: Look): readonly Engagement[] {
  const { ledger, state, now } = look;
  const edited = editedSince(look);
  return ledger.engagements.flatMap((engagement) => {
    const { end } = engagement;
    const { by } = endsOf(engagement, state);
    const own = by.find((one) => one.case === state.id);
    if (end === null || end > now || own === undefined) return [];
    const said = keptByForm(look, engagement, own, end);
    // Another case may have been told since that it is handed over.
    const handOver = edited('handOver') ? said : own;
    const mine = { case: own.case, end: own.end, ...keptOf({ ...said, handOverUntil: handOver.handOverUntil }) };
    const all = by.map((one) => (one === own ? mine : one));
    const { handOverUntil: _until, legalHold: _hold, ...plain } = engagement;
    const kept = { ...plain, offboardings: all, ...keptBy(all, end) };
    return sameEngagement(kept, engagement) ? [] : [kept];
  });
}

/** Jira does not give this issue the field: what stood in it nobody took off, and nobody can read. */
const isUnseen = ({ form }: Pick<Look, 'form'>, field: string) =>
  form.unreadable.some((one) => one.field === field && one.why === 'not-on-issue');

/** What the case keeps by a field that is not shown any more: it stays, and a person is asked. */
export function keptUnseen(look: Look): FormProblem[] {
  const { ledger, state, now } = look;
  const own = look.kind === 'offboarding' ? ledger.engagements.flatMap((one) => offboardingOf(one, state) ?? []) : [];
  const kept = [
    ...(own.some(({ legalHold }) => legalHold === true) ? ['legalHold'] : []),
    ...(own.some(({ handOverUntil: until }) => until !== undefined && now < until) ? ['handOver'] : []),
  ];
  return kept.filter((field) => isUnseen(look, field)).map((field) => ({ code: 'not-on-issue', field }));
}

/** A person is to be asked what is kept, or has been and the form answers it now. */
export const isKeptUnclear = (look: Look): boolean =>
  keptUnseen(look).length > 0 ||
  look.state.exceptions.some(({ kind, verdict }) => kind === 'unclear-on-form' && verdict === null);

/** Once access is closed, somebody is asked to take over; the account waits for that, and for no longer than its time. */
export function handOverAsked({ id, tasks }: CaseState, { engagements }: PersonLedger, at: Instant): TenureEvent[] {
  const open = engagements.some(
    ({ end, endedBy, handOverUntil: until }) =>
      endedBy === id && end !== null && end <= at && until !== undefined && at < until,
  );
  if (!open || tasks.some(({ task }) => task === HAND_OVER)) return [];
  const title = 'Hand-over: take over files, mail and open work, then close this: the account is closed then';
  return [{ type: 'TaskRequested', task: HAND_OVER, about: 'hand-over', title }];
}

/** It is done, or somebody took the risk that it is not: the account is closed now. */
export function handedOver(
  events: readonly TenureEvent[],
  { id }: Pick<CaseState, 'id'>,
  { engagements }: PersonLedger,
  now: Instant,
): TenureEvent[] {
  const isOver = events.some(
    (event) => (event.type === 'TaskDone' || event.type === 'TaskDropped') && event.task === HAND_OVER,
  );
  if (!isOver) return [];
  return engagements.flatMap((engagement): TenureEvent[] => {
    const { handOverUntil: until, offboardings, ...plain } = engagement;
    if (engagement.endedBy !== id || until === undefined || until <= now) return [];
    // Whoever had asked for it: there is one account, and it has been handed over.
    const rest = offboardings?.map(({ handOverUntil: _, ...one }) => one);
    const kept = rest === undefined ? plain : { ...plain, offboardings: rest };
    return [{ type: 'EngagementChanged', engagement: { ...kept, changedBy: id } }];
  });
}
