/**
 * The door for an identity provider's event hooks. Who proves once that the address is ours is answered what they ask;
 * who delivers must show the secret, and has an answer within their three seconds, whatever the store is doing.
 */
import { type Context, Hono } from 'hono';
import { type HintedAccounts, openAccountHints } from '../app/intake/accountHints.ts';
import type { World } from '../app/world.ts';
import type { Outcome } from '../core/shared/outcome.ts';
import type { DeliveryHeaders } from '../ports/delivery.ts';

/** Checks a delivery's proof and reads which accounts it is about. */
export type ReadEventHook = (
  headers: DeliveryHeaders,
  rawBody: Uint8Array,
) => Outcome<readonly HintedAccounts[], string>;

const CHALLENGE = 'x-okta-verification-challenge';
const LONGEST_CHALLENGE = 1_000;
/** Okta gives up after three seconds, and delivers once more after an answer that says it is our fault. */
const PATIENCE = 2_500;

export function eventHookRoutes(
  world: Pick<World, 'store' | 'log'>,
  read: ReadEventHook,
  headersOf: (context: Context) => DeliveryHeaders,
): Hono {
  const app = new Hono();
  const intake = openAccountHints(world);
  app.get('/', (context) => {
    const verification = context.req.header(CHALLENGE);
    if (verification === undefined) return context.json({ refusal: 'no-challenge' }, 400);
    if (verification.length > LONGEST_CHALLENGE) return context.json({ refusal: 'too-large' }, 413);
    return context.json({ verification });
  });
  app.post('/', async (context) => {
    const delivery = read(headersOf(context), new Uint8Array(await context.req.arrayBuffer()));
    if (!delivery.ok) {
      world.log.warn({ refusal: delivery.refusal }, 'an event hook was refused');
      return context.json({ refusal: delivery.refusal }, STATUS[delivery.refusal] ?? 400);
    }
    const looks = await within(PATIENCE, Promise.all(delivery.value.map((hinted) => intake.receive(hinted))));
    if (looks === null) return context.json({ refusal: 'busy' }, 503);
    return context.json({ looks: looks.reduce((sum, one) => sum + one, 0) });
  });
  return app;
}

const STATUS: Readonly<Record<string, 400 | 401 | 404 | 413>> = {
  'not-set': 404,
  'too-large': 413,
  'no-secret': 401,
  'wrong-secret': 401,
};

/** `null` when it takes longer. What was begun is not undone by that: the repeat finds it known. */
async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // It may fail after nobody waits any more.
    work.catch(() => null);
  }
}
