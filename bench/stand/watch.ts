/**
 * An account of when requests arrive at our door and when calls to vendors are under way, from outside the code
 * under test: Node's own diagnostics channel, and `fetch` replaced before anything is put together.
 */
import { subscribe } from 'node:diagnostics_channel';
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
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const begin = now();
    const done = () => void calls.push({ begin, end: now(), method: init?.method ?? 'GET', url: String(input) });
    try {
      const response = await original(input, init);
      const text = response.text.bind(response);
      // The vendor's answer is over when its body is here; both our clients read it as text.
      Object.defineProperty(response, 'text', { value: () => text().finally(done) });
      return response;
    } catch (fault) {
      done();
      throw fault;
    }
  };
  return {
    take() {
      const taken = { arrivals, calls };
      arrivals = [];
      calls = [];
      return taken;
    },
  };
}
