/** Which kind of case is filed where. */
import { fold } from './fold.ts';
import type { CaseSettings } from './model.ts';

interface FiledIn {
  readonly project: string;
  readonly issueType: string;
}

/** The tracker matches its names whatever their letter case, and so do we, everywhere. */
export const isSamePlace = (one: FiledIn, other: FiledIn): boolean =>
  fold(one.project) === fold(other.project) && fold(one.issueType) === fold(other.issueType);

/** `undefined` = no kind of case is filed there. */
export const caseFiledIn = (cases: readonly CaseSettings[], place: FiledIn): CaseSettings | undefined =>
  cases.find((one) => isSamePlace(one, place));
