/** The HTTP door: webhooks in, the health of the service, and the API that the `tenure` command asks. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Hint, openIntake } from '../app/intake/intake.ts';
import type { World } from '../app/world.ts';
import type { Outcome } from '../core/shared/outcome.ts';
import type { DeliveryHeaders } from '../ports/delivery.ts';
import type { CountDelivery } from '../ports/figures.ts';
import { apiRoutes } from './api.ts';
import { boundBodies } from './bodies.ts';
import type { Caller } from './callers.ts';
import { type DeskDoor, deskRoutes } from './desk.ts';
import { eventHookRoutes, type ReadEventHook } from './eventHooks.ts';
import { clock, type LimitOptions, limitStrangers } from './limits.ts';
import { addHealth } from './monitoring.ts';
import { isGone, senderOf } from './senders.ts';
import { troubleSaid } from './trouble.ts';

type NodeHeaders = Exclude<DeliveryHeaders, Headers>;

export interface Doors {
  readonly world: World;
  /** Checks a delivery's proof and reads the hint it brings. */
  readDelivery(headers: DeliveryHeaders, rawBody: Uint8Array): Outcome<Hint, string>;
  /** The tracker's id of our own credential: its events are echoes of ourselves. */
  self(): Promise<string>;
  /** Absent: no connection has a secret for event hooks, and there is no such door. */
  readonly readEventHook?: ReadEventHook;
  /** What callers of the API may show, and what each may do. Absent or none: there is no API. */
  readonly callers?: readonly Caller[];
  /** Absent: nothing is posted to us from where people decide. */
  readonly deskDoor?: DeskDoor;
  /** Who stands before us, and by which clock senders are counted. */
  readonly limits?: LimitOptions;
  /** Absent: nobody counts them. */
  readonly countDelivery?: CountDelivery;
}

/** Jira's own bodies stay far below; a larger one is refused before it is read. */
const LARGEST_BODY = 5 * 1024 * 1024;

export function serverApp(doors: Doors): Hono {
  const { world, readDelivery, readEventHook, deskDoor, self: askSelf, callers = [], limits = {} } = doors;
  const app = new Hono();
  const { countDelivery } = doors;
  if (countDelivery !== undefined) app.use('/webhooks/*', counted(countDelivery));
  const { proxyHops = 0, now = clock } = limits;
  app.use('*', limitStrangers(limits));
  const measures = {
    lengthOf: (context: Context) => promisedIn(headersOf(context)),
    senderOf: (context: Context) => senderOf(context, proxyHops),
    now,
  };
  app.use('*', boundBodies(measures, limits.bodies));
  app.onError((trouble, context) => {
    // Whoever is gone, or was cut off, is told nothing; they may have been anybody, so the log is not theirs to fill.
    if (isGone(context)) return context.body(null, 400);
    const { status, ...said } = troubleSaid(world, context.req.path, trouble);
    return context.json(said, status);
  });
  const intake = openIntake(world);
  // Whoever delivers waits for us; the looks that follow from it can wait a moment.
  world.engine.giveWay('look', intake.isBusy);
  let self: Promise<string> | undefined;
  addHealth(app, world);
  if (callers.length > 0) app.route('/api', apiRoutes(world, callers, limits.now));
  app.use('/webhooks/*', async (context, next) =>
    context.req.method !== 'POST' || saysItsLength(lengthIn(headersOf(context))) ? next() : limited(context, next),
  );
  if (readEventHook !== undefined) {
    app.route('/webhooks/okta', eventHookRoutes(world, readEventHook, headersOf));
  }
  if (deskDoor !== undefined) app.route('/webhooks/slack', deskRoutes(world, deskDoor, headersOf));
  app.post('/webhooks/jira', async (context) => {
    const delivery = readDelivery(headersOf(context), new Uint8Array(await context.req.arrayBuffer()));
    if (!delivery.ok) {
      world.log.warn({ refusal: delivery.refusal }, 'a delivery was refused');
      return context.json({ refusal: delivery.refusal }, STATUS[delivery.refusal] ?? 400);
    }
    self ??= askSelf();
    const own = await self.catch(() => {
      self = undefined;
      return null;
    });
    return context.json({ received: await intake.receive(delivery.value, own) });
  });
  return app;
}

const DOORS: ReadonlySet<string> = new Set(['jira', 'okta', 'slack']);

/** Anybody may ask for any path, and what is counted by a path would be told by it: only doors we know have a count. */
const counted =
  (count: CountDelivery): MiddlewareHandler =>
  async (context, next) => {
    await next();
    const door = context.req.path.split('/')[2] ?? '';
    if (context.req.method === 'POST' && DOORS.has(door)) count(door, context.res.status);
  };

/** As Node has read them, where it is Node that serves: making `Headers` of them costs more than checking a signature. */
const headersOf = ({ env, req }: Context): DeliveryHeaders => (isOfNode(env) ? env.incoming.headers : req.raw.headers);

const isOfNode = (env: unknown): env is { readonly incoming: { readonly headers: NodeHeaders } } =>
  typeof env === 'object' &&
  env !== null &&
  'incoming' in env &&
  typeof env.incoming === 'object' &&
  env.incoming !== null &&
  'headers' in env.incoming &&
  typeof env.incoming.headers === 'object';

const lengthIn = (headers: DeliveryHeaders) =>
  headers instanceof Headers ? (headers.get('content-length') ?? undefined) : headers['content-length']?.toString();

/** A request says how long its body is, or that it comes in pieces; one that says neither has none. */
const promisedIn = (headers: DeliveryHeaders) =>
  lengthIn(headers) ?? (headers instanceof Headers || headers['transfer-encoding'] !== undefined ? undefined : '0');

/** Counts the bytes of a body that does not say how long it is. */
const limited = bodyLimit({ maxSize: LARGEST_BODY, onError: (context) => context.json({ refusal: 'too-large' }, 413) });

/**
 * Node reads no more than the length that was said, so it is enough to compare that. `bodyLimit` would turn each
 * request into a web stream first, which costs more than all the rest of taking a delivery.
 */
const saysItsLength = (length: string | undefined) => length !== undefined && Number(length) <= LARGEST_BODY;

/** A delivery about no issue is final but no error of the sender's. */
const STATUS: Readonly<Record<string, 200 | 400 | 401 | 413>> = {
  'too-large': 413,
  unsigned: 401,
  'wrong-signature': 401,
  'wrong-token': 401,
  'no-issue': 200,
};
