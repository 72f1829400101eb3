/**
 * What comes with the job: reference rows that match a person's attributes, and what they give. A row is looked up
 * under the one attribute that narrows most, so a person is compared with a few rows of a table of 50,000.
 */
import type { Attributes, WorkerType } from '../person/model.ts';
import type { RowId } from '../shared/ids.ts';
import { givenKey } from './catalogue.ts';
import { fold } from './fold.ts';
import type { Given, ReferenceRow } from './model.ts';

interface IndexedRow {
  readonly row: ReferenceRow;
  /** Place in the table: what is found is answered in the order of the file. */
  readonly place: number;
  /** What is left to compare once the row was found under its key attribute; values folded. */
  readonly rest: readonly (readonly [attribute: string, values: ReadonlySet<string>])[];
}

export interface CompiledTable {
  readonly rows: readonly ReferenceRow[];
  /** Key attribute -> folded value -> rows. */
  readonly byValue: ReadonlyMap<string, ReadonlyMap<string, readonly IndexedRow[]>>;
  /** Rows that match everyone. */
  readonly always: readonly IndexedRow[];
}

/** What one birthright gives, with every row that gives it. */
export interface Birthright {
  readonly given: Given;
  readonly rows: readonly RowId[];
}

/** Attributes as the table sees them: the engagement's own and its worker type. */
export const attributesOf = (engagement: {
  readonly workerType: WorkerType;
  readonly attributes: Attributes;
}): Attributes => ({
  ...engagement.attributes,
  workerType: engagement.workerType,
});

export function compileTable(table: readonly ReferenceRow[]): CompiledTable {
  const sets = valueSets();
  const conditions = table.map(({ when }) =>
    Object.entries(when).map(([name, values]) => [name, sets(values)] as const),
  );
  const frequency = countValues(conditions);
  const byValue = new Map<string, Map<string, IndexedRow[]>>();
  const always: IndexedRow[] = [];
  table.forEach((row, place) => {
    const tests = conditions[place] ?? [];
    const key = narrowest(tests, frequency);
    if (key === undefined) {
      always.push({ row, place, rest: [] });
      return;
    }
    const [attribute, values] = key;
    const indexed = { row, place, rest: tests.filter((test) => test !== key) };
    const rows = byValue.get(attribute) ?? new Map<string, IndexedRow[]>();
    byValue.set(attribute, rows);
    for (const value of values) {
      const held = rows.get(value);
      if (held === undefined) rows.set(value, [indexed]);
      else held.push(indexed);
    }
  });
  return { rows: table, byValue, always };
}

/** Rows whose every stated attribute is one of the person's, in the order of the file. An unknown attribute matches no value. */
export function matchRows(compiled: CompiledTable, attributes: Attributes): readonly ReferenceRow[] {
  const person = new Map(Object.entries(attributes).map(([name, value]) => [name, fold(value)]));
  const found = [...compiled.always];
  for (const [attribute, rows] of compiled.byValue) {
    const value = person.get(attribute);
    if (value === undefined) continue;
    for (const indexed of rows.get(value) ?? []) {
      if (indexed.rest.every(([name, values]) => values.has(person.get(name) ?? ABSENT))) found.push(indexed);
    }
  }
  return found.sort((a, b) => a.place - b.place).map(({ row }) => row);
}

/** No folded value has blanks around it, so this one is in no row. */
const ABSENT = ' ';

/** Everything the matching rows give, each once, with all rows that give it: an access two rows give outlives one of them. */
export function birthright(compiled: CompiledTable, attributes: Attributes): readonly Birthright[] {
  const found = new Map<string, { given: Given; rows: RowId[] }>();
  for (const row of matchRows(compiled, attributes)) {
    for (const given of row.gives) {
      const held = found.get(givenKey(given));
      if (held === undefined) found.set(givenKey(given), { given, rows: [row.id] });
      else if (!held.rows.includes(row.id)) held.rows.push(row.id);
    }
  }
  return [...found.values()];
}

type Test = readonly [attribute: string, values: ReadonlySet<string>];

/** The same few lists of values recur down a long table; each is folded once. */
function valueSets(): (values: readonly string[]) => ReadonlySet<string> {
  const made = new Map<string, ReadonlySet<string>>();
  return (values) => {
    const name = values.join('\u0000');
    const known = made.get(name);
    if (known !== undefined) return known;
    const set = new Set(values.map(fold));
    made.set(name, set);
    return set;
  };
}

function countValues(conditions: readonly (readonly Test[])[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const frequency = new Map<string, Map<string, number>>();
  for (const tests of conditions) {
    for (const [attribute, values] of tests) {
      const counts = frequency.get(attribute) ?? new Map<string, number>();
      frequency.set(attribute, counts);
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return frequency;
}

/** The condition under whose commonest value the fewest rows stand. */
function narrowest(
  tests: readonly Test[],
  frequency: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Test | undefined {
  let best: Test | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const test of tests) {
    const counts = frequency.get(test[0]);
    let most = 0;
    for (const value of test[1]) most = Math.max(most, counts?.get(value) ?? 0);
    if (most < fewest) [best, fewest] = [test, most];
  }
  return best;
}
