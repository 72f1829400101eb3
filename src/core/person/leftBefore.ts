/**
 * Which work a change means where there is more than one: what there was when it was filed, by the tracker's clock. Ours may
 * have stood ahead when somebody left at once, and their work runs on by it after it is put right; or it stands behind.
 */
import type { RecordedEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { CaseId } from '../shared/ids.ts';
import type { FiledForm } from './form.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';

/** Whether the case ended work at once, by what was written, or taken back, before this form was filed. */
export function leftBefore(
  { created }: Pick<FiledForm, 'created'>,
  ending: readonly Pick<RecordedEvent, 'event' | 'at'>[],
): boolean {
  let isBefore = false;
  for (const { event, at } of ending) {
    if (event.type === 'FormAccepted' || event.type === 'CaseWithdrawn')
      isBefore = event.asOf !== undefined && event.asOf < created;
    if (event.type !== 'EngagementChanged' || !isBefore || event.engagement.end !== at) continue;
    // Read after its day: work went on until that day all the same.
    if (event.askedEnd === undefined || event.askedEnd <= created) return true;
  }
  return false;
}

/** The forms that opened work of theirs, and were taken back: it is over by that. */
export const takenBackOn = ({ engagements }: PersonLedger): readonly CaseId[] =>
  engagements.flatMap(({ openedBy, endedBy }) => (endedBy === openedBy ? [openedBy] : []));

/** They had left it when the form was filed, whenever that was read. */
export const isLeftBefore = ({ form, left }: Look, { end, endedBy }: Engagement): boolean =>
  end !== null && (end <= form.created || (endedBy !== null && left.has(endedBy)));

/** Without what they had left by then, unless that is all there is. */
export function meantBy(look: Look, running: readonly Engagement[]): readonly Engagement[] {
  const meant = running.filter((one) => !isLeftBefore(look, one));
  return meant.length > 0 ? meant : running;
}
