/** How one access stood at an instant: by what was read back as there and as gone, and by what was decided meanwhile. */
import { canonical } from '../shared/canonical.ts';
import type { Instant } from '../shared/instant.ts';
import type { GrantAnswer } from './model.ts';

export type StandingThen =
  | 'held'
  /** It was to be there, and nobody had read it as there yet. */
  | 'decided'
  /** It was to be gone, and nobody had read it as gone yet. */
  | 'ending';

/** `null` = not there, and not to be there. `all`: of the same person. */
export function standingAt(at: Instant, one: GrantAnswer, all: readonly GrantAnswer[]): StandingThen | null {
  const began = thereSince(one, all);
  const gone = goneAt(one, all);
  const isOver = one.until !== null && one.until <= at;
  if (began !== null && began <= at) return gone !== null && gone <= at ? null : isOver ? 'ending' : 'held';
  return one.from <= at && !isOver ? 'decided' : null;
}

function thereSince(one: GrantAnswer, all: readonly GrantAnswer[]): Instant | null {
  if (one.wasThere || all.some((other) => goesOnAs(other, one))) return one.from;
  return one.began;
}

/** What other grants kept there is held by them from then on, and this one is over with its decided end. */
function goneAt(one: GrantAnswer, all: readonly GrantAnswer[]): Instant | null {
  if (one.groups.length === 0) return all.some((other) => goesOnAs(one, other)) ? one.until : one.ended;
  const ends = one.groups.map(({ ended, stillBy }) => (stillBy.length > 0 ? one.until : ended));
  return ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null);
}

/** People open once what is held without a break: nobody confirms the end of the first, nor the beginning of the next. */
const goesOnAs = (one: GrantAnswer, next: GrantAnswer) =>
  one.grant !== next.grant &&
  one.byHand !== null &&
  one.byHand.opened !== null &&
  canonical(one.holds) === canonical(next.holds) &&
  one.until !== null &&
  one.from <= next.from &&
  next.from <= one.until &&
  (next.until === null || next.until > one.until);
