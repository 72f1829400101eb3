/**
 * How many bytes of bodies may be in flight together, whoever sends them: each is in memory until its request is answered.
 * Ordinary ones, which is all that trackers and people send, have a share of their own, so that a few large ones do not keep
 * them out. Over it a sender is asked to come back, before anything is read.
 *
 * A body counts by what its header promises, and promising costs nothing. So one sender may have no more than a part
 * promised that has not come, and where there is no room, in it or at all, whoever has kept us waiting for longest makes it.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { incomingOf } from './senders.ts';

export interface BodyBounds {
  /** Up to here a body is an ordinary one. Bytes, as all of these. */
  readonly ordinary: number;
  readonly ordinaryInFlight: number;
  readonly largeInFlight: number;
  /** Nobody reads more than this of one body: what is longer, or does not say how long it is, counts as this. */
  readonly largest: number;
  /** Of what has not come whole yet, one sender may have one part in so many in flight. */
  readonly parts: { readonly ordinary: number; readonly large: number };
  /** A body that has not come whole in this time may have to make room. Milliseconds. */
  readonly patience: number;
}

const KIB = 1024;
export const BODIES: BodyBounds = {
  ordinary: 256 * KIB,
  ordinaryInFlight: 64 * KIB * KIB,
  largeInFlight: 32 * KIB * KIB,
  largest: 5 * KIB * KIB,
  // A tracker's two hundred at a time are on their way together for a moment; of large ones three are.
  parts: { ordinary: 8, large: 2 },
  // A whole ordinary one comes in a tenth of it over any line a tracker has.
  patience: 2_000,
};

type Kind = 'ordinary' | 'large';

/** A body of which not all has come. */
interface Coming {
  readonly kind: Kind;
  readonly bytes: number;
  readonly sender: string;
  readonly since: number;
  cut(): void;
}

export interface Measures {
  /** What a request says of its body's length; making `Headers` of Node's costs more than all of this. */
  lengthOf(context: Context): string | undefined;
  senderOf(context: Context): string;
  /** In milliseconds, of a clock that never runs backwards. */
  now(): number;
}

export function boundBodies({ lengthOf, senderOf, now }: Measures, bounds: BodyBounds = BODIES): MiddlewareHandler {
  const inFlight = { ordinary: 0, large: 0 };
  const most = { ordinary: bounds.ordinaryInFlight, large: bounds.largeInFlight };
  /** In the order in which they began. */
  const coming = new Set<Coming>();

  const promisedBy = (sender: string, kind: Kind) => {
    let bytes = 0;
    for (const one of coming) if (one.kind === kind && one.sender === sender) bytes += one.bytes;
    return bytes;
  };
  const cutSlow = (among: (one: Coming) => boolean, isEnough: () => boolean) => {
    for (const one of coming) {
      if (isEnough() || now() - one.since < bounds.patience) return;
      if (among(one)) one.cut();
    }
  };

  return async (context, next) => {
    const bytes = Math.min(
      bounds.largest,
      bytesIn(context.req.method, () => lengthOf(context)),
    );
    if (bytes === 0) return next();
    const kind = bytes <= bounds.ordinary ? 'ordinary' : 'large';
    const sender = senderOf(context);
    const hasPart = () => promisedBy(sender, kind) + bytes <= most[kind] / bounds.parts[kind];
    const hasRoom = () => inFlight[kind] + bytes <= most[kind];
    // Behind a proxy that was not named, a stranger's are among one's own.
    cutSlow((one) => one.kind === kind && one.sender === sender, hasPart);
    cutSlow((one) => one.kind === kind, hasRoom);
    if (!hasPart() || !hasRoom()) return tooMuch(context);
    inFlight[kind] += bytes;
    let isCounted = true;
    const giveBack = () => {
      if (isCounted) inFlight[kind] -= bytes;
      isCounted = false;
    };
    const incoming = incomingOf(context);
    const cut = () => {
      coming.delete(body);
      giveBack();
      incoming?.destroy();
    };
    const body: Coming = { kind, bytes, sender, since: now(), cut };
    if (incoming?.complete === false) {
      coming.add(body);
      // Read to its end, it is only waited for by whoever sent it.
      incoming.once('end', () => coming.delete(body));
    }
    try {
      await next();
    } finally {
      coming.delete(body);
      giveBack();
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
