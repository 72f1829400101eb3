/** The door for what people do at the desk: signed requests to one address, answered within the desk's three seconds. */
import { type Context, Hono } from 'hono';
import type { World } from '../app/world.ts';
import type { DeliveryHeaders } from '../ports/delivery.ts';
import type { DeskHandler, ReadDeskDelivery } from '../ports/desk.ts';

export interface DeskDoor {
  readonly read: ReadDeskDelivery;
  readonly handle: DeskHandler;
}

export function deskRoutes(
  { log }: Pick<World, 'log'>,
  { read, handle }: DeskDoor,
  headersOf: (context: Context) => DeliveryHeaders,
): Hono {
  const app = new Hono();
  app.post('/', async (context) => {
    const delivery = read(headersOf(context), new Uint8Array(await context.req.arrayBuffer()));
    if (!delivery.ok) {
      log.warn({ refusal: delivery.refusal }, 'a delivery of the desk was refused');
      return context.json({ refusal: delivery.refusal }, STATUS[delivery.refusal] ?? 401);
    }
    const { act, answer } = delivery.value;
    const { status, body } = answer(act === null ? { kind: 'taken' } : await handle(act));
    if (body === '') return context.body(null, status);
    return context.body(body, status, { 'content-type': 'application/json; charset=utf-8' });
  });
  return app;
}

const STATUS: Readonly<Record<string, 400 | 401 | 413>> = { 'too-large': 413, unreadable: 400 };
