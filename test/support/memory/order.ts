/** The orders lists come in: by code unit, as the databases of the tests compare text, and instants as text. */

export const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** By the first of these that differs. */
export const ordered = <Row>(rows: readonly Row[], ...by: readonly ((row: Row) => string)[]): readonly Row[] =>
  [...rows].sort((a, b) => {
    for (const of of by) {
      const order = compare(of(a), of(b));
      if (order !== 0) return order;
    }
    return 0;
  });

export const distinct = <Value>(values: Iterable<Value>): readonly Value[] => [...new Set(values)];

/** One statement does not write a row twice: PostgreSQL refuses it, whichever of the two was meant. */
export function eachOnce(keys: readonly string[]): void {
  if (new Set(keys).size < keys.length) throw new Error('a statement cannot affect row a second time');
}
