/**
 * Which open exceptions are issues too, and whose turn it is to write them. That an issue is asked for is committed before
 * it is filed, so one whose answer was lost is looked for, and not filed twice. What is settled and closed is forgotten.
 */
import type { ExceptionId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { isAwaited } from '../../core/shared/putOff.ts';
import type { Tx } from '../../ports/store.ts';
import { later, type World } from '../world.ts';

const PLACES = 'exception-tasks';
/** Longer than one of them takes; whoever lets it pass is followed by another. Milliseconds. */
const TURN = 120_000;

export interface TaskPlace {
  /** `null` = it is not known to be there. */
  readonly issue: { readonly id: string; readonly key: string } | null;
  /** Since when it was asked for; `null` = not yet. */
  readonly filingSince: Instant | null;
  /** Whom it was handed over to when it was assigned last. */
  readonly owner: string | null;
  /** Since when the tracker shows us no such issue; absent = it does, as far as anybody has looked. */
  readonly unseenSince?: Instant;
  /** This is the second one: of the first nobody said that it was deleted, and it was unseen for long. */
  readonly isSecond?: boolean;
}

export type TaskPlaces = Readonly<Record<ExceptionId, TaskPlace>>;

interface Kept {
  readonly tasks: TaskPlaces;
  readonly holder: string;
  readonly until: Instant | null;
}

const NOTHING: Kept = { tasks: {}, holder: '', until: null };

export const taskPlaces = async ({ store }: World): Promise<TaskPlaces> =>
  ((await store.read.getControl<Kept>(PLACES)) ?? NOTHING).tasks;

/**
 * It cannot be read any more. As long as its exception is open there is to be one: that it was deleted, as the tracker sent,
 * has it filed again. What is only not shown to us is hidden, for all we know, and stays where it is.
 */
export async function unseenTask(world: World, issue: string, isDeleted: boolean): Promise<void> {
  const isIt = ([, place]: readonly [string, TaskPlace]) => place.issue?.id === issue || place.issue?.key === issue;
  if (!Object.entries(await taskPlaces(world)).some(isIt)) return;
  await world.store.transaction(async (tx) => {
    await tx.holdCase('system');
    const kept = (await tx.getControl<Kept>(PLACES)) ?? NOTHING;
    const others = Object.entries(kept.tasks).filter((one) => !isIt(one));
    const unseen = Object.entries(kept.tasks).flatMap(([id, place]) =>
      isIt([id, place]) && !isDeleted ? [[id, { ...place, unseenSince: place.unseenSince ?? tx.now }] as const] : [],
    );
    const tasks = Object.fromEntries([...others, ...unseen]);
    await tx.setControl(PLACES, { ...kept, tasks } satisfies Kept);
  });
}

/** It can be read again: it was hidden for a while, and is the one. */
export async function seenTask({ store }: World, exception: ExceptionId): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.holdCase('system');
    const kept = (await tx.getControl<Kept>(PLACES)) ?? NOTHING;
    const place = kept.tasks[exception];
    if (place === undefined) return;
    const { unseenSince: _, ...seen } = place;
    await tx.setControl(PLACES, { ...kept, tasks: { ...kept.tasks, [exception]: seen } } satisfies Kept);
  });
}

/**
 * Of a store that is made again nothing says which of them are issues already: each is looked for since it was raised, by
 * its mark, and filed if it is not found. `system` is locked.
 */
export async function lookForTasks(
  tx: Tx,
  raised: readonly { readonly exception: ExceptionId; readonly at: Instant }[],
): Promise<void> {
  if (raised.length === 0) return;
  const kept = (await tx.getControl<Kept>(PLACES)) ?? NOTHING;
  const sought = raised.map(({ exception, at }) => [exception, { issue: null, filingSince: at, owner: null }] as const);
  await tx.setControl(PLACES, { ...kept, tasks: { ...Object.fromEntries(sought), ...kept.tasks } } satisfies Kept);
}

export interface Turn {
  readonly tasks: TaskPlaces;
  /** `null` = it is done with. `false` = the turn is another's by now. */
  keep(exception: ExceptionId, place: TaskPlace | null): Promise<boolean>;
  end(): Promise<void>;
}

/** `null` = another process is at it. */
export async function takeTaskTurn({ store, holder }: World): Promise<Turn | null> {
  let until: Instant | null = null;
  const change = (next: (kept: Kept, now: Instant) => Kept | null) =>
    store.transaction(async (tx) => {
      await tx.holdCase('system');
      const kept = (await tx.getControl<Kept>(PLACES)) ?? NOTHING;
      const changed = next(kept, tx.now);
      if (changed === null) return null;
      await tx.setControl(PLACES, changed satisfies Kept);
      until = changed.until;
      return changed;
    });
  const taken = await change(({ tasks, until: busy }, now) =>
    isAwaited(busy, now) ? null : { tasks, holder, until: later(now, TURN) },
  );
  if (taken === null) return null;
  const isOurs = (kept: Kept) => kept.holder === holder && kept.until === until;
  return {
    tasks: taken.tasks,
    async keep(exception, place) {
      const kept = await change((before, now) => {
        if (!isOurs(before)) return null;
        const { [exception]: _, ...others } = before.tasks;
        const tasks = place === null ? others : { ...others, [exception]: place };
        return { tasks, holder, until: later(now, TURN) };
      });
      return kept !== null;
    },
    async end() {
      await change((before) => (isOurs(before) ? { ...before, until: null } : null));
    },
  };
}
