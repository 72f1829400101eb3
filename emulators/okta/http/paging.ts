/**
 * Pages and `link` headers. Cursors are opaque and looked like an id or a number in recordings; `next` repeats
 * the caller's own query with another `after`, so following it verbatim keeps filter and limit.
 */
import { badCursor, invalid } from './errors.ts';

export interface PageSize {
  readonly default: number;
  readonly max: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The `after` of the next page; undefined on the last one. */
  readonly next?: string;
}

/** Values over the maximum are cut to it; what is no number is refused. */
export function limitOf(query: URLSearchParams, size: PageSize): number {
  const text = query.get('limit');
  if (text === null || text === '') return size.default;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw invalid('limit', 'limit: must be a positive integer');
  return Math.min(limit, size.max);
}

export function positionOf(query: URLSearchParams): number {
  const cursor = query.get('after');
  if (cursor === null || cursor === '') return 0;
  if (!/^\d{1,12}$/.test(cursor)) throw badCursor();
  return Number(cursor);
}

/**
 * Takes up to `limit` rows that fit. Like Okta it offers a `next` whenever the page is full, even when nothing
 * follows: the last page may be empty.
 */
export function takePage<Value>(
  rows: Iterable<{ value: Value; next: number }>,
  limit: number,
  fits: (value: Value) => boolean = () => true,
): Page<Value> {
  const items: Value[] = [];
  for (const { value, next } of rows) {
    if (!fits(value)) continue;
    items.push(value);
    if (items.length === limit) return { items, next: String(next) };
  }
  return { items };
}

/** Numbers the rows of a list that has no table of its own (a sorted search, a short list). */
export function* numbered<Value>(values: readonly Value[], start: number): Generator<{ value: Value; next: number }> {
  for (let at = start; at < values.length; at += 1) yield { value: values[at] as Value, next: at + 1 };
}

export function linkHeader(url: URL, next: string | undefined): string {
  const self = `<${url.href}>; rel="self"`;
  if (next === undefined) return self;
  const following = new URL(url.href);
  following.searchParams.set('after', next);
  return `${self}, <${following.href}>; rel="next"`;
}
