/** Who asks the API: the token they show, what it may, and whose it is. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { inputSchema, type OperationName } from '../app/operations/index.ts';
import { scopeOf } from '../app/operations/scopes.ts';
import type { ApiScope } from '../core/policy/model.ts';

export interface Caller {
  readonly name: string;
  readonly token: string;
  readonly scopes: readonly ApiScope[];
  /** Work address of the one person who acts with it; `null` = it says who acts. */
  readonly person: string | null;
}

/** Whom the door has let in, for what stands behind it. */
export interface ApiEnv {
  Variables: { readonly caller: Caller };
}

/** The installation's own token: it may do everything, for whomever it names. */
export const ownCaller = (token: string): Caller => ({
  name: 'TENURE_API_TOKEN',
  token,
  scopes: ['admin'],
  person: null,
});

/**
 * All are compared, and by digests of one length: how long it takes tells neither whether somebody has such a token nor how
 * much of one was right.
 */
export function callerOf(header: string | undefined, callers: readonly Caller[]): Caller | null {
  const [scheme = '', sent = ''] = (header ?? '').split(' ', 2);
  const shown = digest(sent);
  const found = callers.filter(({ token }) => timingSafeEqual(shown, digest(token)));
  return scheme.toLowerCase() === 'bearer' ? (found[0] ?? null) : null;
}

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

export interface Forbidden {
  readonly refusal: 'missing-scope' | 'another-person';
  readonly says: string;
}

/** What a token may not is refused before the input is looked at. */
export function forbidden({ name, scopes }: Caller, operation: OperationName): Forbidden | null {
  const needed = scopeOf[operation];
  if (scopes.includes('admin') || scopes.includes(needed)) return null;
  return { refusal: 'missing-scope', says: `The token "${name}" lacks the scope ${needed}.` };
}

/** Whoever acts is the token's person, where it has one. */
export function actingAs(
  { name, person }: Caller,
  operation: OperationName,
  input: unknown,
): Forbidden | { readonly input: unknown } {
  if (person === null || !isRecord(input)) return { input };
  // A policy's approver acts too, and is somebody else.
  const acts = operation === 'policyApply' ? [input.by, input.approver] : [input.by];
  const isTheirs = acts.every(
    (one) => one === undefined || (typeof one === 'string' && one.toLowerCase() === person.toLowerCase()),
  );
  if (!isTheirs) return { refusal: 'another-person', says: `The token "${name}" acts for ${person} alone.` };
  return { input: hasActor(operation) ? { ...input, by: person } : input };
}

const hasActor = (operation: OperationName) => Object.hasOwn(inputSchema(operation).properties, 'by');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
