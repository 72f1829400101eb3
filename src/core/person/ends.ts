/**
 * Whose the end of work is. Several offboardings may stand on the same work, each with its last day and with what it
 * keeps after it: the earliest end counts, the latest hand-over, and every hold. The end that stands without them is
 * kept beside them, so that one of them taken back leaves what the others say, and the last of them what was there.
 */
import type { CaseState } from '../evidence/index.ts';
import type { EndWithout, Grant } from '../grant/model.ts';
import type { CaseId } from '../shared/ids.ts';
import { type Instant, later } from '../shared/instant.ts';
import { firstEnd } from './dated.ts';
import type { Engagement, Offboarding } from './model.ts';

type Recorded = Pick<CaseState, 'id' | 'endsBefore' | 'endersBefore'>;

export interface Ends {
  readonly without: EndWithout;
  /** The latest last. */
  readonly by: readonly Offboarding[];
}

export function endsOf(work: Engagement, state: Recorded): Ends {
  const { end, endedBy, offboardings, endWithout } = work;
  if (offboardings === undefined) return endsOnCase(work, state);
  const isTheirs = offboardings.some((one) => one.case === endedBy);
  if (endWithout !== undefined && isTheirs) return { without: endWithout, by: offboardings };
  // Somebody who may has set another end since: theirs do not count any more, what they hold does.
  return { without: { end, endedBy }, by: offboardings.map((one) => ({ ...one, end: null })) };
}

/** Recorded before the work itself kept them: only the case whose end it is knows what stood, and that by its events. */
function endsOnCase({ id, end, endedBy, ...work }: Engagement, state: Recorded): Ends {
  const kept = keptOf(work);
  if (endedBy === null) return { without: { end, endedBy }, by: [] };
  if (endedBy === state.id && state.endsBefore[id] !== undefined) {
    return { without: before(state, id), by: [{ case: endedBy, end, ...kept }] };
  }
  return {
    without: { end, endedBy },
    by: Object.keys(kept).length === 0 ? [] : [{ case: endedBy, end: null, ...kept }],
  };
}

const before = ({ endsBefore, endersBefore }: Recorded, id: string): EndWithout => ({
  end: endsBefore[id] ?? null,
  endedBy: endersBefore[id] ?? null,
});

/** The end that all of them together give. */
export const earliest = (by: readonly Offboarding[], end: Instant | null = null): Instant | null =>
  by.reduce((first, one) => firstEnd(one.end, first), end);

/** The work as these ends leave it; `answers` = whose the end is now. */
export function withEnds(work: Engagement, { without, by }: Ends, answers: CaseId | null): Engagement {
  const { offboardings: _by, endWithout: _without, handOverUntil: _until, legalHold: _hold, ...plain } = work;
  const end = earliest(by, without.end);
  if (by.length === 0) return { ...plain, end, endedBy: without.endedBy };
  return { ...plain, end, endedBy: answers, offboardings: by, endWithout: without, ...keptBy(by, end) };
}

type Kept = Pick<Offboarding, 'handOverUntil' | 'legalHold'>;
interface MaybeKept {
  readonly handOverUntil?: Instant | undefined;
  readonly legalHold?: true | undefined;
}

/** An account is held as long as any of them holds it, and handed over until the latest day any of them names. */
export function keptBy(by: readonly Offboarding[], end: Instant | null): Kept {
  const until = by.flatMap(({ handOverUntil }) => handOverUntil ?? []);
  const last = until.length === 0 ? null : until.reduce(later);
  const handOver = last === null || (end !== null && last <= end) ? {} : { handOverUntil: last };
  return { ...handOver, ...(by.some(({ legalHold }) => legalHold === true) ? { legalHold: true } : {}) };
}

export const keptOf = ({ handOverUntil: until, legalHold }: MaybeKept): Kept => ({
  ...(until === undefined ? {} : { handOverUntil: until }),
  ...(legalHold === undefined ? {} : { legalHold }),
});

/** What this case asks of the work; `undefined` = nothing. */
export const offboardingOf = (work: Engagement, state: Recorded): Offboarding | undefined =>
  endsOf(work, state).by.find((one) => one.case === state.id);

/** The end a grant has without any offboarding; `work` is what it comes with. */
export function ownEnd(grant: Grant, work: Engagement | undefined, state: Recorded): EndWithout {
  const { end, endedBy, endWithout, until = null, id } = grant;
  if (endWithout !== undefined) return endWithout;
  if (endedBy === state.id && state.endsBefore[id] !== undefined) return before(state, id);
  // Given or moved while one of them was waiting for its day: it ends with the work, whenever that ends.
  if (work === undefined || end === null || end !== work.end) return { end, endedBy };
  const { without, by } = endsOf(work, state);
  return by.length === 0 ? { end, endedBy } : { end: firstEnd(until, without.end), endedBy: null };
}

/** The work once this case is taken back; `null` = it asks nothing of it. `unknown` = nobody recorded what stood before. */
export function takenBack(work: Engagement, state: Recorded): Ends | 'unknown' | null {
  const { without, by } = endsOf(work, state);
  const others = by.filter((one) => one.case !== state.id);
  if (without.endedBy !== state.id) return others.length === by.length ? null : { without, by: others };
  return state.endsBefore[work.id] === undefined ? 'unknown' : { without: before(state, work.id), by: others };
}

/** Whose the end is when this one is taken back: theirs who have it, otherwise the latest's. */
export function answering({ endedBy }: Engagement, { without, by }: Ends): CaseId | null {
  const counting = by.filter(({ end }) => end !== null);
  if (counting.length === 0) return without.endedBy;
  return counting.some((one) => one.case === endedBy) ? endedBy : (counting.at(-1)?.case ?? null);
}
