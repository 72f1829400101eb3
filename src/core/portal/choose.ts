/** Which option of the form each choice of the catalogue gets, and what has to happen to that option. */
import { fold } from '../shared/fold.ts';
import type { LeftOption, OtherHand, OwnOption, PlannedStep, SeenOption, WantedOption } from './model.ts';

export interface Field {
  readonly seen: readonly SeenOption[];
  readonly own: readonly OwnOption[];
  /** Each after the one it stands below. */
  readonly wanted: readonly WantedOption[];
}

export interface Chosen {
  readonly wanted: WantedOption;
  /** `null` = it has to be added, or is left. */
  readonly option: SeenOption | null;
  readonly steps: readonly PlannedStep[];
  /** Our row, as it is to stand from now on. */
  readonly row?: OwnOption;
  readonly left?: LeftOption;
}

/** By the key of what is wanted. What stands below something that is left is left out with it. */
export function chooseFor(field: Field): ReadonlyMap<string, Chosen> {
  const chosen = new Map<string, Chosen>();
  for (const wanted of field.wanted) {
    const above = wanted.parent === null ? null : chosen.get(wanted.parent);
    if (above === undefined || above?.left !== undefined) continue;
    // Below what is not there yet, nothing is there either.
    const beside = above !== null && above.option === null ? [] : siblings(field, above?.option?.id ?? null);
    chosen.set(wanted.key, choose(field, wanted, beside));
  }
  return chosen;
}

const siblings = ({ seen }: Field, parent: string | null) => seen.filter((option) => option.parent === parent);

function choose(field: Field, wanted: WantedOption, beside: readonly SeenOption[]): Chosen {
  const rowOf = ({ id }: SeenOption) => field.own.find((row) => row.id === id);
  const keys = new Set(field.wanted.map(({ key }) => key));
  const isOver = (row: OwnOption) => row.key === null || !keys.has(row.key);
  const named = beside.filter(({ text }) => fold(text) === fold(wanted.text));
  const mine = beside.find((option) => rowOf(option)?.key === wanted.key);
  const free = named.find((option) => {
    const row = rowOf(option);
    return row !== undefined && isOver(row);
  });
  // Its name stands on one of ours that nothing else needs: a second one of the same name would be refused.
  const own = mine !== undefined && (free === undefined || named.includes(mine)) ? mine : free;
  const foreign = named.find((option) => rowOf(option) === undefined);
  if (own !== undefined) {
    const row = rowOf(own);
    if (row === undefined) return { wanted, option: own, steps: [] };
    if (foreign !== undefined && foreign.id !== own.id) return taken(wanted);
    return kept(wanted, own, row);
  }
  if (foreign === undefined) return added(field, wanted);
  const intended = field.own.find(({ id, key, pending }) => id === null && pending && key === wanted.key);
  if (intended !== undefined) {
    // Asked for by us, and the answer was lost.
    const { disabled, parent, text } = foreign;
    const row = { ...intended, id: foreign.id, text, disabled, parent, pending: false };
    return { wanted, option: foreign, row, steps: [] };
  }
  if (foreign.disabled) return taken(wanted);
  const { key } = wanted;
  const { id, text } = foreign;
  const adopt = { step: 'adopt', key, id, text, parent: foreign.parent, otherHand: 'made' } as const;
  if (text === wanted.text) return { wanted, option: foreign, steps: [adopt] };
  const rename = { step: 'rename', key, id, text: wanted.text, was: text, otherHand: 'made' } as const;
  return { wanted, option: foreign, steps: [adopt, rename] };
}

function kept(wanted: WantedOption, option: SeenOption, row: OwnOption): Chosen {
  const { key, text } = wanted;
  const { id } = option;
  const settled = { ...row, key, text: option.text, disabled: option.disabled, parent: option.parent, pending: false };
  if (option.disabled && !row.disabled && !row.pending) {
    return { wanted, option, row: { ...row, key }, steps: [], left: { text, because: 'disabled-elsewhere' } };
  }
  const steps: PlannedStep[] = [];
  if (option.text !== text) {
    const otherHand: OtherHand | null = option.text === row.text || row.pending ? null : 'renamed';
    steps.push({ step: 'rename', key, id, text, was: option.text, otherHand });
  }
  if (option.disabled) steps.push({ step: 'enable', key, id, text, otherHand: null });
  return { wanted, option, steps, row: steps.length === 0 ? settled : { ...row, key } };
}

function added(field: Field, wanted: WantedOption): Chosen {
  const { key, text, parent } = wanted;
  const wasThere = field.own.some(
    (row) => row.key === key && row.id !== null && field.seen.every(({ id }) => id !== row.id),
  );
  return { wanted, option: null, steps: [{ step: 'add', key, text, parent, otherHand: wasThere ? 'deleted' : null }] };
}

const taken = (wanted: WantedOption): Chosen => ({
  wanted,
  option: null,
  steps: [],
  left: { text: wanted.text, because: 'text-taken' },
});
