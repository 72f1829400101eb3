/** What is held while it is held: its first day may be moved, and after a move somebody says whether it goes on, and for how long. */
import type { CaseLine, CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { type Grant, startOf } from '../grant/model.ts';
import { beginOf } from '../person/index.ts';
import { type Instant, later, plus } from '../shared/instant.ts';
import { endNow } from './endNow.ts';
import { givenEvents } from './given.ts';
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
    () => keptForShorter(state, line, grant, now),
    () => (line.moving === 'ask' ? toBeKept(state, line, grant, setting) : []),
  ];
  for (const step of steps) {
    const events = step();
    if (events.length > 0) return events;
  }
  return [];
}

/** Its first day was moved: what has not begun begins with it. */
function notBegun(
  state: CaseState,
  line: CaseLine,
  grant: Grant,
  { engagement, now, ...rest }: Setting,
  place: number,
): readonly TenureEvent[] {
  if (engagement === null || engagement.id !== grant.engagement || startOf(grant) <= now) return [];
  if (startOf(grant) === later(beginOf(engagement, line.asked.risk), now)) return [];
  const ended: TenureEvent = { type: 'GrantEnded', grant: grant.id, end: now, by: state.id, changeSet: null };
  const without = { ...rest.ledger, grants: rest.ledger.grants.filter(({ id }) => id !== grant.id) };
  const again = givenEvents(state, line, engagement, { ...rest, ledger: without, now }, undefined, place + 1);
  return [ended, ...again.filter(({ type }) => type === 'GrantGiven' || type === 'LineGranted')];
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

/** Whoever said that it goes on may have said: for shorter. */
function keptForShorter(state: CaseState, held: CaseLine, grant: Grant, now: Instant): readonly TenureEvent[] {
  const stage = stageName(keepStageOf(held));
  const keeping = state.request.questions.filter((one) => one.line === held.id && one.stage === stage);
  const ends = keeping.flatMap(({ decisions }) =>
    decisions.flatMap(({ duration, at }) => (duration === undefined ? [] : [plus(at, duration)])),
  );
  const [end] = ends.toSorted();
  if (end === undefined || (grant.end !== null && grant.end <= end)) return [];
  return [{ type: 'GrantEnded', grant: grant.id, end: later(end, now), by: state.id, changeSet: null }];
}
