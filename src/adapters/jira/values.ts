/**
 * A field's value in plain words. Read by its shape; the field's declared type only tells a date from text. ("Jira
 * fields" in the REST v3 reference: select `{value}`, cascading `{value, child}`, user `{accountId}`, ...)
 */

import { parseInstant, parseLocalDate } from '../../core/shared/instant.ts';
import type { FieldValue, PickedUser } from '../../ports/tracker.ts';
import { LONGEST_VALUE, MOST_PEOPLE } from './config.ts';
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
  if (Array.isArray(raw)) return readSeveral(raw);
  if (type === 'date' || type === 'datetime') return readTime(raw, type);
  const user = userOf(raw);
  if (user !== null) return value(user);
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

function userOf(raw: unknown): PickedUser | null {
  if (!isRecord(raw) || typeof raw.accountId !== 'string') return null;
  const mail = typeof raw.emailAddress === 'string' && raw.emailAddress !== '' ? raw.emailAddress : null;
  const name = typeof raw.displayName === 'string' ? cleaned(raw.displayName) : null;
  return { kind: 'user', id: raw.accountId, mail, name };
}

function readSeveral(raw: readonly unknown[]): Reading {
  const users = raw.flatMap((entry) => userOf(entry) ?? []);
  if (users.length === 0 || users.length < raw.length) return readTexts(raw);
  return users.length > MOST_PEOPLE ? TOO_LONG : value({ kind: 'users', users });
}

function readTexts(raw: readonly unknown[]): Reading {
  const texts: string[] = [];
  let length = 0;
  for (const entry of raw) {
    const text = textOf(entry);
    if (text === undefined) return WRONG;
    length += text.length;
    if (length > LONGEST_VALUE) return TOO_LONG;
    const clean = cleaned(text);
    if (clean !== '') texts.push(clean);
  }
  return texts.length === 0 ? EMPTY : value({ kind: 'texts', texts });
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
