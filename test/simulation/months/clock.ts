/**
 * Of a clock that is set wrong: people are told, nothing is taken by it before one of them says that it is right, and
 * whoever is out stays out when it is put right.
 */
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import { justified, signInStopped, standing } from '../oracle.ts';
import { type Facts, instant, type OwnWrite } from './facts.ts';
import type { Op } from './okta.ts';
import type { Found, Invariant } from './statement.ts';

/** Longer than a second look, and its commit, with a process that stands still for a moment. */
const TOLD_WITHIN = 60_000;
/** What was on its way to its first step when the clock was set, and was not told yet. */
const UNDER_WAY = 10_000;
/** A shorter step is a correction. */
const A_STEP = 5 * 60_000;

export const CLOCK: readonly Invariant[] = [
  {
    number: 0,
    name: 'a clock that steps is told',
    promises: 'a step of more than five minutes that a running process has seen is in doubt within a minute',
    broken: (facts) => facts.history.wrongClock.steps.flatMap((step) => untold(facts, step)),
  },
  {
    number: 0,
    name: 'nothing ends by a clock in doubt',
    promises: 'from a step until a person says that the clock is right, nothing is taken that only a date ends',
    broken: (facts) => {
      const doubts = doubtsOf(facts);
      return doubts.length === 0 ? [] : facts.writes.flatMap((write) => takenInDoubt(facts, doubts, write));
    },
  },
  {
    number: 0,
    name: 'nobody comes back by the clock',
    promises: 'whoever was out for good is not let in because the clock was put back',
    broken: (facts) =>
      facts.history.clock.hasStepped ? facts.writes.flatMap((write) => letInByClock(facts, write)) : [],
  },
];

/** A time in which people have been told, and none of them has said that it is right. */
interface Doubt {
  readonly from: number;
  readonly until: number;
  /** As it says: the last instant that was surely right. */
  readonly since: Instant;
}

function doubtsOf({ history }: Facts): readonly Doubt[] {
  const open = new Map<string, { readonly from: number; readonly since: Instant }>();
  const found: Doubt[] = [];
  for (const { at, events } of history.trace.commits) {
    for (const { event } of events) {
      // Told once more of the same: when it is set back while it stands.
      if (event.type === 'ExceptionRaised' && event.kind === 'clock-stepped' && !open.has(event.exception)) {
        open.set(event.exception, { from: at, since: instant(Date.parse(String(event.detail?.since))) });
      }
      if (event.type !== 'ExceptionSettled') continue;
      const doubt = open.get(event.exception);
      if (doubt !== undefined && open.delete(event.exception)) found.push({ ...doubt, until: at });
    }
  }
  return [...found, ...[...open.values()].map((one) => ({ ...one, until: Number.POSITIVE_INFINITY }))];
}

// ---- told ------------------------------------------------------------------------------------------------

function untold(facts: Facts, { at, by, isSeen }: Facts['history']['wrongClock']['steps'][number]): readonly Found[] {
  if (!isSeen || Math.abs(by) <= A_STEP) return [];
  const isTold = doubtsOf(facts).some(({ from, until }) => from <= at + TOLD_WITHIN && at < until);
  return isTold ? [] : [{ person: null, says: `the clock was set by ${by} ms, and nobody was told`, at }];
}

// ---- taken -----------------------------------------------------------------------------------------------

const CLOSES: ReadonlySet<Op> = new Set(['suspend', 'deactivate', 'sessions']);

function takenInDoubt(facts: Facts, doubts: readonly Doubt[], write: OwnWrite): readonly Found[] {
  const { sent, clock, during, person, op, group, at, account } = write;
  // Of an account that is closed already nothing is taken by it.
  if (op === 'sessions' && facts.wasState(account, 'deactivated', sent.at, sent.at)) return [];
  const [doubt] = doubts
    .filter(({ from, until }) => from + UNDER_WAY < sent.at && sent.at < until)
    .sort((one, other) => (one.since < other.since ? -1 : 1));
  if (doubt === undefined) return [];
  const { since } = doubt;
  const isByDate = during.every(
    (ledger) =>
      isTaken(ledger, write, clock) &&
      !isTaken(ledger, write, since) &&
      !endsBetween(ledger, since, clock).some((end) => isDecided(facts, write, end)),
  );
  const says = `${op}${group === null ? '' : ` ${group}`} by a clock in doubt since ${since}, which shows ${clock}`;
  return isByDate ? [{ person, says, at }] : [];
}

