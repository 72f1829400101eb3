/**
 * Where a page of a list ended, as whoever asked is given it: nobody is meant to read it, and one that was written by
 * somebody else is refused.
 */
import { z } from 'zod';
import { isKeepable } from '../../core/shared/keepableText.ts';
import { accept } from '../../core/shared/outcome.ts';
import { type Answer, refused } from './operation.ts';

/** What every list takes. */
export const PAGE = {
  limit: z.int().min(1).max(500).default(100),
  /** `next` of the page before. */
  cursor: z.string().max(1_000).optional(),
};

const parts = z.array(z.string().refine(isKeepable)).min(1).max(3);

export const cursorOf = (...at: readonly string[]): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(at))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** As many parts as it was made of; none when the list is to begin at its beginning. */
export function placeOf(cursor: string | undefined, count: number): Answer<readonly string[]> {
  if (cursor === undefined) return accept([]);
  const read = parts.length(count).safeParse(jsonIn(cursor));
  return read.success ? accept(read.data) : refused('bad-cursor');
}

function jsonIn(cursor: string): unknown {
  try {
    const bytes = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0))));
  } catch {
    return null;
  }
}

/** One more than the page was asked for, so that the last page says that it is. */
export function pageOf<Row>(found: readonly Row[], limit: number, place: (last: Row) => string) {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: found.length > limit && last !== undefined ? place(last) : null };
}
