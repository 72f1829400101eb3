/**
 * What somebody ended at once while the clock stood ahead goes on, by its date, until the clock has caught up; and whoever
 * was put on leave at once by it is not away until then. So the end, or the leave, is put to now, on the record of whoever
 * had set it; a leave that was over by then too, at once or because it was taken back, never begins, or is over where it had
 * begun before; where somebody had moved the return to a day that had passed by that clock alone, it goes on until that day.
 * What was only said to end, or to begin, on that day is left as it is.
 */
import { foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { type PersonLedger, wasInPlace } from '../../core/grant/index.ts';
import type { Grant } from '../../core/grant/model.ts';
import type { Leave } from '../../core/person/model.ts';
import type { Settings } from '../../core/policy/model.ts';
import { MOST_OFF } from '../../core/shared/clockStep.ts';
import type { CaseId, GrantId, PersonId } from '../../core/shared/ids.ts';
import { type Instant, later, plus } from '../../core/shared/instant.ts';
import type { Reader } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import { isDecided, lookedAtAsOf } from '../reconcile/byClock.ts';
import type { World } from '../world.ts';

/** So many events are looked at: a busy company has recorded some since the clock was put right. */
const LAST = 10_000;

/** Ends that were looked into and are of their date. */
export type OfTheirDate = Set<string>;

/** Answers how many grants it has ended and leaves it has begun, ended or called off. Nothing is read of anybody unless the record is ahead of the clock. */
export async function endWhatWasEnded(world: World, known: OfTheirDate = new Set()): Promise<number> {
  const { read } = world.store;
  const [now, latest, force] = await Promise.all([read.now(), read.latestTime(LAST), world.rules.current()]);
  if (force === null || latest === null || latest <= plus(now, MOST_OFF)) {
    known.clear();
    return 0;
  }
  let ended = 0;
  const [ending, leaving] = await Promise.all([read.peopleWithEnds(now, latest), read.peopleWithLeaves(now, latest)]);
  for (const person of new Set([...ending, ...leaving])) {
    // One record in trouble must keep nobody else in.
    try {
      const ledger = await read.person(person);
      // Whoever has left has left by any clock.
      if ((await lookedAtAsOf(read, ledger, now)) > now) continue;
      const between = { now, latest, known };
      for (const one of await endedAtOnce(read, ledger, between)) {
        if (await endNow(world, { person, ...one }, force.policy.settings)) ended += 1;
      }
      for (const one of await awayAtOnce(read, ledger, between)) {
        if (await awayNow(world, person, one, force.policy.settings)) ended += 1;
      }
    } catch (trouble) {
      world.log.error({ person, trouble: String(trouble) }, 'what was ended by a clock ahead could not be ended');
    }
  }
  return ended;
}

interface Between {
  readonly now: Instant;
  readonly latest: Instant;
  readonly known: OfTheirDate;
}

interface Ended {
  readonly id: GrantId;
  readonly end: Instant;
  readonly by: CaseId;
}

async function endedAtOnce(
  read: Reader,
  ledger: PersonLedger,
  { now, latest, known }: Between,
): Promise<readonly Ended[]> {
  const found: Ended[] = [];
  for (const grant of ledger.grants) {
    const { id, end } = grant;
    const key = `${id} ${end}`;
    // Given and ended while it was ahead, and never in place, it never begins.
    if (end === null || end <= now || end > latest || !wasInPlace(ledger, grant) || known.has(key)) continue;
    const by = setterOf(grant);
    if (await isDecided(read, { at: end, by })) found.push({ id, end, by });
    else known.add(key);
  }
  return found;
}

function endNow(
  { store, timing }: World,
  { person, id, end, by }: Ended & { readonly person: PersonId },
  settings: Settings,
): Promise<boolean> {
  return store.transaction(
    async (tx) => {
      const ledger = await tx.lockPerson(person);
      const state = foldCase(by, await tx.lockCase(by));
      const grant = ledger.grants.find((one) => one.id === id);
      if (grant === undefined || setterOf(grant) !== by || grant.end !== end || end <= tx.now) return false;
      const events = [endOf(grant, by, tx.now)];
      await commitCase(tx, { ledger, state, events, settings, timing, edits: true, mayProve: false });
      return true;
    },
    { person, case: by },
  );
}

interface Away {
  readonly leave: Leave;
  /** They were back by the clock of then. */
  readonly isBack: boolean;
}

async function awayAtOnce(
  read: Reader,
  { engagements }: PersonLedger,
  { now, latest, known }: Between,
): Promise<readonly Away[]> {
  const leaves = new Map(engagements.flatMap((one) => one.leaves ?? []).map((leave) => [leave.case, leave]));
  const found: Away[] = [];
  for (const leave of leaves.values()) {
    const { from, until, case: by } = leave;
    const key = `${by} ${from} ${until}`;
    const isAhead = (one: Instant | null) => one !== null && now < one && one <= latest;
    if (!(isAhead(from) || isAhead(until)) || known.has(key)) continue;
    const isBack = await isBackAtOnce(read, leave);
    if (isBack || (from > now && (await isDecided(read, { at: from, by })))) found.push({ leave, isBack });
    else known.add(key);
  }
  return found;
}

async function isBackAtOnce(read: Reader, { case: by, until }: Leave): Promise<boolean> {
  if (until === null) return false;
  const said = await read.stream(by);
  const first = said.find(({ event }) => event.type === 'LeaveSet' && event.leave.until === until);
  return first !== undefined && until <= first.at;
}

function awayNow(
  { store, timing }: World,
  person: PersonId,
  { leave, isBack }: Away,
  settings: Settings,
): Promise<boolean> {
  const by = leave.case;
  return store.transaction(
    async (tx) => {
      const ledger = await tx.lockPerson(person);
      const state = foldCase(by, await tx.lockCase(by));
      const work = ledger.engagements.filter(({ leaves = [] }) =>
        leaves.some((one) => one.case === by && one.from === leave.from && one.until === leave.until),
      );
      const hasBegun = leave.from <= tx.now;
      if (work.length === 0 || (hasBegun && !isBack)) return false;
      // Taken back after the day of return, it holds no end that was decided at once.
      const isOff = isBack || state.withdrawn !== null;
      const { askedUntil, ...stood } = leave;
      // The day somebody has moved the return to had passed by that clock alone.
      const isToCome = hasBegun && state.withdrawn === null && askedUntil !== undefined && askedUntil > tx.now;
      const until = isToCome ? askedUntil : later(leave.from, tx.now);
      const times = isOff ? { until } : { from: tx.now };
      const engagements = work.map(({ id }) => id);
      const set: TenureEvent = { type: 'LeaveSet', leave: { ...stood, ...times }, engagements };
      const back: TenureEvent = { type: 'LeaveEnded', because: 'returned', at: tx.now };
      const events = hasBegun && !isToCome ? [set, back] : [set];
      await commitCase(tx, { ledger, state, events, settings, timing, edits: true, mayProve: false });
      return true;
    },
    { person, case: by },
  );
}

const setterOf = ({ endedBy, givenBy }: Grant): CaseId => endedBy ?? givenBy;

/** It stands in the place of the end that was set: what would end it without that goes with it. */
function endOf({ id, changeSet, endWithout }: Grant, by: CaseId, end: Instant): TenureEvent {
  const without = endWithout === undefined ? {} : { endBefore: endWithout.end };
  const setBy = endWithout?.endedBy == null ? {} : { endedByBefore: endWithout.endedBy };
  return { type: 'GrantEnded', grant: id, end, by, changeSet, ...without, ...setBy };
}
