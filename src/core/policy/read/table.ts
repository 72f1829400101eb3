/** CSV records -> reference rows, with everything that is wrong about each row on its own. */

import { fold } from '../../shared/fold.ts';
import { rowId } from '../../shared/ids.ts';
import { givenKey } from '../catalogue.ts';
import type { Given, Problem, ReferenceRow } from '../model.ts';
import { isOwnColumn, OWN_COLUMNS, ROW_ID_PATTERN } from '../schema/table.ts';
import type { CsvFile, CsvRecord } from './csv.ts';
import { givenReader } from './given.ts';
import type { Names } from './names.ts';
import { caution, fault, type Place } from './problem.ts';
import { didYouMean } from './suggest.ts';

export interface Table {
  readonly rows: readonly ReferenceRow[];
  readonly problems: readonly Problem[];
}

type Column =
  | { readonly kind: 'id' | 'entitlements' | 'groups' | 'ignored' }
  | { readonly kind: 'attribute'; readonly name: string };

export function readTable(csv: CsvFile, names: Names): Table {
  const [heading, ...records] = csv.records;
  if (heading === undefined) {
    if (csv.problems.length > 0) return { rows: [], problems: [] };
    const remedy = 'Begin with a line of column names: id, one for each attribute, entitlements, groups.';
    return { rows: [], problems: [fault({ file: csv.file, line: null }, 'empty-table', 'the table is empty', remedy)] };
  }
  const problems: Problem[] = [];
  const columns = columnsOf(heading, csv.file, names, problems);
  const reader = {
    file: csv.file,
    columns,
    names,
    given: givenReader(names),
    problems,
    seen: new Map<string, number>(),
  };
  const rows = records.flatMap((record) => readRow(record, reader) ?? []);
  return { rows, problems };
}

function columnsOf(heading: CsvRecord, file: string, names: Names, problems: Problem[]): readonly Column[] {
  const place = { file, line: heading.line };
  const seen = new Set<string>();
  const columns = heading.cells.map((cell): Column => {
    const name = fold(cell);
    if (name === '') {
      problems.push(fault(place, 'unnamed-column', 'a column has no name', 'Name it, or take it out.'));
      return { kind: 'ignored' };
    }
    if (seen.has(name)) {
      const remedy = 'Put all values in one column, several with |.';
      problems.push(fault(place, 'duplicate-column', `column "${cell}" stands there twice`, remedy));
      return { kind: 'ignored' };
    }
    seen.add(name);
    if (isOwnColumn(name)) return { kind: name === 'note' ? 'ignored' : name };
    const attribute = names.attributes?.get(name);
    if (attribute !== undefined) return { kind: 'attribute', name: attribute };
    if (names.attributes !== null) {
      const known = [...names.attributes.values(), ...OWN_COLUMNS];
      const remedy = didYouMean(
        cell,
        known,
        `Map it under \`fields\` in tenure.yaml, or use one of ${known.join(', ')}.`,
      );
      problems.push(fault(place, 'unknown-column', `column "${cell}" is no person attribute`, remedy));
    }
    return { kind: 'ignored' };
  });
  if (!seen.has('id')) {
    problems.push(
      fault(place, 'no-id-column', 'there is no column "id"', 'Add one: each row needs a name that stays.'),
    );
  }
  if (!seen.has('entitlements') && !seen.has('groups')) {
    const remedy = 'Add one that says what the row gives.';
    problems.push(fault(place, 'no-giving-column', 'there is no column "entitlements" and none "groups"', remedy));
  }
  return columns;
}

interface Reader {
  readonly file: string;
  readonly columns: readonly Column[];
  readonly names: Names;
  readonly given: ReturnType<typeof givenReader>;
  readonly problems: Problem[];
  /** Row id as compared -> line. */
  readonly seen: Map<string, number>;
}

