/**
 * Access that was taken over by a list has a date on which somebody looks whether it is still needed. What has come due
 * on one case is one question; a decision answers it for what had come due when it was asked, and never for the one who
 * decides.
 */
import type { AdoptionSettings, Risk } from '../policy/model.ts';
import { type CaseId, caseOfItem, type GrantId, type PersonId } from '../shared/ids.ts';
import { earlier, type Instant, plus } from '../shared/instant.ts';

export interface InReview {
  readonly grant: GrantId;
  readonly person: PersonId;
  readonly givenBy: CaseId;
  readonly review: Instant;
}

/** A question that was asked: about everything whose date had come by `dueBy`. */
export interface AskedReview {
  readonly dueBy: Instant;
}

/** The case whose issue tells of it. */
export const reviewCase = ({ givenBy }: Pick<InReview, 'givenBy'>): CaseId => caseOfItem(givenBy) ?? givenBy;

/** By its risk, and never later than it ends anyway. */
export function nextReview(
  reviewAfter: AdoptionSettings['reviewAfter'],
  { risk, end }: { readonly risk: Risk; readonly end: Instant | null },
  from: Instant,
): Instant {
  const due = plus(from, reviewAfter[risk === 'low' ? 'low' : 'medium']);
  return end === null ? due : earlier(due, end);
}

export interface ReviewStanding {
  /** Decided already: what is left is to write it down. */
  readonly kept: readonly InReview[];
  /** Nobody has decided about these. */
  readonly left: readonly InReview[];
  readonly next: 'ask' | 'ask-anew' | 'withdraw' | 'nothing';
}

export function reviewStanding(
  due: readonly InReview[],
  { open, decided }: { readonly open: AskedReview | null; readonly decided: AskedReview | null },
  /** Whether it is the access of whoever has decided. */
  isTheirs: (person: PersonId) => boolean,
): ReviewStanding {
  const isKept = ({ review, person }: InReview) => decided !== null && review <= decided.dueBy && !isTheirs(person);
  const kept = due.filter(isKept);
  const left = due.filter((one) => !isKept(one));
  return { kept, left, next: nextOf(left, open) };
}

/** An open question is asked anew only when more has come due since. */
function nextOf(left: readonly InReview[], open: AskedReview | null): ReviewStanding['next'] {
  if (open === null) return left.length === 0 ? 'nothing' : 'ask';
  if (left.length === 0) return 'withdraw';
  return left.some(({ review }) => review > open.dueBy) ? 'ask-anew' : 'nothing';
}
