/** Stands between a client and its server and counts round trips: each time the client speaks after the server did. */
import { connect, createServer, type Server } from 'node:net';

export interface CountingProxy {
  readonly port: number;
  roundTrips(): number;
  close(): Promise<void>;
}

export async function startCountingProxy(host: string, port: number): Promise<CountingProxy> {
  let trips = 0;
  const server: Server = createServer((client) => {
    const upstream = connect(port, host);
    let answered = true;
    client.on('data', (bytes) => {
      if (answered) trips += 1;
      answered = false;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      answered = true;
      client.write(bytes);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('close', () => other.destroy());
      one.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy got no port');
  return {
    port: address.port,
    roundTrips: () => trips,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
