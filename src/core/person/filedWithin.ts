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
export const isInTheWay = ({ state, left, filedWithin, now }: Look, work: Engagement): boolean =>
  !isOver(work, now) ||
  filedWithin.has(work.id) ||
  (state.filedBeside && (work.endedBy === null || !left.has(work.endedBy)));

/**
 * Until when work went on that was to end by its date when this form was filed; `null` = it was over by then, or ended at once.
 * `told`: of the cases that may have set its end. The first of it counts: what they say of that work later says its end again, by
 * a clock that has been put back perhaps. Whose work was ended at once had left before that was read, perhaps.
 */
export function wentOnUntil(
  { created, fields }: Pick<FiledForm, 'created' | 'fields'>,
  { id, end }: Engagement,
  told: readonly Pick<RecordedEvent, 'event' | 'at' | 'position'>[],
): Instant | null {
  const named = later(created, (fields.employeeNumber ?? fields.workMail)?.at ?? created);
  if (end === null || end <= named) return null;
  const said = told.flatMap(({ event, at, position }) =>
    (event.type === 'EngagementOpened' || event.type === 'EngagementChanged') &&
    event.engagement.id === id &&
    event.engagement.end === end
      ? [{ at, position, askedEnd: event.type === 'EngagementChanged' ? event.askedEnd : undefined }]
      : [],
  );
  const [first] = said.toSorted((a, b) => a.position - b.position);
  if (first === undefined) return null;
  const { at, askedEnd } = first;
  if (askedEnd === undefined) return at < end ? end : null;
  // Read after its day, it ends when it was read: the day it was asked for is when it was over.
  return named < askedEnd ? askedEnd : null;
}
