/** The order of our options among themselves. What a person made is not moved: ours stand together behind what is before them. */
import type { Chosen, Field } from './choose.ts';
import type { PlannedStep } from './model.ts';

export function orderSteps(field: Field, chosen: ReadonlyMap<string, Chosen>): readonly PlannedStep[] {
  const parents = new Set([...chosen.values()].map(({ wanted }) => wanted.parent));
  return [...parents].flatMap((parent) => orderBelow(field, chosen, parent));
}

function orderBelow(
  { seen }: Field,
  chosen: ReadonlyMap<string, Chosen>,
  parent: string | null,
): readonly PlannedStep[] {
  const wanted = [...chosen.values()].filter((one) => one.wanted.parent === parent && one.left === undefined);
  const keyOf = new Map(wanted.flatMap(({ option, wanted: { key } }) => (option === null ? [] : [[option.id, key]])));
  const above = parent === null ? null : (chosen.get(parent)?.option?.id ?? null);
  // Below what is only now added nothing stands yet: it is added in order.
  const present = parent !== null && above === null ? [] : seen.filter((option) => option.parent === above);
  const keys = wanted.map(({ wanted: { key } }) => key);
  const after = present.flatMap(({ id }) => keyOf.get(id) ?? []);
  const added = wanted.flatMap(({ option, wanted: { key } }) => (option === null ? [key] : []));
  if ([...after, ...added].every((key, at) => key === keys[at])) return [];
  const first = present.findIndex(({ id }) => keyOf.has(id));
  const before = first <= 0 ? null : (present[first - 1]?.id ?? null);
  return [{ step: 'order', parent, keys, after: before, otherHand: null }];
}
