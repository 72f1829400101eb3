/**
 * A map that can be paged from any place in constant time. The cursor is a position and not a key, so a page
 * can be continued after the row it ended on was deleted, which is what a sweep that removes members does.
 */
export class OrderedTable<Value> {
  readonly #rows = new Map<string, { position: number; value: Value }>();
  readonly #keys: (string | undefined)[] = [];

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): Value | undefined {
    return this.#rows.get(key)?.value;
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  /** Replaces in place; a new key goes to the end. */
  set(key: string, value: Value): void {
    const row = this.#rows.get(key);
    if (row !== undefined) {
      row.value = value;
      return;
    }
    this.#rows.set(key, { position: this.#keys.length, value });
    this.#keys.push(key);
  }

  delete(key: string): boolean {
    const row = this.#rows.get(key);
    if (row === undefined) return false;
    this.#keys[row.position] = undefined;
    return this.#rows.delete(key);
  }

  keys(): IterableIterator<string> {
    return this.#rows.keys();
  }

  *values(): Generator<Value> {
    for (const { value } of this.#rows.values()) yield value;
  }

  /** Rows at or after `position`, each with the position that continues behind it. */
  *from(position: number): Generator<{ key: string; value: Value; next: number }> {
    for (let at = position; at < this.#keys.length; at += 1) {
      const key = this.#keys[at];
      const row = key === undefined ? undefined : this.#rows.get(key);
      if (key !== undefined && row !== undefined) yield { key, value: row.value, next: at + 1 };
    }
  }
}
