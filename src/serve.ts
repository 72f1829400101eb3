/** Tenure behind its HTTP door, on one port. */
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';

export interface Served {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** An answer that takes longer than this is cut off: its delivery comes again. Milliseconds. */
const GRACE = 5_000;

/** For a request to be there whole. Milliseconds. */
const SLOWEST_REQUEST = 30_000;

/** Port 0 takes a free one. Rejects when the port is taken. */
export async function listen(app: Pick<Hono, 'fetch'>, host: string, port: number): Promise<Served> {
  const server = serve({ fetch: app.fetch, hostname: host, port }) as Server;
  // What has been promised is kept in memory meanwhile: a body that comes drop by drop is not waited for.
  server.requestTimeout = SLOWEST_REQUEST;
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host}:${taken}`,
    port: taken,
    close: () =>
      new Promise<void>((resolve) => {
        // Whoever is being answered gets the answer; a connection that only waits for its next request is let go.
        const letGo = setInterval(() => server.closeIdleConnections(), 20);
        const enough = setTimeout(() => server.closeAllConnections(), GRACE);
        server.close(() => {
          clearInterval(letGo);
          clearTimeout(enough);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
