/**
 * One spelling for one value: keys sorted by code unit, no blanks, `undefined` members left out. What is hashed,
 * signed or compared is always these bytes (the idea of RFC 8785, for the plain JSON we produce).
 */
import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('a canonical number is finite');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') {
    let text = '';
    for (const [key, member] of Object.entries(value).sort(byKey)) {
      if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(member)}`;
    }
    return `{${text}}`;
  }
  throw new Error(`no canonical form for a ${typeof value}`);
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Of what others wrote: `null` = it has no such spelling. What is nested some thousand levels deep fits into a property of
 * Jira's, and would end the stack of whoever compares it; a number such as 1e999 reads as no finite one.
 */
export function canonicalOrNull(value: unknown): string | null {
  try {
    return canonical(value);
  } catch {
    return null;
  }
}

/** Lower-case hex sha256 of UTF-8 text. */
export const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

export interface RunningDigest {
  add(bytes: Uint8Array | string): void;
  /** Of all that was added. Ends it. */
  hex(): string;
}

/** The same of what is too long to be held at once. */
export function runningSha256(): RunningDigest {
  const hash = createHash('sha256');
  return {
    add: (bytes) => void (typeof bytes === 'string' ? hash.update(bytes, 'utf8') : hash.update(bytes)),
    hex: () => hash.digest('hex'),
  };
}
