/** Offboarding: every engagement and every grant of the person ends, at once or at an instant. */
import type { TenureEvent } from '../evidence/model.ts';
import { leadingEngagement } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { type Instant, later } from '../shared/instant.ts';
import { isSealed } from './confidential.ts';
import { accepted, editedSince } from './editedSince.ts';
import { isOver } from './goesOn.ts';
import { isKeptUnclear, keptAs, keptOtherwise } from './kept.ts';
import type { Decision, Look } from './look.ts';
import type { Engagement } from './model.ts';
import { sameEngagement } from './onboarding.ts';

export function decideOffboarding(look: Look): Decision {
  const { filed, ledger, rules, state, now } = look;
  const person = ledger.person;
  if (person === null || look.person === null)
    return { ok: false, problems: [{ code: 'unknown-person', field: 'person' }] };
  if (state.person !== null && look.person !== state.person) {
    return { ok: false, problems: [{ code: 'person-changed', field: 'person' }] };
  }
  const lead = leadingEngagement(ledger.engagements, now);
  const asked = filed.end === null ? now : rules.endOf(filed.end, lead?.attributes ?? {});
  if (asked === null) return { ok: false, problems: [{ code: 'not-a-date', field: 'end' }] };
  // Whoever empties the last day may mean "never" as well as "now": neither happens by that.
  const stands = state.accepted || state.postponedUntil !== null;
  const emptied = stands && filed.end === null && look.form.emptied.end !== undefined && editedSince(look)('end');
  if (emptied) return { ok: false, problems: [{ code: 'end-emptied', field: 'end' }] };
  // A past end acts at once; the gap is said on the issue.
  const end = later(asked, now);

  const running = ledger.engagements.filter((one) => (one.end === null || one.end > now) && isOfThisEnd(look, one));
  const over = keptOtherwise(look);
  if (running.length === 0 && over.length === 0 && !isKeptUnclear(look)) {
    return { ok: false, problems: [{ code: 'already-left', field: 'person' }] };
  }
  const sealed = isSealed(look, asked);
  if (sealed !== null) return sealed;
  const events: TenureEvent[] = [accepted(look)];
  if (state.person === null) events.push({ type: 'CaseConcerns', person: person.id });
  events.push(...over.map((engagement): TenureEvent => ({ type: 'EngagementChanged', engagement })));
  // Read again because of something else on it, the form ends nothing anew: another case may have moved the end since.
  const edited = editedSince(look);
  const endSaid = !state.accepted || edited('end');
  // What is to be kept after the end is for this case to answer, whoever moved the end.
  const keptSaid = edited('legalHold') || edited('handOver');
  const answered = running.filter(
    ({ end: set, endedBy }) => endSaid || (set !== null && (keptSaid || endedBy === state.id)),
  );
  // An earlier end stands; what this case has cut short itself goes back no further than to the end it had.
  const before = ({ id, end: standing, endedBy }: Pick<Engagement | Grant, 'id' | 'end' | 'endedBy'>) => {
    const known = endedBy === state.id ? state.endsBefore[id] : undefined;
    return known === undefined ? standing : known;
  };
  const capped = (own: Instant | null) => (own !== null && own < end ? own : end);

  for (const engagement of answered) {
    const endBefore = before(engagement);
    const moved = endSaid ? capped(endBefore) : (engagement.end ?? end);
    const ended = keptAs(look, { ...engagement, end: moved, endedBy: state.id, changedBy: state.id }, moved);
    // Also where the end stands as it is: from now on this case answers for it, and carries the receipt.
    if (sameEngagement(ended, engagement)) continue;
    events.push({
      type: 'EngagementChanged',
      engagement: ended,
      endBefore,
      ...enderOf(engagement),
      ...(asked < moved && moved === now ? { askedEnd: asked } : {}),
    });
  }
  // What belongs to no work in particular ends with the last of it.
  const isLast = ledger.engagements.every((one) => isOver(one, now) || answered.includes(one));
  const ends = ({ engagement }: Grant) =>
    !state.accepted || (endSaid && (engagement === null ? isLast : answered.some(({ id }) => id === engagement)));
  for (const grant of ledger.grants.filter(ends)) {
    if (grant.end !== null && grant.end <= now) continue;
    const endBefore = before(grant);
    const moved = capped(endBefore);
    if (moved === grant.end) continue;
    const ended = {
      type: 'GrantEnded',
      grant: grant.id,
      end: moved,
      by: state.id,
      changeSet: null,
      endBefore,
    } as const;
    events.push({ ...ended, ...enderOf(grant) });
  }
  return { ok: true, events };
}

/** Once accepted, the case is about the work there was then; what was taken up since is another's to end. */
const isOfThisEnd = ({ state }: Look, { id, endedBy }: Engagement) =>
  !state.accepted || endedBy === state.id || id in state.endsBefore;

/** Whose end it was: taken back, it is theirs again. */
const enderOf = ({ endedBy }: Pick<Engagement | Grant, 'endedBy'>) =>
  endedBy === null ? {} : { endedByBefore: endedBy };
