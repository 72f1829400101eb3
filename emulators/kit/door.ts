/**
 * The door of an emulator: each request is read, meets its faults, is worked on and logged. What a fault does to the
 * connection happens here, what it does to limits and rights happens inside, where they are looked up.
 */
import type { Context, Hono } from 'hono';
import type { Ending } from './faults/met.ts';
import { whileMeeting } from './faults/met.ts';
import type { EmulatorFrame } from './serve.ts';

/** Passes one request on to the emulator, unless a fault keeps it. */
export async function enter(
  app: Hono,
  around: EmulatorFrame,
  latencyMilliseconds: number,
  context: Context,
): Promise<Response> {
  const { faults, log, clock } = around;
  const url = new URL(context.req.url);
  const path = url.pathname + url.search;
  const { method } = context.req;
  // Cloning a Request splits its stream and is dear; the body is read once and handed on as it is.
  const bodied = hasBody(context.req.raw);
  const raw = bodied ? Buffer.from(await context.req.raw.arrayBuffer()) : NO_BODY;
  const { headers } = context.req.raw;
  const request = bodied ? new Request(context.req.url, { method, headers, body: raw }) : context.req.raw;
  const met = faults.meet(method, path);
  const at = clock.now();
  const note = (status: number, responseLost: boolean, names = met.names) =>
    log.add({ at, method, path, body: parseBody(raw), status, responseLost, faults: names });

  if (met.ending !== undefined && isBeforeWork(met.ending)) {
    note(0, true);
    return met.ending.do === 'never-answer' ? silence(context.env) : cut(context.env);
  }
  const wait = latencyMilliseconds + (faults.kit.delaysItself === true ? 0 : met.delayMilliseconds);
  if (wait > 0) await pause(wait);
  if (met.ending?.do === 'refuse') {
    const { status, body, headers: sent } = met.ending;
    note(status, false);
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json', ...sent },
    });
  }
  const whole = await whileMeeting(met, async () => app.fetch(request, context.env));
  if (met.ending !== undefined) {
    note(whole.status, true);
    return met.ending.do === 'never-answer' ? silence(context.env) : cut(context.env);
  }
  const { response, name } = await shortened(around, method, path, whole);
  note(response.status, false, name === undefined ? met.names : [...met.names, name]);
  return response;
}

const isBeforeWork = (ending: Ending): boolean =>
  ending.do === 'drop' || ending.do === 'down' || (ending.do === 'never-answer' && ending.work !== true);

/** The list as this request gets it. Only an answer that a fault may meet is taken apart. */
async function shortened({ faults }: EmulatorFrame, method: string, path: string, whole: Response) {
  if (whole.status !== 200 || !faults.mayShorten(method, path)) return { response: whole, name: undefined };
  const text = await whole.text();
  const cut = faults.shorten(method, path, { body: parseText(text), headers: whole.headers });
  const headers = new Headers(cut?.answer.headers ?? whole.headers);
  headers.delete('content-length');
  const body = cut === undefined ? text : JSON.stringify(cut.answer.body);
  return { response: new Response(body, { status: 200, headers }), name: cut?.name };
}

/** Cuts the connection under the client, as a lost network would. */
function cut(environment: unknown): Response {
  socketOf(environment)?.destroy();
  return new Response(null, { status: 500 });
}

/** Nothing is answered until the client hangs up. */
async function silence(environment: unknown): Promise<Response> {
  const socket = socketOf(environment);
  if (socket !== undefined && !socket.destroyed) {
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  }
  return new Response(null, { status: 500 });
}

interface Socket {
  readonly destroyed: boolean;
  destroy(): void;
  once(event: 'close', listener: () => void): void;
}

const socketOf = (environment: unknown): Socket | undefined =>
  (environment as { incoming?: { socket?: Socket } } | undefined)?.incoming?.socket;

const NO_BODY = Buffer.alloc(0);

const hasBody = ({ method, headers }: Request): boolean =>
  method !== 'GET' && (headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0);

const parseBody = (raw: Buffer): unknown => (raw.length === 0 ? null : parseText(raw.toString('utf8')));

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
