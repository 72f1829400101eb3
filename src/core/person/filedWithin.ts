/**
 * Work that went on when an onboarding form was filed, by the tracker's clock: however late that form is read, what was filed
 * beside it stays so.
 */
import type { RecordedEvent } from '../evidence/model.ts';
import { type Instant, later } from '../shared/instant.ts';
import type { FiledForm } from './form.ts';
import { isOver } from './goesOn.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';

/**
 * Filed beside work that went on, by mistake most likely: that it ends brings back nobody, unless another day is entered.
 * Where they had left at once before it was filed, it only was read before that.
 */
export const isInTheWay = ({ state, left, filedWithin, besideIt, now }: Look, work: Engagement): boolean =>
  besideIt?.has(work.id) !== true &&
  (!isOver(work, now) ||
    filedWithin.has(work.id) ||
    (state.filedBeside && (work.endedBy === null || !left.has(work.endedBy))));

/** By its date, and not by when that was read. */
export const lastDayOf = ({ filedWithin, overBy }: Look, { id, end }: Engagement): Instant | null =>
  filedWithin.get(id) ?? overBy?.get(id) ?? end;

/**
 * Until when work went on that was to end by its date when this form was filed; `null` = it was over by then, or ended at once.
 * `told`: of the cases that may have set its end. The first of it counts: what they say of that work later says its end again, by
 * a clock that has been put back perhaps. Whose work was ended at once had left before that was read, perhaps.
 */
export function wentOnUntil(form: Named, work: Engagement, told: Told): Instant | null {
  const first = firstSaid(work, told);
  if (work.end === null || work.end <= namedAt(form) || first === undefined) return null;
  const { at, askedEnd } = first;
  if (askedEnd === undefined) return at < work.end ? work.end : null;
  // Read after its day, it ends when it was read: the day it was asked for is when it was over.
  return namedAt(form) < askedEnd ? askedEnd : null;
}

/** The day that work was over by when this form was filed, which was read later; `null` = it went on, or ended on that day. */
export function wasOverBy(form: Named, work: Engagement, told: Told): Instant | null {
  const { askedEnd } = firstSaid(work, told) ?? {};
  return askedEnd === undefined || askedEnd > namedAt(form) ? null : askedEnd;
}

/** Of a form that was filed after this one and read before it: as of when it was accepted; `null` = it was not. */
export function acceptedBefore(form: Named, opening: readonly Pick<RecordedEvent, 'event'>[]): Instant | null {
  const accepted = opening.flatMap(({ event }) => (event.type === 'FormAccepted' ? [event] : []))[0];
  const { asOf, since = asOf } = accepted ?? {};
  return asOf !== undefined && since !== undefined && since > namedAt(form) ? asOf : null;
}

type Named = Pick<FiledForm, 'created' | 'fields'>;
type Told = readonly Pick<RecordedEvent, 'event' | 'at' | 'position'>[];

const namedAt = ({ created, fields }: Named) =>
  later(created, (fields.employeeNumber ?? fields.workMail)?.at ?? created);

/** Who set the end it has now. */
function firstSaid({ id, end }: Engagement, told: Told) {
  const said = told.flatMap(({ event, at, position }) =>
    (event.type === 'EngagementOpened' || event.type === 'EngagementChanged') &&
    event.engagement.id === id &&
    event.engagement.end === end
      ? [{ at, position, askedEnd: event.type === 'EngagementChanged' ? event.askedEnd : undefined }]
      : [],
  );
  return said.toSorted((a, b) => a.position - b.position)[0];
}
