/**
 * An account of when requests arrive at our door and when calls to vendors are under way, from outside the code
 * under test: Node's own diagnostics channels.
 */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage } from 'node:http';
import type { Span, WatchedCalls } from './wire.ts';

const now = () => performance.timeOrigin + performance.now();

export interface Watch {
  /** Everything since the last call of this. */
  take(): WatchedCalls;
}

export function watch(): Watch {
  let arrivals: number[] = [];
  let calls: Span[] = [];
  subscribe('http.server.request.start', () => void arrivals.push(now()));
  subscribe('http.client.request.start', (message) => {
    const request = requestIn(message);
    if (request === null) return;
    const begin = now();
    let over = false;
    const done = () => {
      if (over) return;
      over = true;
      calls.push({ begin, end: now(), method: request.method, url: request.path });
    };
    // The vendor's answer is over when its body is here; both our clients wait for that.
    request.prependOnceListener('response', (answer: IncomingMessage) => void answer.prependOnceListener('end', done));
    request.once('close', done);
  });
  return {
    take() {
      const taken = { arrivals, calls };
      arrivals = [];
      calls = [];
      return taken;
    },
  };
}

const requestIn = (message: unknown): ClientRequest | null =>
  typeof message === 'object' && message !== null && 'request' in message && message.request instanceof ClientRequest
    ? message.request
    : null;
