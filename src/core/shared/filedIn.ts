/** Where forms are filed: a project and an issue type of it. */
import { fold } from './fold.ts';

export interface FiledIn {
  readonly project: string;
  readonly issueType: string;
}

/** The tracker matches its names whatever their letter case, and so do we, everywhere. */
export const isSamePlace = (one: FiledIn, other: FiledIn): boolean =>
  fold(one.project) === fold(other.project) && fold(one.issueType) === fold(other.issueType);

/** `undefined` = no kind of case is filed there. */
export const caseFiledIn = <Case extends FiledIn>(cases: readonly Case[], place: FiledIn): Case | undefined =>
  cases.find((one) => isSamePlace(one, place));
