/**
 * Rows by key and by what they are searched by. A table shows what is committed; a draft is one transaction's view of it
 * with its own changes, which are put into the table together. Rows come in the order in which they were first written.
 */
import { kept, storable } from './kept.ts';

export interface Rows<Row, Index extends string> {
  get(key: string): Row | undefined;
  all(): readonly Row[];
  find(index: Index, value: string): readonly Row[];
}

/** What a row is found by; `null` = not at all. */
type Found<Row> = (row: Row) => string | null | readonly string[];

export interface Shape<Row, Index extends string> {
  /** As PostgreSQL names the table. */
  readonly name: string;
  readonly key: (row: Row) => string;
  readonly by: Readonly<Record<Index, Found<Row>>>;
  readonly unique?: readonly Index[];
}

export class UniqueViolation extends Error {
  constructor(name: string) {
    super(`duplicate key value violates unique constraint "${name}"`);
    this.name = 'UniqueViolation';
  }
}

export class Table<Row, Index extends string = never> implements Rows<Row, Index> {
  readonly shape: Shape<Row, Index>;
  readonly #rows = new Map<string, Row>();
  readonly #places = new Map<string, Map<string, Set<string>>>();

  constructor(shape: Shape<Row, Index>) {
    this.shape = shape;
    for (const index of indexesOf(shape)) this.#places.set(index, new Map());
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  all(): readonly Row[] {
    return [...this.#rows.values()];
  }

  find(index: Index, value: string): readonly Row[] {
    const found: Row[] = [];
    for (const key of this.keysOf(index, value)) {
      const row = this.#rows.get(key);
      if (row !== undefined) found.push(row);
    }
    return found;
  }

  keysOf(index: Index, value: string): ReadonlySet<string> {
    return this.#places.get(index)?.get(value) ?? NONE;
  }

  draft(): Draft<Row, Index> {
    return new Draft(this);
  }

  /** `null` = it goes. Only a draft that is committed writes. */
  write(key: string, row: Row | null): void {
    const before = this.#rows.get(key);
    for (const index of indexesOf(this.shape)) {
      const old = before === undefined ? [] : valuesOf(this.shape, index, before);
      const now = row === null ? [] : valuesOf(this.shape, index, row);
      for (const value of old) if (!now.includes(value)) this.#forget(index, value, key);
      for (const value of now) if (!old.includes(value)) this.#note(index, value, key);
    }
    if (row === null) this.#rows.delete(key);
    else this.#rows.set(key, row);
  }

  #note(index: Index, value: string, key: string) {
    const places = this.#places.get(index);
    const keys = places?.get(value);
    if (keys === undefined) places?.set(value, new Set([key]));
    else keys.add(key);
  }

  #forget(index: Index, value: string, key: string) {
    const keys = this.#places.get(index)?.get(value);
    keys?.delete(key);
    if (keys?.size === 0) this.#places.get(index)?.delete(value);
  }
}

export class Draft<Row, Index extends string = never> implements Rows<Row, Index> {
  readonly #table: Table<Row, Index>;
  /** `null` = it goes. */
  #changes: Map<string, Row | null> | null = null;

  constructor(table: Table<Row, Index>) {
    this.#table = table;
  }

  get(key: string): Row | undefined {
    const changed = this.#changes?.get(storable(key));
    return changed === undefined ? this.#table.get(storable(key)) : (changed ?? undefined);
  }

  all(): readonly Row[] {
    const changes = this.#changes;
    if (changes === null) return this.#table.all();
    const { key } = this.#table.shape;
    const stand = this.#table.all().map((row) => changes.get(key(row)) ?? (changes.has(key(row)) ? null : row));
    return [...stand, ...this.#added()].filter((row) => row !== null);
  }

  find(index: Index, value: string): readonly Row[] {
    const changes = this.#changes;
    if (changes === null) return this.#table.find(index, storable(value));
    const keys = this.#table.keysOf(index, storable(value));
    const found: Row[] = [];
    const take = (row: Row | null | undefined) => {
      if (row != null && valuesOf(this.#table.shape, index, row).includes(value)) found.push(row);
    };
    for (const key of keys) take(changes.has(key) ? changes.get(key) : this.#table.get(key));
    for (const [key, row] of changes) if (!keys.has(key)) take(row);
    return found;
  }

  /** Answers what is kept. */
  put(row: Row): Row {
    const copy = kept(row);
    this.#checkUnique(copy, this);
    this.#changes ??= new Map();
    this.#changes.set(storable(this.#table.shape.key(copy)), copy);
    return copy;
  }

  drop(key: string): void {
    this.#changes ??= new Map();
    this.#changes.set(key, null);
  }

  /** Somebody else may have committed the same meanwhile. */
  check(): void {
    for (const row of this.#changes?.values() ?? []) if (row !== null) this.#checkUnique(row, this);
  }

  commit(): void {
    for (const [key, row] of this.#changes ?? []) this.#table.write(key, row);
  }

  #added(): readonly (Row | null)[] {
    return [...(this.#changes ?? [])].flatMap(([key, row]) => (this.#table.get(key) === undefined ? [row] : []));
  }

  #checkUnique(row: Row, among: Rows<Row, Index>) {
    const { name, key, unique = [] } = this.#table.shape;
    for (const index of unique)
      for (const value of valuesOf(this.#table.shape, index, row))
        for (const other of among.find(index, value))
          if (key(other) !== key(row)) throw new UniqueViolation(`${name}_${index}`);
  }
}

const NONE: ReadonlySet<string> = new Set();

function indexesOf<Row, Index extends string>(shape: Shape<Row, Index>): readonly Index[] {
  const names: Index[] = [];
  for (const name in shape.by) names.push(name);
  return names;
}

function valuesOf<Row, Index extends string>(shape: Shape<Row, Index>, index: Index, row: Row): readonly string[] {
  const value = shape.by[index](row);
  if (value === null) return [];
  return typeof value === 'string' ? [value] : value;
}
