/**
 * The road of every Web API call: read, known (token), allowed (kind of token, scope), counted (tier), handled; and
 * answered with `ok`, whatever happens with status 200 but for a limit.
 */
import type { Context, Hono } from 'hono';
import { hasLost, metNow } from '../../kit/faults/met.ts';
import type { JsonObject } from '../../kit/json.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Workspace } from '../workspace.ts';
import { RateLimits } from './limits.ts';
import { type Call, type Method, optionalText } from './method.ts';
import { METHODS } from './methods.ts';
import { type Request, readRequest } from './request.ts';

const BY_NAME: ReadonlyMap<string, Method> = new Map(METHODS.map((method) => [method.name, method]));
const APP_TOKEN_SCOPES = ['connections:write'];
/** Methods that say `not_in_channel`. */
const IN_A_CHANNEL: ReadonlySet<string> = new Set([
  'chat.postMessage',
  'chat.postEphemeral',
  'conversations.history',
  'conversations.replies',
]);

interface Answered {
  readonly status: 200 | 429;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

export function mountApi(app: Hono, workspace: Workspace): void {
  const limits = new RateLimits(workspace.limits);
  app.on(['GET', 'POST'], '/api/:method', async (context) => {
    const name = context.req.param('method');
    const { args, answered } = await answer(context, name, workspace, limits);
    const { status, body, headers } = answered;
    workspace.noteCall({ method: name, args, status, answer: body });
    return context.json(body, status, { 'cache-control': 'private, no-cache', ...headers });
  });
}

async function answer(context: Context, name: string, workspace: Workspace, limits: RateLimits) {
  let args: JsonObject = {};
  let headers: Record<string, string> = {};
  try {
    const request = await readRequest(context);
    args = request.args;
    const method = BY_NAME.get(name);
    if (method === undefined) throw new SlackRefusal('unknown_method', { req_method: name });
    const call = callOf(request, method, workspace);
    const needed = method.scopes(call);
    headers = { 'x-oauth-scopes': call.scopes.join(','), 'x-accepted-oauth-scopes': needed.join(',') };
    const wait = limits.hit(method, limitedPlace(call), workspace.clock.now(), metNow().limit.perMinute);
    if (wait !== undefined) {
      const body = { ok: false, error: 'ratelimited' };
      return {
        args,
        answered: { status: 429, body, headers: { ...headers, 'retry-after': String(wait) } } satisfies Answered,
      };
    }
    if (needed.length > 0 && !needed.some((scope) => call.scopes.includes(scope))) {
      throw new SlackRefusal('missing_scope', { needed: needed.join(','), provided: call.scopes.join(',') });
    }
    if (hasLost('channel') && IN_A_CHANNEL.has(name)) refuseOutside(call);
    const body = grumble({ ok: true, ...method.handle(call) }, request.warnings);
    return { args, answered: { status: 200, body, headers } satisfies Answered };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    const body = { ok: false, error: error.error, ...error.more };
    return { args, answered: { status: 200, body, headers } satisfies Answered };
  }
}

/** The app was taken out of a channel; of a direct message nobody takes it out. */
function refuseOutside(call: Call): void {
  const { conversations } = call.workspace;
  const channel = optionalText(call, 'channel') ?? '';
  const found = conversations.get(channel) ?? conversations.named(channel.replace(/^#/, ''));
  if (found?.kind === 'public') throw new SlackRefusal('not_in_channel');
  // A private one it no longer knows of.
  if (found?.kind === 'private') throw new SlackRefusal('channel_not_found');
}

/** A direct message is one place, whether its own id is written or the person's. */
function limitedPlace(call: Call): string | undefined {
  const { conversations, botUser } = call.workspace;
  const channel = optionalText(call, 'channel');
  const known = conversations.get(channel ?? '');
  return known?.kind === 'im' ? [...known.members].find((member) => member !== botUser.id) : channel;
}

function callOf({ args, token, headerToken, encoding }: Request, method: Method, workspace: Workspace): Call {
  // A reading method does not look into a JSON body: it finds its arguments missing.
  const seen = encoding === 'json' && !method.json ? {} : args;
  if (method.token === 'none') return { workspace, args: seen, scopes: [] };
  const shown = method.token === 'app' ? headerToken : token;
  return { workspace, args: seen, scopes: scopesOf(shown, method.token, workspace) };
}

function scopesOf(
  token: string | undefined,
  wanted: 'bot' | 'app',
  { app, tokenRefusal }: Workspace,
): readonly string[] {
  if (token === undefined) throw new SlackRefusal('not_authed');
  if (token !== app.botToken && token !== app.appToken) throw new SlackRefusal('invalid_auth');
  if (hasLost('token')) throw new SlackRefusal('token_revoked');
  if (tokenRefusal !== undefined) throw new SlackRefusal(tokenRefusal);
  if (token !== (wanted === 'bot' ? app.botToken : app.appToken)) throw new SlackRefusal('not_allowed_token_type');
  return (wanted === 'bot' ? app.scopes : APP_TOKEN_SCOPES).filter((scope) => !hasLost('scope', scope));
}

function grumble(body: JsonObject, warnings: readonly string[]): JsonObject {
  if (warnings.length === 0) return body;
  const metadata = typeof body.response_metadata === 'object' ? body.response_metadata : {};
  return { ...body, warning: warnings.join(','), response_metadata: { ...metadata, warnings } };
}
