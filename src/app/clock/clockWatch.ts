/**
 * A clock that jumps ends access by the thousand in a moment, all of it by rule. So the database's clock is held against
 * this process's monotonic one, which only goes on: a step of more than five minutes between two looks is told to people,
 * and from the last instant that was surely right nothing ends by its date until one of them says that the clock is
 * right now. What somebody decides meanwhile is carried out; so is what had ended before.
 *
 *   look      by the alarm clock, before it rings
 *   doubt     an open exception; reconcile (reconcile/byClock.ts) and the alarm clock ask for it
 */

import type { RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import { type ClockLook, type ClockStep, clockStep, MOST_OFF } from '../../core/shared/clockStep.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import { epochOf, type Instant, instantOf } from '../../core/shared/instant.ts';
import type { Reader, Tx } from '../../ports/store.ts';
import { unlessNewer } from '../newer.ts';
import { later, type World } from '../world.ts';

export const CLOCK_STEPPED = 'clock-stepped';
const SAME = 10_000;
/** So many events are looked at: of a clock that was set back meanwhile, somebody may have recorded a few already. */
const LAST = 1_000;

/** The last instant at which the clock was surely right; `null` = nobody doubts it. */
export async function clockInDoubt(read: Pick<Reader, 'exceptions'>): Promise<Instant | null> {
  const open = await read.exceptions({ kinds: [CLOCK_STEPPED], open: true });
  return open.map(sinceOf).sort()[0] ?? null;
}

/** Answers a look: whether the clock has stepped since the one before. The first one only holds it against the record. */
export function clockWatch(world: World): () => Promise<boolean> {
  let last: ClockLook | null = null;
  return async () => {
    const asked = world.monotonic();
    const shown = await world.store.read.now();
    const look = { shown, asked, answered: world.monotonic() };
    const step = last === null ? await setBackUnseen(world, shown) : clockStep(last, look);
    if (step !== null) await tellStep(world, step);
    // A step that could not be told is seen again by the next look, and nothing is rung by this one.
    last = look;
    return step !== null;
  };
}

/**
 * While nobody was at work: the clock is behind what the last seal or a later event bears. One that was seen is on record
 * already, and takes its time to catch up.
 */
async function setBackUnseen(world: World, shown: Instant): Promise<ClockStep | null> {
  const { store } = world;
  const sealed = (await store.seals.last())?.at ?? shown;
  const recorded = (await store.read.latestTime(LAST)) ?? shown;
  const latest = sealed > recorded ? sealed : recorded;
  const step = clockStep({ shown: latest, asked: 0, answered: 0 }, { shown, asked: 0, answered: 0 });
  if (step === null || shown >= latest) return null;
  const known = await setBacks(world);
  if (known === null) return null;
  return known.some(({ from, to }) => to <= shown && latest <= later(from, MOST_OFF)) ? null : step;
}

/**
 * What is on record of it. `null` = a newer Tenure keeps that record in words of its own, and tells what it sees; by a clock
 * that is behind nothing ends early meanwhile, and what is due has to be begun.
 */
const setBacks = (world: World): Promise<readonly SetBack[] | null> =>
  unlessNewer(world, async () => (await world.store.read.stream('system')).flatMap(setBackIn));

async function tellStep(world: World, step: ClockStep): Promise<void> {
  const { store, log } = world;
  const { expected, shown, since } = step;
  log.error({ expected, shown }, 'the clock has stepped: nothing ends by its date until a person confirms it');
  const known = await store.read.exceptions({ kinds: [CLOCK_STEPPED] });
  const detail = { since, expected, shown };
  // One that stands covers this one too: also the step by which the clock is put right again.
  const standing = known.find((row) => row.settled === null && sinceOf(row) <= since);
  const id = standing?.id ?? exceptionId(`clock!${CLOCK_STEPPED}!${known.length + 1}`);
  const raised: TenureEvent = { type: 'ExceptionRaised', exception: id, kind: CLOCK_STEPPED, detail };
  const none = { case: null, person: null, account: null, group: null };
  const isTold = await store.transaction(async (tx) => {
    await tx.lockSystem();
    const row = await tx.exceptionNow(id);
    if (standing !== undefined) {
      // Confirmed in this moment: that was about another step.
      if (row?.settled !== null) return false;
      // What bears an earlier time from here on has to be explained by the record (core/bundle/clockSteps.ts).
      if (shown < expected && !(await isOnRecord(world, tx, step))) void tx.append('system', [raised]);
      return true;
    }
    // Another process has seen the same step.
    if (row !== null) return true;
    void tx.append('system', [raised]);
    await tx.raiseException({ id, kind: CLOCK_STEPPED, ...none, detail, openedAt: tx.now, settled: null });
    return true;
  });
  if (!isTold) await tellStep(world, step);
}

/** By another process. Told twice explains no more than told once: that is nothing a record we cannot read keeps us from. */
const isOnRecord = async (world: World, tx: Tx, step: ClockStep): Promise<boolean> =>
  (await unlessNewer(world, async () => (await tx.lockCase('system')).some((one) => isSame(one, step)))) ?? false;

/** Each process looks once a second, so two of them see one step within that time: what the clock left, and what it came to. */
const isSame = (one: RecordedEvent, { expected, shown }: ClockStep) =>
  setBackIn(one).some(({ from, to }) => isNear(from, expected) && isNear(to, shown));

const isNear = (one: Instant, other: Instant) => Math.abs(epochOf(one) - epochOf(other)) < SAME;

interface SetBack {
  readonly from: Instant;
  readonly to: Instant;
}

/** What was told of the clock, where it was set back. */
function setBackIn({ event }: RecordedEvent): readonly SetBack[] {
  if (event.type !== 'ExceptionRaised' || event.kind !== CLOCK_STEPPED) return [];
  const { expected, shown } = event.detail ?? {};
  if (typeof expected !== 'string' || typeof shown !== 'string' || shown >= expected) return [];
  return [{ from: instantOf(new Date(expected)), to: instantOf(new Date(shown)) }];
}

const sinceOf = ({ detail, openedAt }: { readonly detail: Readonly<Record<string, unknown>>; openedAt: Instant }) =>
  typeof detail.since === 'string' ? instantOf(new Date(detail.since)) : openedAt;
