/**
 * While the clock is in doubt, what ends by its date waits, whatever has woken its account. What a person decided (an
 * end whose instant had come when it was said: a leaver filed for now, a revoked grant) is carried out by any clock; and
 * a clock that is put back lets nobody in again, and leaves nobody in, whom it had shown as gone by then.
 */
import type { PersonLedger } from '../../core/grant/index.ts';
import type { Account, Engagement } from '../../core/person/model.ts';
import { decides, type TimedEnd, timedChanges, workEnd } from '../../core/reconcile/index.ts';
import type { Change, Plan } from '../../core/reconcile/model.ts';
import { MOST_OFF } from '../../core/shared/clockStep.ts';
import { BEGINNING, type Instant, later, plus } from '../../core/shared/instant.ts';
import type { Reader } from '../../ports/store.ts';
import { clockInDoubt } from '../clock/clockWatch.ts';

interface Taking {
  readonly ledger: PersonLedger;
  readonly account: Account;
  readonly now: Instant;
}

/** Only a plan that takes something is asked about: whatever gives goes on. */
export async function heldByClock(
  read: Reader,
  { ledger, account, now }: Taking,
  next: Plan,
): Promise<ReadonlySet<Change>> {
  const taking = timedChanges(next, ledger, account, BEGINNING, now);
  const since = taking.length === 0 ? null : await clockInDoubt(read);
  const held = new Set<Change>();
  if (since === null) return held;
  for (const { change, ends } of timedChanges(next, ledger, account, since, now)) {
    if (await isByDate(read, ends)) held.add(change);
  }
  return held;
}

/** Whether somebody's work is over by a clock that may be wrong, and by nothing else. */
export async function closesByClock(read: Reader, ledger: PersonLedger, now: Instant): Promise<boolean> {
  const since = await clockInDoubt(read);
  return (
    since !== null &&
    isByDate(
      read,
      workEnd(ledger, now).filter(({ at }) => since < at),
    )
  );
}

async function isByDate(read: Reader, ends: readonly TimedEnd[]): Promise<boolean> {
  for (const end of ends) if (!(await isDecided(read, end))) return true;
  return false;
}

/** Whether it was set when its instant had come, by the clock of then. */
export async function isDecided(read: Reader, { at, by }: TimedEnd): Promise<boolean> {
  const said = await read.stream(by);
  return said.some((one) => one.at >= at && decides(one.event, at));
}

/**
 * An end decided "now" in the transaction just before ours must have come, or its revision would count as done without it.
 * What was touched further ahead was touched by a clock that has been put right: by that one, days would be over early.
 */
export const notBefore = (touchedAt: Instant, now: Instant): Instant =>
  touchedAt <= plus(now, MOST_OFF) ? later(touchedAt, now) : now;

/**
 * As of when somebody's account is looked at: by this clock; or, where all the work that goes on by it had come to its end
 * by the clock it was ended by, at that end. Whoever has left has left, also when the clock is put back, and also from work
 * that an offboarding did not end because its last day had come by that clock.
 */
export async function lookedAtAsOf(read: Reader, { engagements }: PersonLedger, now: Instant): Promise<Instant> {
  const unended = engagements.filter(({ end }) => end === null || now < end);
  const going = unended.filter(({ accountFrom }) => accountFrom <= now);
  if (going.length === 0) return now;
  // Also what had not begun yet: by it one knows that they were to leave.
  const decided = await Promise.all(
    unended.map(({ end, endedBy, openedBy }) => end !== null && isDecided(read, { at: end, by: endedBy ?? openedBy })),
  );
  const left = unended.filter((_, place) => decided[place]);
  for (const one of going)
    if (!left.includes(one) && !(await any(left, (other) => wasOverFor(read, one, other)))) return now;
  return left.reduce<Instant>((last, { end }) => later(last, end ?? last), now);
}

/** What was there when `left` was offboarded, and was over by then: whatever is taken up since goes on. */
async function wasOverFor(read: Reader, work: Engagement, left: Engagement): Promise<boolean> {
  const { end, endedBy, offboardings = [] } = left;
  if (work.end === null || end === null || end < work.end || endedBy === null) return false;
  if (!offboardings.some((one) => one.case === endedBy)) return false;
  const [opening, ending] = await Promise.all([read.stream(work.openedBy), read.stream(endedBy)]);
  const [opened] = opening.filter(({ event }) => event.type === 'EngagementOpened');
  const said = ending.find((one) => one.at >= end && decides(one.event, end));
  return opened !== undefined && said !== undefined && opened.position < said.position;
}

async function any<One>(all: readonly One[], holds: (one: One) => Promise<boolean>): Promise<boolean> {
  for (const one of all) if (await holds(one)) return true;
  return false;
}
