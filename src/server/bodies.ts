/**
 * How many bytes of bodies may be in flight together, whoever sends them: each is in memory until its request is answered.
 * Ordinary ones, which is all that trackers and people send, have a share of their own, so that a few large ones do not keep
 * them out. Over it a sender is asked to come back, before anything is read.
 */
import type { Context, MiddlewareHandler } from 'hono';

export interface BodyBounds {
  /** Up to here a body is an ordinary one. Bytes, as all of these. */
  readonly ordinary: number;
  readonly ordinaryInFlight: number;
  readonly largeInFlight: number;
  /** Nobody reads more than this of one body: what is longer, or does not say how long it is, counts as this. */
  readonly largest: number;
}

const KIB = 1024;
export const BODIES: BodyBounds = {
  ordinary: 256 * KIB,
  ordinaryInFlight: 64 * KIB * KIB,
  largeInFlight: 32 * KIB * KIB,
  largest: 5 * KIB * KIB,
};

/** `lengthOf`: what a request says of its body's length; making `Headers` of Node's costs more than all of this. */
export function boundBodies(
  lengthOf: (context: Context) => string | undefined,
  bounds: BodyBounds = BODIES,
): MiddlewareHandler {
  const inFlight = { ordinary: 0, large: 0 };
  const most = { ordinary: bounds.ordinaryInFlight, large: bounds.largeInFlight };
  return async (context, next) => {
    const bytes = Math.min(
      bounds.largest,
      bytesIn(context.req.method, () => lengthOf(context)),
    );
    const kind = bytes <= bounds.ordinary ? 'ordinary' : 'large';
    if (inFlight[kind] + bytes > most[kind]) return tooMuch(context);
    inFlight[kind] += bytes;
    try {
      await next();
    } finally {
      inFlight[kind] -= bytes;
    }
    return undefined;
  };
}

function bytesIn(method: string, length: () => string | undefined): number {
  if (method === 'GET' || method === 'HEAD') return 0;
  const said = Number(length() ?? Number.POSITIVE_INFINITY);
  return said >= 0 ? said : Number.POSITIVE_INFINITY;
}

function tooMuch(context: Context): Response {
  context.header('retry-after', '1');
  const [refusal, says] = ['busy', 'Too much is being read just now: come back in a second.'];
  if (!context.req.path.startsWith('/api/v1/')) return context.json({ refusal, says }, 503);
  const body = { title: refusal, status: 503, refusal, detail: says, details: [] };
  return context.json(body, 503, { 'content-type': 'application/problem+json' });
}
