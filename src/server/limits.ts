/**
 * What strangers may cost us. Who shows a right proof (a signature, a token) is never made to wait here for being quick: a
 * tracker that delivers two hundred at a time is what we are for. Counted for each address is what was refused, and what
 * anybody may ask without a proof; an address that has used up its budget is answered 429 before its body is read.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { type Allowance, allowance, type Budget } from './allowance.ts';
import type { BodyBounds } from './bodies.ts';
import { senderOf } from './senders.ts';

/** Refusals: a wrong secret after a rotation is mended by people, in minutes and not in thousands of tries. */
export const REFUSALS: Budget = { burst: 100, perSecond: 1 };
/** What is answered without a proof: health, readiness (which asks the store), the API's document, a hook's challenge. */
export const OPEN: Budget = { burst: 120, perSecond: 20 };
/** A token of the API: a program that asks in a loop leaves room for the others. */
export const TOKEN: Budget = { burst: 1_200, perSecond: 60 };

export interface LimitOptions {
  /** How many proxies of ours stand before us, each adding the address it was asked from. */
  readonly proxyHops?: number;
  readonly now?: () => number;
  readonly bodies?: BodyBounds;
}

export const clock = () => performance.now();

export function limitStrangers({ proxyHops = 0, now = clock }: LimitOptions): MiddlewareHandler {
  const refusals = allowance(REFUSALS, now);
  const open = allowance(OPEN, now);
  return async (context, next) => {
    const address = senderOf(context, proxyHops);
    const asked = isOpen(context);
    const wait = Math.max(refusals.waitOf(address), asked ? open.waitOf(address) : 0);
    if (wait > 0) return tooMany(context, wait);
    if (asked) open.take(address);
    await next();
    if (isRefusal(context)) refusals.take(address);
    return undefined;
  };
}

/** Whoever has shown a token has a budget of their own, whatever address they share. */
export const tokenAllowance = (now = clock): Allowance => allowance(TOKEN, now);

export function tooMany(context: Context, seconds: number): Response {
  context.header('retry-after', String(seconds));
  const [refusal, says] = ['too-many', `Too many requests: come back in ${seconds} s.`];
  if (!context.req.path.startsWith('/api/v1/')) return context.json({ refusal, says }, 429);
  const body = { title: refusal, status: 429, refusal, detail: says, details: [] };
  return context.json(body, 429, { 'content-type': 'application/problem+json' });
}

const isOpen = ({ req: { method, path } }: Context) =>
  (method === 'GET' || method === 'HEAD') && (!path.startsWith('/api/') || path === '/api/openapi.json');

/** 4xx to a caller with a right token is between them and their input. */
const isRefusal = (context: Context) =>
  context.res.status >= 400 && context.res.status < 500 && context.get('caller') === undefined;
