/**
 * A field's value in plain words. Read by its shape; the field's declared type only tells a date from text. ("Jira
 * fields" in the REST v3 reference: select `{value}`, cascading `{value, child}`, user `{accountId}`, ...)
 */

import { parseInstant, parseLocalDate } from '../../core/shared/instant.ts';
import type { FieldValue } from '../../ports/tracker.ts';
import { LONGEST_VALUE } from './config.ts';
import { cleaned, isRecord, plainText } from './text.ts';

export type Reading =
  | { readonly is: 'value'; readonly value: FieldValue }
  | { readonly is: 'empty' }
  | { readonly is: 'unreadable'; readonly why: 'too-long' | 'wrong-shape' };

const EMPTY: Reading = { is: 'empty' };
const WRONG: Reading = { is: 'unreadable', why: 'wrong-shape' };
const TOO_LONG: Reading = { is: 'unreadable', why: 'too-long' };
const value = (read: FieldValue): Reading => ({ is: 'value', value: read });

export function readValue(raw: unknown, type: string): Reading {
  if (raw === null || raw === undefined || raw === '') return EMPTY;
  if (Array.isArray(raw)) return readTexts(raw);
  if (type === 'date' || type === 'datetime') return readTime(raw, type);
  if (isRecord(raw) && typeof raw.accountId === 'string') {
    const mail = typeof raw.emailAddress === 'string' && raw.emailAddress !== '' ? raw.emailAddress : null;
    const name = typeof raw.displayName === 'string' ? cleaned(raw.displayName) : null;
    return value({ kind: 'user', id: raw.accountId, mail, name });
  }
  const text = textOf(raw);
  if (text === undefined) return WRONG;
  return text.length > LONGEST_VALUE ? TOO_LONG : readText(text);
}

function readText(text: string): Reading {
  const clean = cleaned(text);
  return clean === '' ? EMPTY : value({ kind: 'text', text: clean });
}

function readTime(raw: unknown, type: 'date' | 'datetime'): Reading {
  if (typeof raw !== 'string') return WRONG;
  if (type === 'date') {
    const date = parseLocalDate(raw);
    return date === undefined ? WRONG : value({ kind: 'date', date });
  }
  const at = parseInstant(raw);
  return at === undefined ? WRONG : value({ kind: 'instant', at });
}

function readTexts(raw: readonly unknown[]): Reading {
  const texts: string[] = [];
  let length = 0;
  for (const entry of raw) {
    const text = isRecord(entry) ? (mailOrId(entry) ?? textOf(entry)) : textOf(entry);
    if (text === undefined) return WRONG;
    length += text.length;
    if (length > LONGEST_VALUE) return TOO_LONG;
    const clean = cleaned(text);
    if (clean !== '') texts.push(clean);
  }
  return texts.length === 0 ? EMPTY : value({ kind: 'texts', texts });
}

/** Several picked people: an address where it is visible; the id is not an address and will be refused by name. */
function mailOrId(entry: Record<string, unknown>): string | undefined {
  if (typeof entry.accountId !== 'string') return undefined;
  return typeof entry.emailAddress === 'string' && entry.emailAddress !== '' ? entry.emailAddress : entry.accountId;
}

function textOf(raw: unknown): string | undefined {
  if (typeof raw === 'string') return raw;
  if (typeof raw === 'number') return String(raw);
  if (!isRecord(raw)) return undefined;
  if (raw.type === 'doc') return plainText(raw, LONGEST_VALUE);
  if (typeof raw.value === 'string') {
    // Cascading select: the child may be missing when only the parent was chosen.
    const child = isRecord(raw.child) && typeof raw.child.value === 'string' ? raw.child.value : null;
    return child === null ? raw.value : `${raw.value} / ${child}`;
  }
  return typeof raw.name === 'string' ? raw.name : undefined;
}
