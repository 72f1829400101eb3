/** A bare caller for tests: it shows status, headers and body, and forgives nothing. */
import { DEFAULT_API_TOKEN, type OktaEmulator, type OktaEmulatorOptions, startOktaEmulator } from '../index.ts';

/** What a test reads out of a body is its own assertion. */
// biome-ignore lint/suspicious/noExplicitAny: bodies are what these tests are about
export type Body = any;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** Code and first cause of an Okta error. */
  readonly refusal: string;
}

export type Caller = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

export function callerOf(url: string, authorization = `SSWS ${DEFAULT_API_TOKEN}`): Caller {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = text === '' ? undefined : JSON.parse(text);
    const cause = json?.errorCauses?.[0]?.errorSummary;
    const refusal = json?.errorCode === undefined ? '' : `${json.errorCode}${cause === undefined ? '' : ` ${cause}`}`;
    return { status: response.status, headers: response.headers, body: json, refusal };
  };
}

/** An emulator without rate limits and index lag, unless the test is about them. */
export async function startOrg(options: OktaEmulatorOptions = {}): Promise<{ okta: OktaEmulator; call: Caller }> {
  const okta = await startOktaEmulator({ limits: 'off', searchIndexDelayMilliseconds: 0, ...options });
  return { okta, call: callerOf(okta.url) };
}

let people = 0;

/** A profile nobody else has. */
export function someone(more: Record<string, unknown> = {}) {
  people += 1;
  const login = `person${people}@example.test`;
  return { login, email: login, firstName: 'Pat', lastName: `Number${people}`, ...more };
}

export function nextLink(headers: Headers): string | undefined {
  return /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
}
