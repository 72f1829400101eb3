/**
 * `fetch` as far as our adapters use it, over Node's own HTTP client and connections that are kept. The built-in one
 * makes a web stream, a Request, a Response and their headers of every call, which is half of what a call costs us;
 * none of it is used. What fails looks as it does there: a TypeError with the cause, or the signal's reason.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { HttpAnswer, HttpFetch, HttpHeaders, HttpInit } from '../../ports/http.ts';

/** An answer beyond this is nobody's issue or account; reading on would only fill our memory. */
const LARGEST_ANSWER = 32 * 1024 * 1024;
/** A connection nobody used for this long may be dead without a word; the next call would pay for it. */
const IDLE = 4_000;

export interface LeanFetchOptions {
  readonly largestAnswer?: number;
}

export function createLeanFetch({ largestAnswer = LARGEST_ANSWER }: LeanFetchOptions = {}): HttpFetch {
  const kept = { keepAlive: true, timeout: IDLE, scheduling: 'lifo' } as const;
  const agents = { http: new HttpAgent(kept), https: new HttpsAgent(kept) };
  const heard = new WeakSet<Socket>();
  return (url, init) => {
    const { body } = init;
    // Attachments are rare, and their encoding is not ours to write.
    if (body instanceof FormData) return fetch(url, { ...init, body });
    return new Promise((resolve, reject) => {
      const { signal } = init;
      if (signal.aborted) return reject(signal.reason);
      const failed = (cause: unknown) =>
        reject(signal.aborted ? signal.reason : new TypeError('fetch failed', { cause }));
      const options = { method: init.method, headers: headersOf(init, body) };
      const send = (kept: boolean) => {
        const sent = url.startsWith('https:')
          ? httpsRequest(url, { ...options, agent: kept && agents.https })
          : httpRequest(url, { ...options, agent: kept && agents.http });
        const giveUp = () => sent.destroy();
        signal.addEventListener('abort', giveUp, { once: true });
        sent.once('close', () => signal.removeEventListener('abort', giveUp));
        sent.once('socket', (socket) => hear(socket, heard));
        let isAnswered = false;
        sent.once('error', (fault) => {
          // The connection was closed at the other end while it lay idle. What only reads goes again, once, on a new one.
          const isStale = sent.reusedSocket && !isAnswered && 'code' in fault && fault.code === 'ECONNRESET';
          if (isStale && kept && init.method === 'GET' && !signal.aborted) send(false);
          else failed(fault);
        });
        sent.once('response', (answer) => {
          isAnswered = true;
          read(answer, largestAnswer, resolve, failed);
        });
        sent.end(body);
      };
      send(true);
    });
  };
}

/**
 * Who answers before our body is through may reset the connection right after. Node's client has let go of the socket by
 * then, and what happens to the rest of the body nobody would hear: unheard, it ends the process. The call has its answer.
 */
function hear(socket: Socket, heard: WeakSet<Socket>): void {
  if (heard.has(socket)) return;
  heard.add(socket);
  socket.on('error', () => {});
}

/**
 * As fetch does: a POST or PUT without a body says `Content-Length: 0`, which Okta demands. Unlike fetch we unpack
 * nothing, so we say that nothing is to be packed.
 */
function headersOf({ method, headers }: HttpInit, body: string | undefined): Record<string, string | number> {
  const plain = { ...headers, 'accept-encoding': 'identity' };
  if (body === undefined && (method === 'GET' || method === 'DELETE')) return plain;
  return { ...plain, 'content-length': body === undefined ? 0 : Buffer.byteLength(body) };
}

/** The whole answer is read before it is given: whoever asked wants its text, and a cut one is no answer. */
function read(
  incoming: IncomingMessage,
  largest: number,
  resolve: (answer: HttpAnswer) => void,
  failed: (cause: unknown) => void,
): void {
  const encoding = incoming.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    failed(new Error(`the answer came as ${encoding}, which was not asked for`));
    return void incoming.destroy();
  }
  const chunks: Buffer[] = [];
  let length = 0;
  incoming.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > largest) incoming.destroy(new Error(`an answer of more than ${largest} bytes`));
  });
  incoming.once('error', failed);
  incoming.once('close', () => {
    if (!incoming.complete) failed(new Error('the answer was cut off'));
  });
  incoming.once('end', () => {
    const text = Buffer.concat(chunks).toString('utf8');
    resolve({ status: incoming.statusCode ?? 0, headers: new Got(incoming.headers), text: async () => text });
  });
}

class Got implements HttpHeaders {
  readonly #headers: IncomingMessage['headers'];

  constructor(headers: IncomingMessage['headers']) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const found = this.#headers[name.toLowerCase()];
    return found === undefined ? null : typeof found === 'string' ? found : found.join(', ');
  }
}
