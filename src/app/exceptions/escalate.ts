/**
 * What nobody has settled is told again, by its age: once for each step of the policy, to whom the step names, to whom
 * it was handed over, and to whom alone it is to decide. All of one case are one message, and all without a case another.
 */
import { foldCase, isBeforeItsTime } from '../../core/evidence/index.ts';
import type { StreamId, TenureEvent } from '../../core/evidence/model.ts';
import { addressesIn, exceptionHistory, peopleBehind, stepDue, stepsOf } from '../../core/exception/index.ts';
import type { ExceptionId } from '../../core/shared/ids.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { isToldTogether } from '../leavers/heldLeavers.ts';
import { unlessNewer } from '../newer.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { namedDeciders } from '../settling/deciders.ts';
import { isOwn, subjectIn } from '../settling/mayDecide.ts';
import type { World } from '../world.ts';
import { commitAbout, streamOf } from './commit.ts';

/** How many steps each has passed, as this process has read it: an old stream is not read again every minute. */
const passed = new WeakMap<World, Map<ExceptionId, number>>();

/** Answers how many were told again. */
export async function escalate(world: World): Promise<number> {
  const { read } = world.store;
  const force = await world.rules.current();
  if (force === null) return 0;
  const known = passed.get(world) ?? new Map<ExceptionId, number>();
  passed.set(world, known);
  const [open, now] = await Promise.all([read.exceptions({ open: true }), read.now()]);
  const due = new Map<StreamId, ExceptionRow[]>();
  for (const row of open) {
    if (isToldTogether(row)) continue;
    const steps = stepsOf(force.policy.settings, row.case !== null);
    if (stepDue(steps, { openedAt: row.openedAt, passed: known.get(row.id) ?? 0, now }) === null) continue;
    due.set(streamOf(row), [...(due.get(streamOf(row)) ?? []), row]);
  }
  let told = 0;
  for (const [stream, rows] of due) {
    told += (await unlessNewer(world, () => escalateIn(world, force, stream, rows, known))) ?? 0;
  }
  return told;
}

async function escalateIn(
  world: World,
  force: RulesInForce,
  stream: StreamId,
  rows: readonly ExceptionRow[],
  known: Map<ExceptionId, number>,
): Promise<number> {
  const { settings } = force.policy;
  const reached = new Map<ExceptionId, number>();
  const named = new Map<ExceptionId, readonly string[]>();
  for (const row of rows) named.set(row.id, await namedDeciders(world, force, row));
  const events = await commitAbout(world, force, stream, async ({ events: recorded, now, tx }) => {
    reached.clear();
    // Whom a confidential termination is about is told to nobody before its time, so neither is who may not hear of it.
    const state = stream === 'system' ? null : foldCase(stream, recorded);
    if (state !== null && isBeforeItsTime(state, now)) return [];
    const notice = `waits-${(recorded.at(-1)?.seq ?? 0) + 1}`;
    const escalated: TenureEvent[] = [];
    for (const row of rows) {
      const { id, case: on, openedAt } = row;
      if ((await tx.exceptionNow(id))?.settled !== null) continue;
      const { owner, passed: before } = exceptionHistory(id, recorded);
      const next = stepDue(stepsOf(settings, on !== null), { openedAt, passed: before, now });
      reached.set(id, next?.step ?? before);
      if (next === null) continue;
      const people = peopleBehind([...next.to, ...(owner === null ? [] : [owner]), ...(named.get(id) ?? [])], settings);
      const about = subjectIn(row, state);
      const ledger = about === null ? null : await tx.peekPerson(about);
      const told = addressesIn(people).filter((one) => ledger === null || !isOwn(ledger, one));
      escalated.push({
        type: 'ExceptionEscalated',
        exception: id,
        step: next.step,
        notice,
        at: now,
        personal: { told },
      });
    }
    return escalated;
  });
  for (const [id, step] of reached) known.set(id, step);
  return events.length;
}
