/**
 * A clock that jumps ends access by the thousand in a moment, all of it by rule. So the database's clock is held against
 * this process's monotonic one, which only goes on: a step of more than five minutes between two looks is told to people,
 * and from the last instant that was surely right nothing ends by its date until one of them says that the clock is
 * right now. What somebody decides meanwhile is carried out; so is what had ended before.
 *
 *   look      by the alarm clock, before it rings
 *   doubt     an open exception; reconcile (reconcile/byClock.ts) and the alarm clock ask for it
 */

import { type ClockLook, type ClockStep, clockStep } from '../core/shared/clockStep.ts';
import { exceptionId } from '../core/shared/ids.ts';
import { type Instant, instantOf } from '../core/shared/instant.ts';
import type { Reader } from '../ports/store.ts';
import type { World } from './world.ts';

const KIND = 'clock-stepped';

/** The last instant at which the clock was surely right; `null` = nobody doubts it. */
export async function clockInDoubt(read: Pick<Reader, 'exceptions'>): Promise<Instant | null> {
  const open = await read.exceptions({ kinds: [KIND], open: true });
  return open.map(sinceOf).sort()[0] ?? null;
}

/** Answers a look: whether the clock has stepped since the one before. The first one only remembers. */
export function clockWatch(world: World): () => Promise<boolean> {
  let last: ClockLook | null = null;
  return async () => {
    const asked = world.monotonic();
    const shown = await world.store.read.now();
    const look = { shown, asked, answered: world.monotonic() };
    const step = last === null ? null : clockStep(last, look);
    last = look;
    if (step !== null) await tellStep(world, step);
    return step !== null;
  };
}

async function tellStep({ store, log }: World, { expected, shown, since }: ClockStep): Promise<void> {
  log.error({ expected, shown }, 'the clock has stepped: nothing ends by its date until a person confirms it');
  const known = await store.read.exceptions({ kinds: [KIND] });
  // One that stands covers this one too: also the step by which the clock is put right again.
  if (known.some((row) => row.settled === null && sinceOf(row) <= since)) return;
  const id = exceptionId(`clock!${KIND}!${known.length + 1}`);
  await store.transaction(async (tx) => {
    await tx.lockCase('system');
    // Another process has seen the same step.
    if ((await tx.exceptionNow(id)) !== null) return;
    const none = { case: null, person: null, account: null, group: null };
    const detail = { since, expected, shown };
    void tx.append('system', [{ type: 'ExceptionRaised', exception: id, kind: KIND, detail }]);
    await tx.raiseException({ id, kind: KIND, ...none, detail, openedAt: tx.now, settled: null });
  });
}

const sinceOf = ({ detail, openedAt }: { readonly detail: Readonly<Record<string, unknown>>; openedAt: Instant }) =>
  typeof detail.since === 'string' ? instantOf(new Date(detail.since)) : openedAt;
