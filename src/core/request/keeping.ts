/** What is held while it is held: its first day may be moved, and after a move somebody says whether it goes on, and for how long. */
import type { CaseLine, CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { type Grant, startOf } from '../grant/model.ts';
import type { Engagement } from '../person/model.ts';
import { later, plus } from '../shared/instant.ts';
import { endNow } from './endNow.ts';
import { givenEvents, startFor } from './given.ts';
import { conflictEvents, keepStageOf, movedEvents } from './moving.ts';
import { ask, waiting } from './questions.ts';
import type { Setting } from './setting.ts';
import { stageName } from './stage.ts';

/** What follows while it is held, other than by its own time; none when nothing does. */
export function whileHeld(state: CaseState, line: CaseLine, setting: Setting, place: number): readonly TenureEvent[] {
  const { ledger, policy, rules, now } = setting;
  const grant = ledger.grants.find(({ id }) => id === line.grant);
  if (grant === undefined || (grant.end !== null && grant.end <= now)) return [];
  const work = ledger.engagements.find(({ id }) => id === grant.engagement);
  const overlap = rules.settings.times.moverOverlap;
  const steps = [
    () => notBegun(state, line, grant, setting, place),
    () => movedEvents(state, line, grant, work, { policy, overlap, now }),
    () => conflictEvents(state, line, grant, { policy, ledger, now }),
    () => keptForShorter(state, line, grant, setting, place),
    () => (line.moving === 'ask' ? toBeKept(state, line, grant, setting) : []),
  ];
  for (const step of steps) {
    const events = step();
    if (events.length > 0) return events;
  }
  return [];
}

/** Its first day was moved: what has not begun begins with it. Read back under a clock that stood ahead, it has begun. */
function notBegun(
  state: CaseState,
  line: CaseLine,
  grant: Grant,
  setting: Setting,
  place: number,
): readonly TenureEvent[] {
  const { engagement, now } = setting;
  if (engagement === null || engagement.id !== grant.engagement || startOf(grant) <= now) return [];
  if (hasBegun(grant, setting)) return [];
  if (startOf(grant) === startFor(line, engagement, now)) return [];
  return givenAnew(state, line, grant, engagement, setting, place);
}

/** The same access, of which nothing was in place yet, as the line stands now; what its role has come to mean for it stays. */
function givenAnew(
  state: CaseState,
  line: CaseLine,
  grant: Grant,
  engagement: Engagement,
  { ledger, now, ...rest }: Setting,
  place: number,
): readonly TenureEvent[] {
  const ended = { type: 'GrantEnded', grant: grant.id, end: now, by: state.id, changeSet: null } as const;
  const without = { ...ledger, grants: ledger.grants.filter(({ id }) => id !== grant.id) };
  const again = givenEvents(state, line, engagement, { ...rest, ledger: without, now }, undefined, place + 1);
  return [
    ended,
    ...again.flatMap((event): readonly TenureEvent[] => {
      // What a move has made of it stays, and a move nobody has looked at yet is still to be looked at.
      if (event.type === 'LineGranted') return [line.work === null ? event : { ...event, work: line.work }];
      if (event.type !== 'GrantGiven') return [];
      const same = { ...event, grant: { ...event.grant, groups: grant.groups, policy: grant.policy } };
      const ends =
        line.moving === 'end' && grant.end !== null ? { ...ended, grant: event.grant.id, end: grant.end } : null;
      return ends === null ? [same] : [same, ends];
    }),
  ];
}

/** Held, and their work has changed: it goes on until somebody answers, and ends when nobody does or one says no. */
function toBeKept(state: CaseState, line: CaseLine, grant: Grant, setting: Setting): readonly TenureEvent[] {
  const { now } = setting;
  const own = state.request.questions.filter((one) => one.line === line.id);
  const ends = endNow(state, line, grant, 'not-kept', now);
  const open = own.find(({ isOpen }) => isOpen);
  const keeping = keepStageOf(line);
  if (open !== undefined) {
    if (now < open.until) return waiting(line, open, [keeping], setting);
    return ends.map((event) => (event.type === 'QuestionVoided' ? { ...event, because: 'timed-out' } : event));
  }
  const last = own.findLast(({ stage }) => stage === stageName(keeping));
  const isRefused = last?.decisions.some(({ verdict }) => verdict === 'refuse') === true;
  return isRefused ? ends : ask(state, line, keeping, setting, own.length);
}

/**
 * Whoever said that it goes on may have said: for shorter. That time, too, runs from the first membership that is read
 * back, so before there is one it is given anew for it.
 */
function keptForShorter(
  state: CaseState,
  held: CaseLine,
  grant: Grant,
  setting: Setting,
  place: number,
): readonly TenureEvent[] {
  const { engagement, now } = setting;
  const stage = stageName(keepStageOf(held));
  const keeping = state.request.questions.filter((one) => one.line === held.id && one.stage === stage);
  const shorter = keeping.flatMap(({ decisions }) =>
    decisions.flatMap(({ duration, at }) =>
      // Said before this was given, it is in what was given.
      duration === undefined || (held.grantedAt !== null && at <= held.grantedAt) ? [] : [{ duration, at }],
    ),
  );
  if (shorter.length > 0 && !hasBegun(grant, setting) && engagement?.id === grant.engagement) {
    return givenAnew(state, held, grant, engagement, setting, place);
  }
  const [end] = shorter.map(({ duration, at }) => plus(at, duration)).toSorted();
  if (end === undefined || (grant.end !== null && grant.end <= end)) return [];
  return [{ type: 'GrantEnded', grant: grant.id, end: later(end, now), by: state.id, changeSet: null }];
}

/** Something of it was read back; what a person opens begins with its first day. */
const hasBegun = (grant: Grant, { ledger, now }: Setting): boolean =>
  grant.groups.length === 0
    ? startOf(grant) <= now
    : ledger.records.some(({ verifiedUnder }) => verifiedUnder.includes(grant.id));
