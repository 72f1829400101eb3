/** What a Web API method is, and how its arguments are read: of a form all are text, of JSON they have their types. */
import { isObject, type Json, type JsonObject, textOf } from '../../kit/json.ts';
import { invalidArguments, missingField, SlackRefusal } from '../refusal.ts';
import type { Workspace } from '../workspace.ts';

/** Of `Rate limits`: calls a minute are at least 1, 20, 50, 100. `posting` is counted by channel. */
export type Tier = 1 | 2 | 3 | 4 | 'posting';

export interface Call {
  readonly workspace: Workspace;
  readonly args: JsonObject;
  readonly scopes: readonly string[];
}

export interface Method {
  readonly name: string;
  readonly tier: Tier;
  readonly token: 'bot' | 'app' | 'none';
  /** Reading methods take forms only. */
  readonly json: boolean;
  /** The scopes one of which the call needs; none named, none needed. */
  readonly scopes: (call: Call) => readonly string[];
  readonly handle: (call: Call) => JsonObject;
}

export const free = () => [];
export const scope =
  (...names: readonly string[]) =>
  () =>
    names;

export function optionalText({ args }: Call, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'object' ? undefined : String(value);
}

export function requiredText(call: Call, name: string): string {
  const value = optionalText(call, name);
  if (value === undefined) throw missingField(name);
  return value;
}

const TRUE: ReadonlySet<Json | undefined> = new Set([true, 'true', 1, '1']);

export const flag = ({ args }: Call, name: string): boolean => TRUE.has(args[name]);

/** A number of things wanted at once. */
export function limitOf(call: Call, otherwise: number, most: number): number {
  const text = optionalText(call, 'limit');
  if (text === undefined || text === '0') return otherwise;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw new SlackRefusal('invalid_limit');
  return Math.min(limit, most);
}

/** An argument that is a structure: as it is, or as JSON in a text. `undefined` when it is not there. */
export function structureOf({ args }: Call, name: string): Json | undefined | 'unreadable' {
  const value = args[name];
  const text = textOf(value);
  if (text === undefined) return value ?? undefined;
  if (text === '') return undefined;
  try {
    const parsed: Json = JSON.parse(text);
    return parsed;
  } catch {
    return 'unreadable';
  }
}

export function requiredView(call: Call): Json {
  const view = structureOf(call, 'view');
  if (view === undefined) throw missingField('view');
  if (view === 'unreadable' || !isObject(view)) throw invalidArguments('must provide an object [json-pointer:/view]');
  return view;
}

/** One page of a list and the cursor of the next; an empty cursor is the end. */
export function pageOf<Item>(call: Call, items: readonly Item[], otherwise: number, most: number) {
  const limit = limitOf(call, otherwise, most);
  const from = startOf(optionalText(call, 'cursor'));
  if (from > items.length) throw new SlackRefusal('invalid_cursor');
  const next = from + limit < items.length ? Buffer.from(`next:${from + limit}`).toString('base64') : '';
  return { items: items.slice(from, from + limit), next, response_metadata: { next_cursor: next } };
}

function startOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const from = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (from === undefined) throw new SlackRefusal('invalid_cursor');
  return Number(from);
}