function readRow({ line, cells }: CsvRecord, reader: Reader): ReferenceRow | undefined {
  const { file, columns, names, given, problems, seen } = reader;
  const place = { file, line };
  const before = problems.length;
  if (cells.every((cell) => cell.trim() === '')) {
    problems.push(caution(place, 'empty-row', 'the row is empty', 'Take it out.'));
    return undefined;
  }
  if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
    const message = `the row has ${cells.length} cells, the heading ${columns.length}`;
    problems.push(
      fault(place, 'extra-cells', message, 'Put a cell with a comma in it in quotes; several values go with |.'),
    );
  }
  let id = '';
  const when: Record<string, readonly string[]> = {};
  const gives: Given[] = [];
  columns.forEach((column, index) => {
    const cell = cells[index]?.trim() ?? '';
    if (column.kind === 'id') id = cell;
    else if (cell === '' || column.kind === 'ignored') return;
    else if (column.kind === 'attribute') {
      const values = valuesOf(cell, column.name, place, problems);
      if (values.length > 0) when[column.name] = values;
      reportImpossible(values, column.name, names, place, problems);
    } else gives.push(...given(column.kind, cell, place, problems));
  });
  reportId(id, place, seen, problems);
  if (gives.length === 0 && !hasGiving(columns, cells)) {
    const remedy = 'Write what it gives under "entitlements" or "groups", or take the row out.';
    problems.push(fault(place, 'row-gives-nothing', `row "${id}" gives nothing`, remedy));
  }
  // A row with a fault is left out of what is said about all rows together: it would only repeat the fault.
  const sound = !problems.slice(before).some(({ severity }) => severity === 'error');
  return sound ? { id: rowId(id), line, when, gives: distinct(gives) } : undefined;
}

const hasGiving = (columns: readonly Column[], cells: readonly string[]) =>
  columns.some(({ kind }, at) => (kind === 'entitlements' || kind === 'groups') && (cells[at] ?? '').trim() !== '');

const distinct = (gives: readonly Given[]): readonly Given[] =>
  gives.length < 2 ? gives : [...new Map(gives.map((given) => [givenKey(given), given])).values()];

const ROW_ID = new RegExp(ROW_ID_PATTERN);

function reportId(id: string, place: Place, seen: Map<string, number>, problems: Problem[]): void {
  if (id === '') {
    problems.push(fault(place, 'missing-row-id', 'the row has no id', 'Give it a name that is not used yet.'));
    return;
  }
  if (!ROW_ID.test(id)) {
    const remedy = 'Use letters, digits and . _ - only, at most 63 of them.';
    problems.push(fault(place, 'bad-row-id', `"${id.slice(0, 80)}" cannot be a row id`, remedy));
    return;
  }
  const first = seen.get(fold(id));
  if (first !== undefined) {
    const remedy = 'Give one of the two another id: a grant says which row gave it.';
    problems.push(fault(place, 'duplicate-row-id', `row id "${id}" is used twice, first on line ${first}`, remedy));
    return;
  }
  seen.set(fold(id), place.line ?? 0);
}

function valuesOf(cell: string, column: string, place: Place, problems: Problem[]): readonly string[] {
  if (cell === '*' || fold(cell) === 'any') {
    problems.push(
      fault(place, 'wildcard', `"${cell}" under "${column}" is no value`, 'Leave the cell empty: empty = any.'),
    );
    return [cell];
  }
  if (!cell.includes('|')) return [cell.normalize('NFC')];
  const parts = cell.split('|').map((part) => part.trim().normalize('NFC'));
  const filled = parts.filter((part) => part !== '');
  if (filled.length === 0) {
    const remedy = 'Write values, or leave the cell empty for any.';
    problems.push(fault(place, 'row-never-matches', `the row never matches: "${column}" lists no value`, remedy));
  } else if (filled.length < parts.length) {
    problems.push(
      caution(place, 'empty-value', `"${column}" has a | too many`, 'Take it out; empty = any is for whole cells.'),
    );
  }
  return [...new Map(filled.map((part) => [fold(part), part])).values()];
}

function reportImpossible(
  values: readonly string[],
  column: string,
  names: Names,
  place: Place,
  problems: Problem[],
): void {
  const possible = names.values.get(column);
  if (possible === undefined) return;
  const strange = values.filter((value) => !possible.has(fold(value)));
  if (strange.length === 0) return;
  const list = strange.map((value) => `"${value}"`).join(', ');
  const remedy = didYouMean(strange[0] ?? '', possible, `Possible here: ${[...possible].slice(0, 20).join(', ')}.`);
  problems.push(
    strange.length === values.length
      ? fault(place, 'row-never-matches', `the row never matches: nobody's ${column} can be ${list}`, remedy)
      : caution(place, 'unknown-value', `nobody's ${column} can be ${list}`, remedy),
  );
}
