/** What all routes share: who calls, bodies, pages, answers. */
import type { Context, Hono } from 'hono';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { refuse } from '../refusal.ts';
import type { Actor } from '../site/permissions.ts';
import type { JiraSite } from '../site/site.ts';

export type JiraEnv = { Variables: { actor: Actor } };
export type JiraContext = Context<JiraEnv>;
export type JiraApp = Hono<JiraEnv>;
/** Adds one part of the surface to the app. */
export type Routes = (app: JiraApp, site: JiraSite) => void;

export const answer = (body: Json, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
  });
export const noContent = (): Response => new Response(null, { status: 204 });

export async function bodyOf(context: JiraContext): Promise<JsonObject> {
  const body = await jsonOf(context);
  if (!isObject(body)) throw unreadable();
  return body;
}

export async function jsonOf(context: JiraContext): Promise<Json> {
  try {
    return JSON.parse(await context.req.text());
  } catch {
    throw unreadable();
  }
}

const unreadable = () => refuse(400, 'There was an error parsing JSON. Check that your request body is valid.');

export const param = (context: JiraContext, name: string): string => context.req.param(name) ?? '';
export const actorOf = (context: JiraContext): Actor => context.get('actor');
/** `a,b` and repeated parameters are the same to Jira. */
export const listQuery = (context: JiraContext, name: string): string[] =>
  (context.req.queries(name) ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '');
export const flag = (context: JiraContext, name: string): boolean => context.req.query(name) === 'true';

export interface Window {
  readonly startAt: number;
  readonly maxResults: number;
}

/** More than the cap is silently cut to it, as Jira does; less than nothing is refused. */
export function windowOf(context: JiraContext, usual: number, cap = usual): Window {
  const number = (name: string, fallback: number) => {
    const raw = context.req.query(name);
    const value = raw === undefined || raw === '' ? fallback : Number(raw);
    if (!Number.isInteger(value) || value < 0) throw refuse(400, `The value of ${name} is not valid.`);
    return value;
  };
  return { startAt: number('startAt', 0), maxResults: Math.min(number('maxResults', usual), cap) };
}

/** A platform page; the next page is found by `startAt`, not by `nextPage`. */
export function page<T>(all: readonly T[], { startAt, maxResults }: Window, show: (entry: T) => Json): JsonObject {
  const values = all.slice(startAt, startAt + maxResults);
  return {
    maxResults,
    startAt,
    total: all.length,
    isLast: startAt + values.length >= all.length,
    values: values.map(show),
  };
}
