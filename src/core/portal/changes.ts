/**
 * What would have to be done to one field, from three things: what the catalogue offers, what the form shows, and which
 * of its options are ours. Ours are known by their id. Nothing is deleted, and what a person made stays as it is.
 */
import { fold } from '../shared/fold.ts';
import { type Chosen, chooseFor, type Field } from './choose.ts';
import type { FieldPlan, FormField, FormFieldName, LeftOption, OwnOption, PlannedStep, WantedOption } from './model.ts';
import { orderSteps } from './order.ts';

/** Jira refuses longer texts of an option. */
const LONGEST_TEXT = 255;

export interface FieldInput {
  readonly field: FormFieldName;
  readonly seen: FormField;
  /** Ours, at this place. */
  readonly own: readonly OwnOption[];
  readonly wanted: readonly WantedOption[];
}

export function planField({ field, seen, own, wanted: offered }: FieldInput): FieldPlan {
  const { wanted, left } = sayable(offered);
  const known: Field = { seen: seen.options, own, wanted };
  const chosen = chooseFor(known);
  const retired = retire(known, chosen);
  const rows = [...chosen.values()].flatMap(({ row }) => row ?? []).concat(retired.rows);
  return {
    field,
    place: seen.place,
    isShared: seen.isShared,
    steps: [...retired.steps, ...[...chosen.values()].flatMap(({ steps }) => steps), ...orderSteps(known, chosen)],
    left: [...left, ...[...chosen.values()].flatMap((one) => one.left ?? []), ...retired.left],
    rows: rows.filter((row) => own.every((one) => !isSameRow(one, row))),
  };
}

/** What the tracker takes: short enough, and each text once among its neighbours. */
function sayable(offered: readonly WantedOption[]) {
  const wanted: WantedOption[] = [];
  const left: LeftOption[] = [];
  const said = new Set<string>();
  for (const one of offered) {
    const name = `${one.parent ?? ''}/${fold(one.text)}`;
    if (one.parent !== null && wanted.every(({ key }) => key !== one.parent)) continue;
    if (one.text.length > LONGEST_TEXT) left.push({ text: one.text, because: 'too-long' });
    else if (said.has(name)) left.push({ text: one.text, because: 'said-twice' });
    else wanted.push(one);
    said.add(name);
  }
  return { wanted, left };
}

/** Ours that nothing stands behind any more: disabled, so that issues keep what was chosen on them. */
function retire({ seen, own, wanted }: Field, chosen: ReadonlyMap<string, Chosen>) {
  const steps: PlannedStep[] = [];
  const left: LeftOption[] = [];
  const rows: OwnOption[] = [];
  const mine = new Map(own.flatMap((row) => (row.id === null ? [] : [[row.id, row]])));
  const given = new Set([...chosen.values()].flatMap(({ option }) => option?.id ?? []));
  /** Still offered by the catalogue, and something is in its way: left as it is until that is settled. */
  const isWaiting = ({ key }: OwnOption) =>
    wanted.some((one) => one.key === key) && (key === null || chosen.get(key)?.option === null || !chosen.has(key));
  for (const option of seen) {
    const row = mine.get(option.id);
    if (row === undefined || given.has(option.id) || isWaiting(row)) continue;
    const holdsOthers = seen.some(({ parent, id, disabled }) => parent === option.id && !mine.has(id) && !disabled);
    // Disabled by another hand it stays so, should the catalogue offer it again.
    const disabled = row.disabled || row.pending;
    if (option.disabled) rows.push({ ...row, key: null, disabled, text: option.text, pending: false });
    else if (holdsOthers) left.push({ text: option.text, because: 'holds-others' });
    else {
      const otherHand = row.disabled && !row.pending ? 'enabled' : null;
      steps.push({ step: 'disable', key: null, id: option.id, text: option.text, otherHand });
    }
  }
  return { steps, left, rows };
}

const isSameRow = (a: OwnOption, b: OwnOption) =>
  a.row === b.row &&
  a.key === b.key &&
  a.id === b.id &&
  a.text === b.text &&
  a.disabled === b.disabled &&
  a.parent === b.parent &&
  a.pending === b.pending;
