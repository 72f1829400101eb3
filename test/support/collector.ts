/** A collector of OpenTelemetry's on loopback: takes traces as JSON over HTTP, and keeps them; or is slow, or takes none. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const value = z.object({ stringValue: z.string().optional(), intValue: z.union([z.number(), z.string()]).optional() });
const attributes = z.array(z.object({ key: z.string(), value })).default([]);
const span = z.object({
  traceId: z.string().min(1),
  spanId: z.string().min(1),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes,
});
const body = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) }),
  ),
});

export interface CollectedSpan {
  readonly trace: string;
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
  readonly says: Readonly<Record<string, string>>;
}

export interface Collector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** All that came, as it came. */
  readonly raw: readonly string[];
  /** So many deliveries have come, answered or not. */
  arrived(count: number): Promise<void>;
  /** So many were called off by the sender, without an answer. */
  hungUp(): number;
  /** What was held is taken, and from now on all is taken at once. */
  release(): void;
  stop(): Promise<void>;
}

/** What becomes of the nth delivery, counted from one: held = it lies there unread until `release`. */
export type Answering = (nth: number) => 'take' | 'hold' | 'refuse';

export async function startCollector(answering: Answering = () => 'take'): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const raw: string[] = [];
  const held: (() => void)[] = [];
  const waiting = new Set<() => void>();
  let isHolding = true;
  let hungUp = 0;
  const take = (text: string, response: ServerResponse) => {
    for (const { scopeSpans } of body.parse(JSON.parse(text)).resourceSpans) {
      spans.push(...scopeSpans.flatMap((scope) => scope.spans).map(collected));
    }
    response.setHeader('content-type', 'application/json').end('{}');
  };
  const server = createServer((request, response) => {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => {
      text += piece;
    });
    request.on('end', () => {
      const answer = answering(raw.push(text));
      response.on('close', () => {
        if (!response.writableEnded) hungUp++;
      });
      if (answer === 'refuse') response.writeHead(400).end();
      else if (answer === 'hold' && isHolding) held.push(() => take(text, response));
      else take(text, response);
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    spans,
    raw,
    arrived: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (raw.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    hungUp: () => hungUp,
    release() {
      isHolding = false;
      for (const go of held.splice(0)) go();
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function collected({
  traceId,
  spanId,
  parentSpanId = '',
  name,
  attributes: told,
}: z.output<typeof span>): CollectedSpan {
  const says = told.map(({ key, value: { stringValue, intValue } }) => [key, stringValue ?? String(intValue)]);
  const parent = parentSpanId === '' ? null : parentSpanId;
  return { trace: traceId, id: spanId, parent, name, says: Object.fromEntries(says) };
}
