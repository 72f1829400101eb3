/**
 * The list as HR's system writes it: a header, a line for each person, and two lines that prove it: `#total,487` and
 * `#as-of,2026-03-02`. Columns are called as the policy's fields or as the form's. All problems are told at once.
 */
import { endFrom, fold, readCsv } from '../policy/index.ts';
import { KNOWN_FIELDS, type Settings } from '../policy/model.ts';
import { type NaturalKey, naturalKey } from '../shared/ids.ts';
import { type Instant, parseInstant, parseLocalDate } from '../shared/instant.ts';
import { accept, type Outcome, refuse } from '../shared/outcome.ts';
import type { MadeOn, Roster, RosterPerson } from './model.ts';

/** Said beside the file, by whoever sends it. */
export interface Declared {
  readonly total: number | null;
  readonly asOf: string | null;
}

const MOST_PROBLEMS = 50;
/** Longer is no cell of such a list. */
const LONGEST_CELL = 1_000;

export function readRoster(text: string, declared: Declared, settings: Settings): Outcome<Roster, readonly string[]> {
  const { records, problems: broken } = readCsv('the list', text.replace(/^\ufeff/, ''));
  const problems = broken.map(({ line, message }) => `line ${line ?? '?'}: ${message}`);
  const marks = records.filter(({ cells }) => cells[0]?.startsWith('#') === true);
  const [head, ...rows] = records.filter((record) => !marks.includes(record));
  const total = one('total', declared.total === null ? null : String(declared.total), marks, problems);
  const asOf = one('as-of', declared.asOf, marks, problems);
  const columns = columnsOf(head?.cells ?? [], settings);
  if (head === undefined) problems.push('there is no line in it');
  else if (columns.key === null) problems.push(`line ${head.line}: there is no column for ${keyName(settings)}`);
  for (const twice of columns.twice) problems.push(`line ${head?.line ?? 1}: two columns are called ${twice}`);
  if (problems.length > 0) return refuse(problems);

  const people: RosterPerson[] = [];
  const lines = new Map<NaturalKey, number>();
  for (const { line, cells } of rows) {
    const read = personIn(cells, columns, settings);
    if (typeof read === 'string') problems.push(`line ${line}: ${read}`);
    else if (lines.has(read.key)) problems.push(`line ${line}: the number of line ${lines.get(read.key)} again`);
    else {
      lines.set(read.key, line);
      people.push(read);
    }
  }
  const count = total === null ? null : Number(total);
  if (count !== null && !/^\d{1,7}$/.test(total ?? '')) problems.push('#total is not a number');
  const made = asOf === null ? null : madeOn(asOf);
  if (made === undefined) problems.push('#as-of is neither a date (2026-03-02) nor a time with its offset');
  if (problems.length > 0 || made === undefined) {
    const rest = problems.length - MOST_PROBLEMS;
    return refuse([...problems.slice(0, MOST_PROBLEMS), ...(rest > 0 ? [`and ${rest} more`] : [])]);
  }
  return accept({ people, total: count, made, ignored: columns.ignored });
}

/** What the file says of itself and what is said beside it must be one thing. */
function one(
  name: string,
  beside: string | null,
  marks: readonly { readonly cells: readonly string[]; readonly line: number }[],
  problems: string[],
): string | null {
  const inside = marks.filter(({ cells }) => fold(cells[0] ?? '') === `#${name}`).map(({ cells }) => cells[1] ?? '');
  const said = [...new Set([...inside, ...(beside === null ? [] : [beside])].map((text) => text.trim()))];
  if (said.length > 1) problems.push(`#${name} is said to be ${said.join(' and ')}`);
  return said[0] ?? null;
}

function madeOn(text: string): MadeOn | undefined {
  const date = parseLocalDate(text);
  if (date !== undefined) return { kind: 'date', date };
  const at = parseInstant(text);
  return at === undefined ? undefined : { kind: 'instant', at };
}

interface Columns {
  readonly key: number | null;
  readonly end: number | null;
  readonly attributes: readonly (readonly [string, number])[];
  readonly ignored: readonly string[];
  readonly twice: readonly string[];
}

/** Companies that keep numbers are told by number, others by the work address. */
const keyField = ({ fields }: Settings) => (Object.hasOwn(fields, 'employeeNumber') ? 'employeeNumber' : 'workMail');
const keyName = (settings: Settings) => settings.fields[keyField(settings)] ?? keyField(settings);

function columnsOf(head: readonly string[], settings: Settings): Columns {
  const names = head.map((title) => fieldCalled(title, settings));
  const at = (field: string) => (names.includes(field) ? names.indexOf(field) : null);
  const known: readonly string[] = KNOWN_FIELDS;
  const isAttribute = (name: string | null): name is string =>
    name !== null && (name === 'workerType' || !known.includes(name));
  const used = names.map((name) => name === keyField(settings) || name === 'end' || isAttribute(name));
  return {
    key: at(keyField(settings)),
    end: at('end'),
    attributes: names.flatMap((name, index) => (isAttribute(name) ? [[name, index] as const] : [])),
    ignored: head.filter((_, index) => used[index] !== true),
    twice: [...new Set(names.filter((name, index) => name !== null && names.indexOf(name) !== index))].flatMap(
      (name) => name ?? [],
    ),
  };
}

function fieldCalled(title: string, { fields }: Settings): string | null {
  const wanted = fold(title);
  const found = Object.entries(fields).find(([name, shown]) => fold(name) === wanted || fold(shown) === wanted);
  return found?.[0] ?? (wanted === 'workertype' ? 'workerType' : null);
}

function personIn(cells: readonly string[], columns: Columns, settings: Settings): RosterPerson | string {
  const cell = (index: number | null) => (index === null ? '' : (cells[index] ?? '').trim());
  if (cells.some((text) => text.length > LONGEST_CELL)) return 'a cell is too long';
  const number = cell(columns.key);
  if (number === '') return `${keyName(settings)} is empty`;
  const attributes = Object.fromEntries(
    columns.attributes.flatMap(([name, index]) => (cell(index) === '' ? [] : [[name, cell(index)]])),
  );
  const person = { key: naturalKey(number), number, attributes };
  if (columns.end === null) return person;
  const end = endOf(cell(columns.end), attributes, settings);
  return end === undefined ? `"${cell(columns.end)}" is not a date` : { ...person, end };
}

function endOf(text: string, attributes: RosterPerson['attributes'], settings: Settings): Instant | null | undefined {
  return text === '' ? null : endFrom(settings, attributes, { kind: 'text', text });
}
