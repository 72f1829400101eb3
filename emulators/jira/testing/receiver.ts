/** A webhook receiver for the tests of this folder: remembers what came, answers as told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { isObject, type Json } from '../json.ts';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  readonly body: Json;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Statuses for the next requests, 200 afterwards. */
  answerNext(...statuses: number[]): void;
  events(): string[];
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    received.push({ headers: request.headers, raw, body: JSON.parse(raw.toString('utf8')) });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    answerNext: (...next) => void statuses.push(...next),
    events: () => received.map(({ body }) => (isObject(body) ? String(body.webhookEvent) : '')),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
