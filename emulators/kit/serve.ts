/**
 * The frame every emulator stands in: one HTTP server on loopback around a Hono app, with a request log, faults on
 * request, a set latency, and a control door under `/_emulator` for callers in another process (controlDoor.ts).
 * An emulator adds its own control routes (seeding, state) as `control`; they are neither logged nor slowed.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { serve as serveNode } from '@hono/node-server';
import { Hono } from 'hono';
import { type EmulatorClock, systemClock } from './clock.ts';
import { controlDoor } from './controlDoor.ts';
import { enter } from './door.ts';
import { Faults, type LaidFaults } from './faults/faults.ts';
import type { FaultKit } from './faults/kit.ts';
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
  /** Laid at the start; what is for another emulator is left out. */
  readonly faults?: LaidFaults;
}

export function frame(options: FrameOptions, kit: FaultKit): EmulatorFrame {
  const clock = options.clock ?? systemClock();
  const faults = new Faults(clock, kit);
  if (options.faults !== undefined) faults.lay(options.faults);
  return { clock, log: new RequestLog(), faults };
}

/** What becomes of a connection that wants to be a WebSocket. Whoever takes one also ends it before `stop`. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * A connection nobody speaks on is closed by whoever called, and not here: a caller on a machine that stood still for a
 * moment takes one that is just being closed, and its request is lost.
 */
const IDLE = 0;

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
  outer.route('/_emulator', controlDoor(around));
  if (control !== undefined) outer.route('/_emulator', control);
  outer.all('*', (context) => enter(app, around, latency, context));

  const serverOptions = { keepAliveTimeout: IDLE };
  const server = serveNode({ fetch: outer.fetch, hostname: '127.0.0.1', port: options.port ?? 0, serverOptions });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  if (upgrade !== undefined) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Whoever is down, or cuts connections, lets no WebSocket in either.
      const met = around.faults.meet('CONNECT', request.url ?? '/');
      if (met.ending === undefined) upgrade(request, socket, head);
      else socket.destroy();
    });
  }
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
