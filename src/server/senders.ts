/**
 * Who sends a request, as far as that can be known before any proof: the address, or of IPv6 the network, it comes from, and
 * whether they are still there.
 */
import type { Context } from 'hono';

/**
 * The address a request comes from. Behind proxies of ours the last entries of `x-forwarded-for` are theirs to write; what
 * stands before those the sender may have written.
 */
export function senderOf(context: Context, hops: number): string {
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

/** What Node reads a request from. */
export interface Incoming {
  readonly complete: boolean;
  readonly destroyed: boolean;
  once(event: 'end', then: () => void): unknown;
  destroy(): unknown;
}

/** `null` where no connection is behind a request. */
export function incomingOf({ env }: Context): Incoming | null {
  const incoming = field(env, 'incoming');
  return isIncoming(incoming) ? incoming : null;
}

const isIncoming = (value: unknown): value is Incoming =>
  typeof field(value, 'complete') === 'boolean' && typeof field(value, 'destroy') === 'function';

/** Before all of their request had come. */
export function isGone(context: Context): boolean {
  const incoming = incomingOf(context);
  return incoming?.complete === false && incoming.destroyed;
}

const remoteOf = (env: unknown): string => {
  const socket = field(field(env, 'incoming'), 'socket');
  const address = field(socket, 'remoteAddress');
  return typeof address === 'string' ? address : 'unknown';
};

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
