/** Each question goes to the service on a connection of its own: what the other side does to an older one loses none. */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Config } from '../config.ts';
import { answererFor } from './ask.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Ends a connection as soon as a second question comes on it. */
async function closingService(): Promise<string> {
  const used = new WeakSet<Socket>();
  const server = createServer((request, response) => {
    if (used.has(request.socket)) return void request.socket.destroy();
    used.add(request.socket);
    response.setHeader('content-type', 'application/json').end('{"announcements":[]}');
  });
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('is answered, however often somebody asks in one process', async () => {
  const config = { serviceUrl: await closingService(), apiToken: 'token' } as Config;
  const { ask } = await answererFor(config);
  for (let asked = 0; asked < 3; asked += 1) expect(await ask('announcements', {})).toEqual({ announcements: [] });
});
