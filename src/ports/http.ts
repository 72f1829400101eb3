/**
 * One exchange over HTTP, as far as the adapters use it. The built-in `fetch` fits; so does the leaner one that
 * `compose.ts` hands to them (src/adapters/http).
 */
export interface HttpInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | FormData;
  /** Never followed: our credential would go along. */
  readonly redirect: 'manual';
  /** The hard time-out of the whole exchange, body included. */
  readonly signal: AbortSignal;
}

export type HttpHeaders = Pick<Headers, 'get'>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  text(): Promise<string>;
}

export type HttpFetch = (url: string, init: HttpInit) => Promise<HttpAnswer>;
