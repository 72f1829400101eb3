/**
 * The frame every emulator stands in: one HTTP server on loopback around a Hono app, with a request log,
 * faults on request, a set latency, and a control door under `/_emulator` for callers in another process:
 *
 *   GET  /_emulator/requests?since=N&matching=REGEX   the request log
 *   POST /_emulator/faults  {on, do, times, ...}      the next matching request fails
 *   POST /_emulator/reset                             log and faults are emptied
 *
 * An emulator adds its own control routes (seeding, state) as `control`; they are neither logged nor slowed.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { serve as serveNode } from '@hono/node-server';
import { Hono } from 'hono';
import { type EmulatorClock, systemClock } from './clock.ts';
import { type Fault, Faults } from './faults.ts';
import { RequestLog } from './requestLog.ts';

export interface EmulatorFrame {
  readonly clock: EmulatorClock;
  readonly log: RequestLog;
  readonly faults: Faults;
}

export interface RunningEmulator extends EmulatorFrame {
  /** Base address without a trailing slash, e.g. `http://127.0.0.1:4101`. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export interface FrameOptions {
  /** 0 (default) takes a free port. */
  readonly port?: number;
  readonly clock?: EmulatorClock;
  /** Added to every answer, as the vendor's network and work would. Default 0. */
  readonly latencyMilliseconds?: number;
}

export function frame(options: FrameOptions): EmulatorFrame {
  return { clock: options.clock ?? systemClock(), log: new RequestLog(), faults: new Faults() };
}

/** What becomes of a connection that wants to be a WebSocket. Whoever takes one also ends it before `stop`. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Starts serving `app` on 127.0.0.1. The returned `stop` ends the server and everything waiting on its clock. */
export async function serve(
  app: Hono,
  around: EmulatorFrame,
  options: FrameOptions = {},
  control?: Hono,
  upgrade?: Upgrade,
): Promise<RunningEmulator> {
  const latency = options.latencyMilliseconds ?? 0;
  const outer = new Hono();
  outer.route('/_emulator', controlRoutes(around));
  if (control !== undefined) outer.route('/_emulator', control);
  outer.all('*', async (context) => {
    const url = new URL(context.req.url);
    const path = url.pathname + url.search;
    const method = context.req.method;
    // Cloning a Request splits its stream and is dear; the body is read once and handed on as it is.
    const bodied = hasBody(context.req.raw);
    const raw = bodied ? Buffer.from(await context.req.raw.arrayBuffer()) : NO_BODY;
    const { headers } = context.req.raw;
    const request = bodied ? new Request(context.req.url, { method, headers, body: raw }) : context.req.raw;
    const fault = around.faults.take(method, path);
    const at = around.clock.now();
    const note = (status: number, responseLost: boolean) =>
      around.log.add({ at, method, path, body: parseBody(raw), status, responseLost });

    if (fault?.do === 'drop') {
      note(0, true);
      return cut(context.env);
    }
    if (fault?.do === 'delay') await pause(fault.milliseconds);
    if (latency > 0) await pause(latency);
    if (fault?.do === 'refuse') {
      note(fault.status, false);
      return new Response(fault.body === undefined ? null : JSON.stringify(fault.body), {
        status: fault.status,
        headers: { 'content-type': 'application/json', ...fault.headers },
      });
    }
    const response = await app.fetch(request, context.env);
    const lost = fault?.do === 'lose-response';
    note(response.status, lost);
    return lost ? cut(context.env) : response;
  });

  const server = serveNode({ fetch: outer.fetch, hostname: '127.0.0.1', port: options.port ?? 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  if (upgrade !== undefined) server.on('upgrade', upgrade);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the emulator got no port');
  return {
    ...around,
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async stop() {
      around.clock.clear();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

function controlRoutes({ log, faults }: EmulatorFrame): Hono {
  const control = new Hono();
  control.get('/requests', (context) => {
    const matching = context.req.query('matching');
    return context.json(
      log.list({
        since: Number(context.req.query('since') ?? 0),
        ...(matching === undefined ? {} : { matching: new RegExp(matching) }),
      }),
    );
  });
  control.post('/faults', async (context) => {
    faults.add((await context.req.json()) as Fault);
    return context.body(null, 204);
  });
  control.post('/reset', (context) => {
    log.clear();
    faults.clear();
    return context.body(null, 204);
  });
  return control;
}

/** Cuts the connection under the client, as a lost network would. */
function cut(environment: unknown): Response {
  const incoming = (environment as { incoming?: { socket?: { destroy(): void } } } | undefined)?.incoming;
  incoming?.socket?.destroy();
  return new Response(null, { status: 500 });
}

const NO_BODY = Buffer.alloc(0);

const hasBody = ({ method, headers }: Request): boolean =>
  method !== 'GET' && (headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0);

function parseBody(raw: Buffer): unknown {
  if (raw.length === 0) return null;
  const text = raw.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
