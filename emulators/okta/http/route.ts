/** What a route is and what its handler gets. */
import { type ZodType, z } from 'zod';
import type { By, Organization } from '../store/organization.ts';
import type { Principal } from './credentials.ts';
import { notWellFormed } from './errors.ts';

export interface Call {
  readonly org: Organization;
  readonly principal: Principal;
  /** The caller as the System Log names it. */
  readonly by: By;
  readonly url: URL;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined when there is no body. */
  readonly body: unknown;
  /** A path parameter, percent-decoded. */
  param(name: string): string;
  header(name: string): string | undefined;
}

export interface Answer {
  readonly status: number;
  /** Left out: no body at all. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the root, parameters as `:name`. */
  readonly path: string;
  readonly scope: string;
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

export const ok = (body: unknown, headers?: Readonly<Record<string, string>>): Answer =>
  headers === undefined ? { status: 200, body } : { status: 200, body, headers };

export const noContent: Answer = { status: 204 };

/** A body of the wrong JSON shape never reaches validation at Okta: it cannot be read at all. */
export function parseBody<Shape>(schema: ZodType<Shape>, body: unknown): Shape {
  const parsed = schema.safeParse(body ?? {});
  if (!parsed.success) throw notWellFormed();
  return parsed.data;
}

export const flag = (query: URLSearchParams, name: string, otherwise: boolean): boolean => {
  const text = query.get(name);
  return text === null ? otherwise : text.toLowerCase() === 'true';
};

export { z };
