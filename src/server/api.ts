/**
 * The API: resources under /v1 for programs, each operation by its name for the `tenure` command, behind bearer tokens that
 * may each do what their scopes say. What a decision needs beyond it (a named role) the operation checks itself.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isOperation, perform } from '../app/operations/index.ts';
import type { World } from '../app/world.ts';
import { unreachable } from '../core/shared/outcome.ts';
import { type ApiEnv, actingAs, type Caller, callerOf, forbidden } from './callers.ts';
import { answerExport } from './export.ts';
import { tokenAllowance, tooMany } from './limits.ts';
import { openApi } from './rest/openapi.ts';
import { problem, restRoutes } from './rest/routes.ts';
import { troubleSaid } from './trouble.ts';

/** A policy with a table of fifty thousand rows still fits. */
const LARGEST_BODY = 32 * 1024 * 1024;

export function apiRoutes(world: World, callers: readonly Caller[], now?: () => number): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const tokens = tokenAllowance(now);
  const document = openApi();
  // What the API is is no secret; everything it knows is.
  app.get('/openapi.json', (context) => context.json(document));
  // Before the body is read: a stranger cannot make us take thirty megabytes.
  app.use('*', async (context, next) => {
    const caller = callerOf(context.req.header('authorization'), callers);
    if (caller === null) return refused(context, 401, 'wrong-token', 'The token is missing or wrong.');
    context.set('caller', caller);
    const wait = tokens.waitOf(caller.name);
    if (wait > 0) return tooMany(context, wait);
    tokens.take(caller.name);
    return next();
  });
  app.use('*', bodyLimit({ maxSize: LARGEST_BODY, onError: (context) => tooLarge(context) }));
  app.route('/v1', restRoutes(world));
  app.post('/export', (context) => answerExport(context, world, context.get('caller')));
  app.post('/:operation', (context) => answer(context, world, context.get('caller'), context.req.param('operation')));
  app.all('*', (context) => context.json({ refusal: 'unknown-operation', says: 'There is no such operation.' }, 404));
  return app;
}

/** Both ways of asking have their own words for a refusal. */
const refused = (context: Context, status: 401 | 413, refusal: string, says: string) =>
  context.req.path.includes('/v1/') ? problem(context, status, refusal, says) : context.json({ refusal, says }, status);

const tooLarge = (context: Context) => refused(context, 413, 'too-large', 'The request is larger than 32 MB.');

async function answer(context: Context, world: World, caller: Caller, name: string): Promise<Response> {
  if (!isOperation(name)) {
    return context.json({ refusal: 'unknown-operation', says: `There is no operation "${name}".` }, 404);
  }
  const mayNot = forbidden(caller, name);
  if (mayNot !== null) return context.json(mayNot, 403);
  const body = await jsonBody(context);
  if (body === undefined) {
    return context.json({ refusal: 'invalid', says: 'The body is not JSON.', details: [] }, 400);
  }
  const acting = actingAs(caller, name, body);
  if (!('input' in acting)) return context.json(acting, 403);
  try {
    const performed = await perform(world, name, acting.input);
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
    const { status, ...said } = troubleSaid(world, name, trouble);
    return context.json(said, status);
  }
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
