/** A running emulator with the demo site, and plain `fetch` as one of its people. */
import {
  DEMO_BOT,
  DEMO_PERSON,
  demoSite,
  type JiraEmulator,
  type JiraEmulatorOptions,
  startJiraEmulator,
} from '../index.ts';
import { type Json, type JsonObject, objectOf, textOf } from '../json.ts';

export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly raw: string;
  readonly headers: Headers;
}

export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export interface TestSite {
  readonly jira: JiraEmulator;
  readonly bot: Call;
  readonly ada: Call;
  readonly as: (credentials: { readonly email: string; readonly token: string }) => Call;
  readonly field: (name: string) => string;
  /** Creates an onboarding issue as Ada and gives its key. */
  readonly onboarding: (fields?: Record<string, unknown>) => Promise<string>;
}

export async function startTestSite(options: JiraEmulatorOptions = {}): Promise<TestSite> {
  const jira = await startJiraEmulator({ seed: demoSite(), ...options });
  const as =
    ({ email, token }: { readonly email: string; readonly token: string }): Call =>
    async (method, path, body, headers = {}) => {
      const response = await fetch(jira.url + path, {
        method,
        headers: {
          authorization: `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: read(text), raw: text, headers: response.headers };
    };
  const ada = as(DEMO_PERSON);
  return {
    jira,
    as,
    ada,
    bot: as(DEMO_BOT),
    field: (name) => jira.site.fields.require(name).id,
    async onboarding(fields = {}) {
      const created = await ada('POST', '/rest/api/3/issue', {
        fields: { project: { key: 'ONB' }, issuetype: { name: 'Onboarding' }, summary: 'Ada joins', ...fields },
      });
      if (created.status !== 201) throw new Error(JSON.stringify(created.body));
      return textOf(created.body.key) ?? '';
    },
  };
}

/** Lists are put under `values`, so that an answer is always an object. */
function read(text: string): JsonObject {
  if (text === '') return {};
  try {
    const parsed: Json = JSON.parse(text);
    return Array.isArray(parsed) ? { values: parsed } : objectOf(parsed);
  } catch {
    return { text };
  }
}
