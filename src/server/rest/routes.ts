/** The REST API: each resource asks its operation, and a refusal is a problem answer with its name and sentence (RFC 9457). */
import { type Context, Hono } from 'hono';
import { inputSchema, perform } from '../../app/operations/index.ts';
import type { World } from '../../app/world.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import { type ApiEnv, actingAs, type Caller, forbidden } from '../callers.ts';
import { troubleSaid } from '../trouble.ts';
import { RESOURCES, type Resource } from './resources.ts';
import { statusOf } from './statuses.ts';

export function restRoutes(world: World): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  for (const resource of RESOURCES) {
    const path = resource.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on(resource.method.toUpperCase(), path, (context) => answer(context, world, context.get('caller'), resource));
  }
  app.all('*', (context) =>
    problem(context, 404, 'unknown-resource', 'There is no such resource, or it cannot be asked like that.'),
  );
  return app;
}

export function problem(
  context: Context,
  status: ReturnType<typeof statusOf> | 400 | 401 | 413 | 500 | 502 | 503,
  refusal: string,
  says: string,
  details: readonly string[] = [],
): Response {
  const body = { title: refusal, status, refusal, detail: says, details };
  return context.json(body, status, { 'content-type': 'application/problem+json' });
}

async function answer(context: Context, world: World, caller: Caller, resource: Resource): Promise<Response> {
  const { operation } = resource;
  const refused = forbidden(caller, operation);
  if (refused !== null) return problem(context, 403, refused.refusal, refused.says);
  const sent = await inputOf(context, resource);
  if (sent === undefined) return problem(context, 400, 'invalid', 'The body is not a JSON object.');
  const acting = actingAs(caller, operation, sent);
  if (!('input' in acting)) return problem(context, 403, acting.refusal, acting.says);
  try {
    const performed = await perform(world, operation, acting.input);
    switch (performed.kind) {
      case 'done':
        return context.json(performed.result ?? null, resource.status?.(performed.result) ?? 200);
      case 'invalid':
        return problem(context, 400, 'invalid', 'The input is not valid.', performed.problems);
      case 'refused': {
        const { refusal, says, details } = performed.refused;
        return problem(context, statusOf(refusal, resource.path.includes('{')), refusal, says, details);
      }
      default:
        return unreachable(performed);
    }
  } catch (trouble) {
    const { status, refusal, says } = troubleSaid(world, operation, trouble);
    return problem(context, status, refusal, says);
  }
}

/** What stands in the path goes before what is sent: nobody names two requests in one address. */
async function inputOf(
  context: Context,
  { method, operation }: Resource,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const inPath = context.req.param();
  if (method === 'get') return { ...typed(context.req.query(), inputSchema(operation).properties), ...inPath };
  const text = await context.req.text();
  const sent = text.trim() === '' ? {} : jsonIn(text);
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined;
  return { ...sent, ...inPath };
}

/** A query is text: what is to be a number or a yes is read as one, and what cannot be is left for the schema to refuse. */
function typed(query: Readonly<Record<string, string>>, properties: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(query).map(([name, text]): [string, unknown] => {
    const type = typeIn(properties[name]);
    if ((type === 'integer' || type === 'number') && /^\d+$/.test(text)) return [name, Number(text)];
    if (type === 'boolean' && (text === 'true' || text === 'false')) return [name, text === 'true'];
    return [name, text];
  });
  return Object.fromEntries(entries);
}

const typeIn = (schema: unknown) =>
  typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : undefined;

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
