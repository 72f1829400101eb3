/**
 * One person's part of a case about thousands stands on the issue of all: beside the case's own record, and with a word
 * to people only where one of them is needed.
 */
import { HEAD_KEY } from '../../core/evidence/index.ts';
import type { Document, RecordedEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { type CaseId, caseOfItem } from '../../core/shared/ids.ts';

export const isItem = (id: CaseId): boolean => caseOfItem(id) !== null;

/** The property that a piece of its record is under: the head itself, or another of its pieces. */
export function keyAt(id: CaseId, key: string): string {
  const of = caseOfItem(id);
  return of === null ? key : key.replace(HEAD_KEY, `${HEAD_KEY}-${id.slice(of.length + 1)}`);
}

export const isForPeople = ({ event }: RecordedEvent): boolean =>
  event.type === 'ExceptionRaised' ||
  event.type === 'ExceptionSettled' ||
  event.type === 'TaskRequested' ||
  event.type === 'LeaverVerified';

/** On an issue of its own everybody knows whom it is about. */
export function aboutWhom(id: CaseId, { person }: PersonLedger): Document {
  if (!isItem(id) || person === null) return [];
  return [{ block: 'heading', text: `${person.profile.givenName} ${person.profile.familyName}` }];
}
