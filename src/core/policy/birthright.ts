/**
 * What comes with the job: reference rows that match a person's attributes, and what they give. A row is looked up
 * under the one attribute that narrows most, so a person is compared with a few rows of a table of 50,000.
 */
import type { Attributes, WorkerType } from '../person/model.ts';
import { fold } from '../shared/fold.ts';
import type { RowId } from '../shared/ids.ts';
import { givenKey } from './catalogue.ts';
import type { Given, ReferenceRow } from './model.ts';

interface IndexedRow {
  readonly row: ReferenceRow;
  /** Place in the table: what is found is answered in the order of the file. */
  readonly place: number;
  /** All its conditions; the one it was found under is compared again, which costs less than leaving it out. */
  readonly conditions: readonly Condition[];
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
  const { conditionsOf, widest } = conditionsOfTable();
  const conditions = table.map((row) => conditionsOf(row.when));
  const widths = widest();
  const byValue = new Map<string, Map<string, IndexedRow[]>>();
  const always: IndexedRow[] = [];
  table.forEach((row, place) => {
    const indexed = { row, place, conditions: conditions[place] ?? [] };
    const key = narrowest(indexed.conditions, widths);
    if (key === undefined) {
      always.push(indexed);
      return;
    }
    const rows = byValue.get(key.attribute) ?? new Map<string, IndexedRow[]>();
    byValue.set(key.attribute, rows);
    for (const value of key.values) {
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
      if (indexed.conditions.every((one) => one.values.has(person.get(one.attribute) ?? ABSENT))) found.push(indexed);
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

interface Condition {
  readonly attribute: string;
  /** Folded. */
  readonly values: ReadonlySet<string>;
}

/** The same few conditions recur down a long table: each is folded, counted and weighed once. */
function conditionsOfTable() {
  const byAttribute = new Map<string, Map<string, { readonly condition: Condition; uses: number }>>();

  const conditionsOf = (when: ReferenceRow['when']): readonly Condition[] =>
    Object.entries(when).map(([attribute, values]) => {
      const known = byAttribute.get(attribute) ?? new Map<string, { readonly condition: Condition; uses: number }>();
      byAttribute.set(attribute, known);
      const name = values.length === 1 ? (values[0] ?? '') : values.join('\u0000');
      const counted = known.get(name) ?? { condition: { attribute, values: new Set(values.map(fold)) }, uses: 0 };
      counted.uses += 1;
      known.set(name, counted);
      return counted.condition;
    });

  /** How many rows stand under the commonest value of each condition. To be asked when all rows are counted. */
  const widest = (): ReadonlyMap<Condition, number> => {
    const widths = new Map<Condition, number>();
    for (const known of byAttribute.values()) {
      const rows = new Map<string, number>();
      for (const { condition, uses } of known.values()) {
        for (const value of condition.values) rows.set(value, (rows.get(value) ?? 0) + uses);
      }
      for (const { condition } of known.values()) {
        let most = 0;
        for (const value of condition.values) most = Math.max(most, rows.get(value) ?? 0);
        widths.set(condition, most);
      }
    }
    return widths;
  };
  return { conditionsOf, widest };
}

/** The condition under whose commonest value the fewest rows stand. */
function narrowest(conditions: readonly Condition[], widths: ReadonlyMap<Condition, number>): Condition | undefined {
  let best: Condition | undefined;
  for (const condition of conditions) {
    if (best === undefined || (widths.get(condition) ?? 0) < (widths.get(best) ?? 0)) best = condition;
  }
  return best;
}
