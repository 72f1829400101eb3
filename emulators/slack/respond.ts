/** The addresses behind `response_url`: no token, five times, thirty minutes. */
import type { Context, Hono } from 'hono';
import { isObject } from '../kit/json.ts';
import { giveBack } from './people/answer.ts';
import { SlackRefusal } from './refusal.ts';
import type { Workspace } from './workspace.ts';

export const RESPONSE_PATHS = ['/actions/:team/:secret', '/commands/:team/:secret'];

export function mountResponseUrls(app: Hono, workspace: Workspace): void {
  for (const path of RESPONSE_PATHS) app.post(path, (context) => respond(context, workspace));
}

async function respond(context: Context, workspace: Workspace): Promise<Response> {
  const refused = (error: string, status: number) => Response.json({ ok: false, error }, { status });
  const said: unknown = await context.req.json().catch(() => undefined);
  if (!isObject(said)) return refused('invalid_payload', 400);
  const target = workspace.responseUrls.use(context.req.param('secret') ?? '');
  if (target === 'unknown') return refused('no_service', 404);
  if (target === 'used_url' || target === 'expired_url') {
    return refused(target, workspace.quirks.refusedResponseUrlStatus);
  }
  try {
    giveBack(workspace, target, said);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return refused(error.error, 400);
  }
  return new Response('ok', { status: 200, headers: { 'content-type': 'text/html' } });
}