/** By the ledger at that instant. */
function isTaken(ledger: PersonLedger, { op, group }: OwnWrite, now: Instant): boolean {
  if (op === 'remove') return group !== null && !justified(ledger, now).has(group);
  if (op === 'unassign') return standing(ledger, now) === 'left';
  return CLOSES.has(op) && signInStopped(ledger, now);
}

function endsBetween(ledger: PersonLedger, from: Instant, until: Instant): readonly Instant[] {
  const { engagements, grants, exclusions } = ledger;
  const all = [
    ...engagements.flatMap(({ end, leaves = [] }) => [end, ...leaves.map((leave) => leave.from)]),
    ...grants.map(({ end }) => end),
    ...exclusions.map((one) => one.from),
  ];
  return all.flatMap((end) => (end !== null && from < end && end <= until ? [end] : []));
}

/** Set when the clock showed that instant already: whoever said it meant now. What had been said before is only kept. */
function isDecided({ history }: Facts, { person, sent }: OwnWrite, end: Instant): boolean {
  let wasSet = false;
  for (const { at, ledgers } of history.trace.commits.slice(0, sent.afterCommits)) {
    const ledger = ledgers.find((one) => one.person?.id === person);
    if (ledger === undefined) continue;
    const isSet = isSetIn(ledger, end);
    if (isSet && !wasSet && instant(history.clock.shownAt(at)) >= end) return true;
    wasSet = isSet;
  }
  return false;
}

const isSetIn = ({ engagements, grants, exclusions }: PersonLedger, end: Instant) =>
  engagements.some((one) => one.end === end || (one.leaves ?? []).some(({ from }) => from === end)) ||
  grants.some((one) => one.end === end) ||
  exclusions.some(({ from }) => from === end);

/** All work that goes on by the clock of now had come to its end by the clock it was ended by: they have left. */
export function hasLeftBefore(facts: Facts, write: OwnWrite, { engagements }: PersonLedger): boolean {
  const { clock } = write;
  const going = engagements.filter(({ accountFrom, end }) => accountFrom <= clock && (end === null || clock < end));
  return going.length > 0 && going.every(({ end }) => end !== null && isDecided(facts, write, end));
}

// ---- let in ----------------------------------------------------------------------------------------------

const LETS_IN: ReadonlySet<Op> = new Set(['activate', 'unsuspend', 'add']);

/** What was said of them last ended their work at once, by the clock of then; and by the clock of now it goes on. */
function letInByClock({ history }: Facts, { op, person, sent, clock, ledger, at }: OwnWrite): readonly Found[] {
  if (!LETS_IN.has(op) || standing(ledger, clock) === 'left') return [];
  const said = history.trace.commits
    .slice(0, sent.afterCommits)
    .find(({ ledgers }) => ledgers.some((one) => one.person?.id === person && sameWork(one, ledger)));
  if (said === undefined) return [];
  const then = instant(history.clock.shownAt(said.at));
  const isMeantAtOnce = ledger.engagements.some(({ end }) => end !== null && A_MOMENT >= Math.abs(gap(end, then)));
  return then > clock && standing(ledger, then) === 'left' && isMeantAtOnce
    ? [{ person, says: `${op}: their work was over at ${then}, and the clock shows ${clock}`, at }]
    : [];
}

const A_MOMENT = 60_000;
const gap = (one: Instant, other: Instant) => Date.parse(one) - Date.parse(other);
const sameWork = (one: PersonLedger, other: PersonLedger) =>
  JSON.stringify(one.engagements) === JSON.stringify(other.engagements);
