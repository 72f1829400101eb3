/** Somebody who listens for webhooks of any emulator: keeps the bodies, passes Okta's challenge, answers 200. */
import { createServer } from 'node:http';

export interface Listener {
  readonly url: string;
  readonly heard: string[];
  stop(): Promise<void>;
}

export async function startListener(): Promise<Listener> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    const challenge = request.headers['x-okta-verification-challenge'];
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (challenge !== undefined) return void response.end(JSON.stringify({ verification: challenge }));
      heard.push(Buffer.concat(chunks).toString('utf8'));
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the listener got no port');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    heard,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
