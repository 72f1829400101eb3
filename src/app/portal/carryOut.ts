/**
 * Carries out the steps for one field. What is asked for is written down first, so that a lost answer is known for what
 * it was; whatever breaks off here is found by the next plan, and goes on from there.
 */
import type { FieldPlan, OwnOption, PlannedStep } from '../../core/portal/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { World } from '../world.ts';
import type { Turn } from './turn.ts';

/** Somebody else has begun to push: this one stops where it is. */
export class TurnLost extends Error {
  constructor() {
    super('another push has taken over');
    this.name = 'TurnLost';
  }
}

type Of<Step extends PlannedStep['step']> = Extract<PlannedStep, { readonly step: Step }>;

export async function carryOut(world: World, turn: Turn, plan: FieldPlan): Promise<void> {
  const { store, tracker, freshId } = world;
  const { place, steps } = plan;
  const save = async (rows: readonly OwnOption[], gone: readonly string[] = []) => {
    const isOurs = await turn.write(async (tx) => {
      await tx.dropOwnOptions(gone);
      await tx.saveOwnOptions(rows);
    });
    if (!isOurs) throw new TurnLost();
  };
  const own = async () =>
    (await store.read.ownOptions()).filter(
      (row) => row.place.field === place.field && row.place.context === place.context,
    );

  await save([...plan.rows, ...of(steps, 'adopt').map(adopted)]);
  await change();
  await add(of(steps, 'add').filter(({ parent }) => parent === null));
  await add(of(steps, 'add').filter(({ parent }) => parent !== null));
  for (const { keys, after } of of(steps, 'order')) {
    const rows = await own();
    const ids = keys.flatMap((key) => rows.find((row) => row.key === key)?.id ?? []);
    await save([]);
    if (ids.length > 0) await tracker.orderOptions(place, ids, after);
  }

  function adopted({ key, id, text, parent }: Of<'adopt'>): OwnOption {
    return { row: freshId(), place, key, id, text, disabled: false, parent, pending: false };
  }

  /** Names and states together: one of ours may take the name another gives up. */
  async function change() {
    const rows = await own();
    const changed = rows.flatMap((row) => {
      const about = CHANGES.flatMap((step) => of(steps, step)).filter(({ id }) => id === row.id);
      if (about.length === 0) return [];
      const isOver = of(about, 'disable').length > 0;
      const disabled = isOver || (row.disabled && of(about, 'enable').length === 0);
      // Of one that is only disabled the text stays, whoever wrote it.
      const text = about.find(({ step }) => step === 'rename')?.text ?? about[0]?.text ?? row.text;
      return [{ before: row, after: { ...row, key: isOver ? null : row.key, text, disabled } }];
    });
    if (changed.length === 0) return;
    await save(changed.map(({ before }) => ({ ...before, pending: true })));
    const options = changed.flatMap(({ after: { id, text, disabled } }) =>
      id === null ? [] : [{ id, text, disabled }],
    );
    try {
      await tracker.changeOptions(place, options);
    } catch (trouble) {
      if (isRefusal(trouble)) await save(changed.map(({ before }) => before));
      throw trouble;
    }
    await save(changed.map(({ after }) => ({ ...after, pending: false })));
  }

  /** Asked for before and never made, or deleted by another hand. */
  const isGone = ({ id, key }: OwnOption) =>
    id === null || of(steps, 'add').some((one) => one.key === key && one.otherHand === 'deleted');

  async function add(all: readonly Of<'add'>[]) {
    for (let at = 0; at < all.length; at += tracker.optionsAtOnce) {
      const known = await own();
      const asked = all.slice(at, at + tracker.optionsAtOnce).flatMap(({ key, text, parent: above }) => {
        const parent = above === null ? null : (known.find((row) => row.key === above)?.id ?? undefined);
        // What it was to stand below is not ours, or not there: nothing is put anywhere else instead.
        if (parent === undefined) return [];
        return [{ row: freshId(), place, key, id: null, text, disabled: false, parent, pending: true }];
      });
      if (asked.length === 0) continue;
      await save(
        asked,
        known.filter((row) => asked.some(({ key }) => key === row.key) && isGone(row)).map(({ row }) => row),
      );
      try {
        const ids = await tracker.addOptions(place, asked);
        await save(asked.map((row, nth) => ({ ...row, id: ids[nth] ?? null, pending: false })));
      } catch (trouble) {
        if (isRefusal(trouble))
          await save(
            [],
            asked.map(({ row }) => row),
          );
        throw trouble;
      }
    }
  }
}

const CHANGES = ['rename', 'enable', 'disable'] as const;

const of = <Step extends PlannedStep['step']>(steps: readonly PlannedStep[], step: Step) =>
  steps.filter((one): one is Of<Step> => one.step === step);

/** Said no to, so nothing of it was done. */
const isRefusal = (trouble: unknown) => trouble instanceof Fault && !trouble.outcomeUnknown;
