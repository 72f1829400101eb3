/**
 * A line that was given, until its end: a word before it, the end itself once it was read back as gone, or all of it taken
 * back because it never was whole.
 */
import { type CaseLine, type CaseState, isReadAsGone, itemsOf } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import { type Grant, startOf } from '../grant/model.ts';
import { closedByHand, goesOnAs } from '../person/index.ts';
import type { Policy, RequestTimes } from '../policy/model.ts';
import { epochOf, type Instant, later, minus, plus } from '../shared/instant.ts';
import { endLine } from './endLine.ts';
import { endNow } from './endNow.ts';
import { heldOf } from './held.ts';
import { lineTrouble } from './lineTrouble.ts';

interface Holding {
  readonly ledger: PersonLedger;
  readonly policy: Policy;
  readonly now: Instant;
}

/** What follows for a line that is held, by time and by what was read back. */
export function held(state: CaseState, line: CaseLine, holding: Holding): readonly TenureEvent[] {
  const { ledger, policy, now } = holding;
  const grant = grantOf(line, ledger);
  const times = policy.requests?.times;
  if (grant === undefined || line.grantedAt === null) return [];
  if (grant.end !== null && grant.end <= now) return ended(state, line, grant, holding);
  if (times === undefined) return [];
  const latest = plus(later(line.grantedAt, grant.start.at), times.inPlaceWithin);
  // Once it was whole and proved, a membership that is being restored is no reason to take the rest.
  if (grant.groups.length > 0 && now >= latest && !state.proved && !isWhole(grant, ledger)) {
    return [...endNow(state, line, grant, 'not-in-place', now), lineTrouble(state, 'not-in-place', line)];
  }
  const remindAt = reminderOf(line, ledger, times);
  if (remindAt === null || now < remindAt || grant.end === null) return [];
  return [{ type: 'EndReminded', line: line.id, grant: grant.id, end: grant.end, at: now }];
}

/**
 * Its time is over. That it has ended is said when it was read back as gone, or as held by another cause from then on;
 * where another case has ended it, that case answers for the removal and says when it is gone.
 */
function ended(
  state: CaseState,
  line: CaseLine,
  grant: Grant,
  { ledger, now }: Pick<Holding, 'ledger' | 'now'>,
): readonly TenureEvent[] {
  if (isEndedElsewhere(state, grant)) {
    const work = ledger.engagements.find(({ id }) => id === grant.engagement);
    const isWorkOver = work === undefined || (work.end !== null && work.end <= now);
    return endLine(state, line, isWorkOver ? 'left' : 'ended-elsewhere', now);
  }
  if (!isGone(state, grant, ledger, now)) return [];
  const goesOn = ledger.grants.some((other) => goesOnAs(grant, other));
  const because = line.moving === 'end' ? 'moved' : 'expired';
  return [...endLine(state, line, because, now), ...(goesOn ? [] : closedByHand(state, grant))];
}

const isEndedElsewhere = ({ id }: CaseState, { endedBy }: Grant) => endedBy !== null && endedBy !== id;

/** Over, and every group of it read back as gone, or covered by another cause from then on. */
export function isGone(state: CaseState, grant: Grant, ledger: PersonLedger, now: Instant): boolean {
  const { end, groups } = grant;
  if (end === null || end > now) return false;
  if (isEndedElsewhere(state, grant)) return isReadAsGone(ledger, grant, now);
  return itemsOf(state, ledger, now)
    .filter(({ what, ref }) => what === 'removal' && groups.some((one) => one === ref))
    .every(({ state: found }) => found === 'verified' || found === 'accepted');
}

/** Of what has been read back meanwhile: the ends that may be said now. */
export const endsReadBack = (state: CaseState, holding: Holding): readonly TenureEvent[] =>
  state.request.lines.flatMap((line) => {
    const grant = grantOf(line, holding.ledger);
    const isOver = line.ended === null && grant?.end != null && grant.end <= holding.now;
    return isOver && grant !== undefined && line.grantedAt !== null ? ended(state, line, grant, holding) : [];
  });

const grantOf = ({ grant }: CaseLine, { grants }: PersonLedger) => grants.find(({ id }) => id === grant);

/** Every group of it was read back under this very grant. */
export const isWhole = (grant: Grant, { records }: PersonLedger): boolean =>
  grant.groups.every((group) => records.some((one) => one.group === group && one.verifiedUnder.includes(grant.id)));

/**
 * When whoever holds it is to hear of its end: once for each end it comes to have. Not of what was asked for no longer than
 * that, nor while its time does not run, nor where an extension goes on from it.
 */
function reminderOf(line: CaseLine, ledger: PersonLedger, times: RequestTimes): Instant | null {
  const grant = grantOf(line, ledger);
  if (line.ended !== null || line.duration === null || grant === undefined || grant.end === null) return null;
  if (grant.hold !== undefined && grant.hold.began === null) return null;
  if (line.remindedOf === grant.end) return null;
  const begins = grant.hold?.began ?? startOf(grant);
  if (epochOf(grant.end) - epochOf(begins) <= times.remindBeforeEnd) return null;
  const last = heldOf(ledger, line.entitlement, begins).at(-1);
  return last?.id === grant.id ? minus(grant.end, times.remindBeforeEnd) : null;
}

/** The instants at which time alone brings something to a line that is held. */
export function turnsOf(line: CaseLine, ledger: PersonLedger, times: RequestTimes): readonly Instant[] {
  const grant = grantOf(line, ledger);
  if (line.ended !== null || grant === undefined || line.grantedAt === null) return [];
  const whole = plus(later(line.grantedAt, grant.start.at), times.inPlaceWithin);
  const reminder = reminderOf(line, ledger, times);
  return [whole, ...(grant.end === null ? [] : [grant.end]), ...(reminder === null ? [] : [reminder])];
}
