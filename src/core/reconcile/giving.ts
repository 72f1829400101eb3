/** What a change set gives beside what the rules in force say: what an adoption named as wanted and not there. */
import type { AdoptionId, CaseId, GroupId } from '../shared/ids.ts';
import type { CountedItem } from './brake.ts';

export interface Giving {
  readonly kind: 'missing';
  readonly adoption: AdoptionId;
  readonly case: CaseId;
}

/** One person's part of it. */
export interface GivenPart {
  readonly groups: readonly GroupId[];
}

/** As it was counted: nobody is given what was not shown for them. */
export const partOf = (giving: Giving | undefined, { gains }: Pick<CountedItem, 'gains'>): GivenPart | null =>
  giving === undefined ? null : { groups: gains };

/** Why such a set is held, however few it touches. */
export const HELD_AS_MISSING = 'what an adoption found missing is added only when somebody else confirms this list';
