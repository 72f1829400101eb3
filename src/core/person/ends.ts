/**
 * Whose the end of work is. Several offboardings may stand on the same work, each with its last day and with what it
 * keeps after it: the earliest end counts, the latest hand-over, and every hold. The end that stands without them is
 * kept beside them, so that one of them taken back leaves what the others say, and the last of them what was there.
 */
import type { CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
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
  const { offboardings } = work;
  if (offboardings === undefined) return endsOnCase(work, state);
  const without = withoutOffboardings(work);
  if (isTheirs(work)) return { without, by: offboardings };
  // Somebody who may has set another end since: theirs do not count any more, what they hold does.
  return { without, by: offboardings.map((one) => ({ ...one, end: null })) };
}

/** Its end is one of the offboardings': nobody has set another one since. */
const isTheirs = ({ endedBy, offboardings = [], endWithout }: Engagement): boolean =>
  endWithout !== undefined && offboardings.some((one) => one.case === endedBy);

/** The offboardings whose ends count. */
export const cutting = (work: Engagement): readonly Offboarding[] => (isTheirs(work) ? (work.offboardings ?? []) : []);

/** The end that stands without any offboarding, as the work itself keeps it. */
export function withoutOffboardings(work: Engagement): EndWithout {
  const { end, endedBy, endWithout } = work;
  return endWithout !== undefined && isTheirs(work) ? endWithout : { end, endedBy };
}

/** The work with another end without the offboardings; theirs stand. */
export const withOwnEnd = (work: Engagement, without: EndWithout): Engagement =>
  isTheirs(work)
    ? withEnds(work, { without, by: cutting(work) }, work.endedBy)
    : { ...work, end: without.end, endedBy: without.endedBy };

type Reinstated = Extract<TenureEvent, { readonly type: 'GrantReinstated' }>;

/**
 * What came with the work follows its own end from `work` to `after`, and nothing outlives it. What an offboarding cuts
 * short stays cut, and keeps the new end beside it.
 */
export function followed(grants: readonly Grant[], work: Engagement, after: Engagement, by: CaseId): Reinstated[] {
  const old = withoutOffboardings(work).end;
  const { end: to, endedBy: setBy } = withoutOffboardings(after);
  const cap = earliest(cutting(after));
  return grants.flatMap((grant): Reinstated[] => {
    if (grant.engagement !== work.id) return [];
    const { id, until = null } = grant;
    const own = ownOf(grant, work);
    const isWithWork = own.end === firstEnd(until, old);
    const then = isWithWork ? firstEnd(until, to) : firstEnd(own.end, to);
    if (then === own.end) return [];
    const end = firstEnd(then, cap);
    const set = isWithWork || then === to ? setBy : own.endedBy;
    if (end === then) return [{ type: 'GrantReinstated', grant: id, end, by, endedBy: set }];
    const cut = { endBefore: then, ...(set === null ? {} : { endedByBefore: set }) };
    return [{ type: 'GrantReinstated', grant: id, end, by, endedBy: after.endedBy, ...cut }];
  });
}

/** The end a grant has without any offboarding, by the ledger alone. */
function ownOf({ end, endedBy, endWithout, until = null }: Grant, work: Engagement): EndWithout {
  if (endWithout !== undefined) return endWithout;
  // Given or moved while one of them was waiting for its day: it ends with the work, whenever that ends.
  if (end === null || end !== work.end || !isTheirs(work)) return { end, endedBy };
  return { end: firstEnd(until, withoutOffboardings(work).end), endedBy: null };
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
