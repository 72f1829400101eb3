/**
 * Work that was filed after a form about what somebody did before: whenever that is read, and however often it was refused
 * because they had left, what they take up later is no part of it. It ends and changes nothing of that.
 */
import type { RecordedEvent } from '../evidence/model.ts';
import type { Instant } from '../shared/instant.ts';
import type { FiledForm } from './form.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';

export const isFiledSince = (look: Look, { openedBy }: Engagement): boolean =>
  look.filedSince.has(openedBy) && !look.state.accepted && isOfBefore(look);

/**
 * It has said nothing yet but that they had left. An offboarding that waits, for its day or for somebody’s word, goes on
 * being about all there is then: nobody who filed since may have known of it.
 */
function isOfBefore({ kind, state, ledger, filedSince }: Look): boolean {
  if (state.problems.some(({ code }) => code === 'already-left')) return true;
  // Where all there is was filed since, the form came to us first, and is about that.
  const isOfOther = ledger.engagements.some(({ openedBy }) => !filedSince.has(openedBy));
  return isOfOther && (kind === 'change' || state.kind === null);
}

/** Whether the case began work by a form that was written after this one, by the tracker's clock. */
export function beganAfter(form: Pick<FiledForm, 'created' | 'fields' | 'emptied'>, opening: readonly Told[]): boolean {
  const first = opening.flatMap(({ event }) =>
    event.type === 'FormAccepted' ? (event.since ?? event.asOf ?? []) : [],
  )[0];
  return first !== undefined && first > writtenAt(form);
}

type Told = Pick<RecordedEvent, 'event'>;

function writtenAt({ created, fields, emptied }: Pick<FiledForm, 'created' | 'fields' | 'emptied'>): Instant {
  const touched = [...Object.values(fields), ...Object.values(emptied)].map(({ at }) => at);
  return touched.reduce((latest, at) => (at > latest ? at : latest), created);
}
