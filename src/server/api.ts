/**
 * The API the `tenure` command asks: POST /api/<operation>, JSON in and out, behind one bearer token. Whoever has the
 * token may ask everything; what a decision needs beyond it (a named role) the operation checks itself.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isOperation, perform } from '../app/operations/index.ts';
import type { World } from '../app/world.ts';
import { unreachable } from '../core/shared/outcome.ts';
import { Fault } from '../ports/fault.ts';

/** A policy with a table of fifty thousand rows still fits. */
const LARGEST_BODY = 32 * 1024 * 1024;

export function apiRoutes(world: World, token: string): Hono {
  const app = new Hono();
  // Before the body is read: a stranger cannot make us take thirty megabytes.
  app.use('*', async (context, next) => {
    if (!isToken(context.req.header('authorization'), token)) {
      return context.json({ refusal: 'wrong-token', says: 'The token is missing or wrong.' }, 401);
    }
    return next();
  });
  app.use('*', bodyLimit({ maxSize: LARGEST_BODY, onError: (context) => tooLarge(context) }));
  app.post('/:operation', (context) => answer(context, world, context.req.param('operation')));
  app.all('*', (context) => context.json({ refusal: 'unknown-operation', says: 'There is no such operation.' }, 404));
  return app;
}

const tooLarge = (context: Context) =>
  context.json({ refusal: 'too-large', says: 'The request is larger than 32 MB.' }, 413);

async function answer(context: Context, world: World, name: string): Promise<Response> {
  if (!isOperation(name)) {
    return context.json({ refusal: 'unknown-operation', says: `There is no operation "${name}".` }, 404);
  }
  const body = await jsonBody(context);
  if (body === undefined) {
    return context.json({ refusal: 'invalid', says: 'The body is not JSON.', details: [] }, 400);
  }
  try {
    const performed = await perform(world, name, body);
    switch (performed.kind) {
      case 'done':
        return context.json(performed.result ?? null);
      case 'invalid':
        return context.json({ refusal: 'invalid', says: 'The input is not valid.', details: performed.problems }, 400);
      case 'refused':
        return context.json(performed.refused, 422);
      default:
        return unreachable(performed);
    }
  } catch (trouble) {
    return troubled(context, world, name, trouble);
  }
}

/** What failed outside is said by its own words, which hold no secret and nobody's name; our own bugs go to the log. */
function troubled(context: Context, world: World, name: string, trouble: unknown): Response {
  if (trouble instanceof Fault) {
    world.log.warn({ operation: name, fault: trouble.message }, 'an operation could not be carried out');
    return context.json({ refusal: 'outside', says: `An outside system failed: ${trouble.message}.` }, 502);
  }
  const said = trouble instanceof Error ? (trouble.stack ?? trouble.message) : String(trouble);
  world.log.error({ operation: name, trouble: said }, 'an operation failed');
  return context.json({ refusal: 'internal', says: 'Tenure failed at this; its log says where.' }, 500);
}

/** An empty body stands for no input. */
async function jsonBody(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Digests have one length, so that comparing takes the same time whatever was sent. */
function isToken(header: string | undefined, token: string): boolean {
  const [scheme = '', sent = ''] = (header ?? '').split(' ', 2);
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(sent), digest(token)) && scheme.toLowerCase() === 'bearer';
}
