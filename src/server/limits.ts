/**
 * What strangers may cost us. Who shows a right proof (a signature, a token) is never made to wait here for being quick: a
 * tracker that delivers two hundred at a time is what we are for. Counted for each address is what was refused, and what
 * anybody may ask without a proof; an address that has used up its budget is answered 429 before its body is read.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { type Allowance, allowance, type Budget } from './allowance.ts';
import type { BodyBounds } from './bodies.ts';

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

const clock = () => performance.now();

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

/**
 * The address a request comes from. Behind proxies of ours the last entries of `x-forwarded-for` are theirs to write; what
 * stands before those the sender may have written.
 */
function senderOf(context: Context, hops: number): string {
  const near = remoteOf(context.env);
  if (hops === 0) return networkOf(near);
  const said = (context.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  return networkOf(said.at(-hops) || near);
}

/** Whoever has one address of IPv6 has a network of 2^64 of them. */
const networkOf = (address: string) => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return (mapped ?? address).slice(0, 64);
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  return [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => '0')].slice(0, 4).join(':').slice(0, 64);
};

const remoteOf = (env: unknown): string => {
  const socket = field(field(env, 'incoming'), 'socket');
  const address = field(socket, 'remoteAddress');
  return typeof address === 'string' ? address : 'unknown';
};

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
