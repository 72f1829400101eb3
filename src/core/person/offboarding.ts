/** Offboarding: every engagement and every grant of the person ends, at once or at an instant. */
import type { TenureEvent } from '../evidence/model.ts';
import { leadingEngagement } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { earlier, type Instant, later } from '../shared/instant.ts';
import { isSealed } from './confidential.ts';
import { accepted, editedSince } from './editedSince.ts';
import { earliest, endsOf, ownEnd, withEnds } from './ends.ts';
import { isFiledSince } from './filedSince.ts';
import { isOver } from './goesOn.ts';
import { isKeptUnclear, keptByForm, keptOtherwise } from './kept.ts';
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

  const running = ledger.engagements.filter(
    (one) => (one.end === null || one.end > now) && isOfThisEnd(look, one) && !isFiledSince(look, one),
  );
  const workedUntil = ledger.engagements
    .filter((one) => one.start < end && !isOver(one, now))
    .map((one) => earlier(endOfOthers(one) ?? end, end))
    .sort()
    .at(-1);
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
  // The end that stood goes back no further than it was, and another offboarding's earlier one stands.
  const ended = answered.map((engagement) => endedBy(engagement));

  for (const { engagement, after, without } of ended) {
    // Also where the end stands as it is: from now on this case answers for it, and carries the receipt.
    if (sameEngagement(after, engagement)) continue;
    const { end: endBefore, endedBy: ender } = without;
    events.push({
      type: 'EngagementChanged',
      engagement: after,
      endBefore,
      ...(ender === null ? {} : { endedByBefore: ender }),
      ...(after.end !== null && asked < after.end && after.end === now ? { askedEnd: asked } : {}),
    });
  }
  // What belongs to no work in particular ends with the last of it.
  const others = ledger.engagements.filter((one) => !isOver(one, now) && !answered.includes(one));
  const isOfOther = ({ engagement }: Grant) =>
    engagement === null ? others.length > 0 : others.some(({ id }) => id === engagement);
  const isOfThis = ({ engagement }: Grant) => engagement === null || answered.some(({ id }) => id === engagement);
  const ends = (grant: Grant) => !isOfOther(grant) && (!state.accepted || (endSaid && isOfThis(grant)));
  const first = ended.reduce((sofar, { by }) => earliest(by, sofar) ?? sofar, end);
  for (const grant of ledger.grants.filter(ends)) {
    if (grant.end !== null && grant.end <= now) continue;
    const work = ended.find(({ engagement }) => engagement.id === grant.engagement);
    const { end: endBefore, endedBy: ender } = ownEnd(grant, work?.engagement, state);
    const cap = (work === undefined ? null : earliest(work.by)) ?? first;
    const moved = endBefore === null ? cap : earlier(endBefore, cap);
    if (moved === grant.end) continue;
    events.push({
      type: 'GrantEnded',
      grant: grant.id,
      end: moved,
      by: state.id,
      changeSet: null,
      endBefore,
      ...(ender === null ? {} : { endedByBefore: ender }),
    });
  }
  return { ok: true, events };

  /**
   * Whoever leaves before their first day never comes: nothing is opened for it, and what is open already goes now, or
   * with the other work they have until then.
   */
  function endFor({ start, accountFrom }: Engagement): Instant {
    return start < end ? end : later(workedUntil ?? earlier(end, accountFrom), now);
  }

  function standing(engagement: Engagement) {
    const { without, by } = endsOf(engagement, state);
    const own = by.find((one) => one.case === state.id);
    return { without, own, others: by.filter((one) => one !== own) };
  }

  function endOfOthers(engagement: Engagement): Instant | null {
    const { without, others } = standing(engagement);
    return earliest(others, without.end);
  }

  function endedBy(engagement: Engagement) {
    const { without, own, others } = standing(engagement);
    const claimed = { case: state.id, end: endSaid ? endFor(engagement) : (own?.end ?? null) };
    const until = earliest([...others, claimed], without.end) ?? end;
    const by = [...others, { ...claimed, ...keptByForm(look, engagement, own, until) }];
    const after = withEnds({ ...engagement, changedBy: state.id }, { without, by }, state.id);
    return { engagement, after, without, by };
  }
}

/** Once accepted, the case is about the work there was then; what was taken up since is another's to end. */
const isOfThisEnd = ({ state }: Look, { id, endedBy }: Engagement) =>
  !state.accepted || endedBy === state.id || id in state.endsBefore;
