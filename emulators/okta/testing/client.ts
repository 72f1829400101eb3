/** A bare caller for tests: it shows status, headers and body, and forgives nothing. */
import { DEFAULT_API_TOKEN, type OktaEmulator, type OktaEmulatorOptions, startOktaEmulator } from '../index.ts';

/** Every field some test reads out of an answer; whether it is there is what the test finds out. */
export interface OktaObject {
  readonly id: string;
  readonly status: string;
  readonly transitioningToStatus: string | undefined;
  readonly type: string;
  readonly role: string;
  readonly name: string;
  readonly scope: string;
  readonly eventType: string;
  readonly allGroupsValid: boolean;
  readonly errorSummary: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly credentials: { readonly provider: unknown; readonly password?: unknown };
  readonly conditions: { readonly people: { readonly users: { readonly exclude: readonly string[] } } };
  readonly definitions: { readonly custom: { readonly properties: Record<string, { readonly type: string }> } };
  readonly capabilities: { readonly update: { readonly lifecycleDeactivate: { readonly status: string } } };
  readonly target: readonly { readonly id: string; readonly displayName: string }[];
  readonly _links: object;
  readonly _embedded: { readonly user: { readonly scope: string }; readonly stats: object };
}

/** One object or a list of them, as the path has it. */
export type Body = OktaObject & readonly OktaObject[];

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
