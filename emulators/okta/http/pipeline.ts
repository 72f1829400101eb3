/**
 * The way of one call: admitted (concurrency), known (credentials), counted (rate limit), allowed (scope and
 * admin role), read (body), handled; and whatever happens, answered with the headers Okta always sends.
 */
import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { hasLost, metNow } from '../../kit/faults/met.ts';
import type { Organization } from '../store/organization.ts';
import { authenticate } from './authenticate.ts';
import { type Access, mayUse, type Principal } from './credentials.ts';
import { badToken, forbidden, notWellFormed, OktaError, tooMany } from './errors.ts';
import { type BucketName, bucketOf, type RateLimits, type Standing } from './limits.ts';
import { refuseOutOfReach, withinReach } from './reach.ts';
import type { Answer, Call, Route } from './route.ts';

export interface Pipeline {
  readonly org: Organization;
  readonly access: Access;
  readonly limits: RateLimits;
  readonly concurrency: number;
  readonly latencyMilliseconds: number;
  /** Requests being worked on, latency included. */
  readonly inFlight: { count: number };
}

export function mount(app: Hono, routes: readonly Route[], pipeline: Pipeline): void {
  for (const route of routes) {
    const bucket = bucketOf(route.method, route.path);
    app.on(route.method, route.path, (context) =>
      admit(context, pipeline, () => run(context, route, bucket, pipeline)),
    );
  }
  const notSupported = async () => {
    throw new OktaError(405, 'E0000022', 'The endpoint does not support the provided HTTP method');
  };
  for (const path of new Set(routes.map((route) => route.path))) {
    app.all(path, (context) => answerWith(context, pipeline, undefined, notSupported));
  }
}

/** A 429 of the concurrency limit is told apart by limit and remaining both being 0; its reset is a guess. */
export async function admit(context: Context, pipeline: Pipeline, work: () => Promise<Response>): Promise<Response> {
  const { inFlight } = pipeline;
  const { limit, delayMilliseconds } = metNow();
  if (inFlight.count >= Math.min(pipeline.concurrency, limit.atOnce ?? pipeline.concurrency)) {
    const standing = { allowed: false, limit: 0, remaining: 0, resetAt: pipeline.org.clock.now() + 60_000 };
    return answerWith(context, pipeline, standing, async () => {
      throw tooMany();
    });
  }
  inFlight.count += 1;
  try {
    const wait = pipeline.latencyMilliseconds + delayMilliseconds;
    if (wait > 0) await pause(wait);
    return await work();
  } finally {
    inFlight.count -= 1;
  }
}

async function run(context: Context, route: Route, bucket: BucketName, pipeline: Pipeline): Promise<Response> {
  const { org, access, limits } = pipeline;
  const now = org.clock.now();
  const { perMinute } = metNow().limit;
  let principal: Principal;
  try {
    principal = await authenticate(context, access, now);
    if (hasLost('token')) throw badToken();
  } catch (error) {
    return answerWith(context, pipeline, limits.hit(bucket, 'unknown', now, perMinute), () => Promise.reject(error));
  }
  const standing = limits.hit(bucket, principal.id, now, perMinute);
  return answerWith(context, pipeline, standing, async (requestId) => {
    if (!standing.allowed) throw tooMany();
    if (!mayUse(principal, route.scope) || hasLost('scope', route.scope)) throw forbidden();
    if (!principal.adminRole || hasLost('role')) return withoutAdminRole(route, org);
    const call = await readCall(context, org, principal, requestId);
    refuseOutOfReach(context.req.param(), org);
    return withinReach(await route.handle(call), org);
  });
}

/** An app with scopes and no admin role: two lists are silently empty (people: seen by baton), the rest is refused. */
function withoutAdminRole({ method, path }: Route, { quirks }: Organization): Answer {
  const isEmpty = path === '/api/v1/users' || (path === '/api/v1/apps' && quirks.appsUnseen === 'empty');
  if (method === 'GET' && isEmpty) return { status: 200, body: [] };
  throw forbidden();
}

async function readCall(context: Context, org: Organization, principal: Principal, requestId: string): Promise<Call> {
  const url = new URL(context.req.url);
  const text = context.req.method === 'GET' ? '' : await context.req.text();
  const lengthMissing = (name: string) => context.req.header(name) === undefined;
  if (text === '' && (context.req.method === 'POST' || context.req.method === 'PUT')) {
    // "Design principles": a POST or PUT without a body must say Content-Length: 0.
    if (lengthMissing('content-length') && lengthMissing('transfer-encoding')) {
      throw new OktaError(411, 'E0000019', 'Bad request. Content-Length is required.');
    }
  }
  if (text !== '' && !/json/i.test(context.req.header('content-type') ?? '')) {
    throw new OktaError(
      415,
      'E0000021',
      'Bad request.  Accept and/or Content-Type headers likely do not match supported values.',
    );
  }
  return {
    org,
    principal,
    by: { actor: principal.party, transaction: requestId, agent: context.req.header('user-agent') ?? 'unknown' },
    url,
    query: url.searchParams,
    body: text === '' ? undefined : parseJson(text),
    param: (name) => context.req.param(name) ?? '',
    header: (name) => context.req.header(name),
  };
}

export async function answerWith(
  context: Context,
  { org }: Pipeline,
  standing: Standing | undefined,
  work: (requestId: string) => Answer | Promise<Answer>,
): Promise<Response> {
  const requestId = randomUUID().replaceAll('-', '');
  let answer: Answer;
  try {
    answer = await work(requestId);
  } catch (error) {
    if (!(error instanceof OktaError)) throw error;
    answer = { status: error.status, body: error.toBody(`oae${requestId.slice(0, 22)}`) };
  }
  const now = org.clock.now();
  const { limit, remaining, resetAt } = standing ?? { limit: 1200, remaining: 1199, resetAt: now + 60_000 };
  const headers: Record<string, string> = {
    // A client computes its wait from reset minus Date: both must come from the same clock.
    date: new Date(now).toUTCString(),
    'x-okta-request-id': requestId,
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(Math.ceil(resetAt / 1000)),
    'cache-control': 'no-cache, no-store',
    ...answer.headers,
  };
  if (answer.body === undefined) return context.body(null, answer.status as 204, headers);
  headers['content-type'] = 'application/json';
  return context.body(JSON.stringify(answer.body), answer.status as 200, headers);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notWellFormed();
  }
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
