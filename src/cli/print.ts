/** Plain text for people: tables that line up, times that can be compared, and colour only where somebody looks. */
import type { PersonLike } from './shapes.ts';

export interface Paint {
  strong(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
}

const code = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
const same = (text: string) => text;

export const paintFor = (colour: boolean): Paint =>
  colour
    ? { strong: code(1, 22), dim: code(2, 22), good: code(32, 39), warn: code(33, 39), bad: code(31, 39) }
    : { strong: same, dim: same, good: same, warn: same, bad: same };

/** Text from forms and files may hold anything: no control character of it reaches a terminal. */
export const clean = (text: string) => text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');

/** One word of a shell, to be copied. */
export const quoted = (text: string) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${clean(text).replaceAll("'", String.raw`'\''`)}'`;

export type Cell = string | { readonly text: string; paint(text: string): string };

/** Columns as wide as their widest cell; nothing is cut, and no line ends in blanks. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint): readonly string[] {
  const plain = (cell: Cell) => clean(typeof cell === 'string' ? cell : cell.text);
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => plain(row[at] ?? '').length)));
  const line = (cells: readonly Cell[]) => {
    const last = cells.findLastIndex((cell) => plain(cell) !== '');
    return cells
      .slice(0, last + 1)
      .map((cell, at) => {
        const text = at === last ? plain(cell) : plain(cell).padEnd(widths[at] ?? 0);
        return typeof cell === 'string' ? text : cell.paint(text);
      })
      .join('  ');
  };
  return [line(head.map((text) => ({ text, paint: paint.dim }))), ...rows.map(line)];
}

/** `2026-03-31 08:00:00Z`: sorts as it reads, and says whose eight o'clock it is. */
export const when = (instant: string | null) =>
  instant === null ? '' : instant.replace('T', ' ').replace(/\.\d+Z$/, 'Z');

export const who = (person: PersonLike | null) => (person === null ? '' : clean(`${person.name} (${person.key})`));

export const short = (hash: string) => hash.slice(0, 12);

export const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

export const indented = (lines: readonly string[], by = '  ') =>
  lines.map((line) => (line === '' ? '' : `${by}${line}`));

/** From when to when, for people. */
export const spell = (from: string, until: string | null) =>
  `from ${when(from)} to ${until === null ? 'open end' : when(until)}`;
