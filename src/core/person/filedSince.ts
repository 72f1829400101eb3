/**
 * Work that was filed after a form about somebody who had left: the form was refused because they had, and what they take up
 * later is no part of it. Read again with nothing on it changed, it ends and changes nothing of that.
 */
import type { RecordedEvent } from '../evidence/model.ts';
import type { Instant } from '../shared/instant.ts';
import type { FiledForm } from './form.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';

export const isFiledSince = ({ state, filedSince }: Look, { openedBy }: Engagement): boolean =>
  !state.accepted && state.problems.some(({ code }) => code === 'already-left') && filedSince.has(openedBy);

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
