/**
 * One call to Jira Cloud's REST API v3: authorised, timed, parsed, and its failure turned into a `Fault`. It never
 * repeats a call: when and whether is decided by `app/`, which knows what the call was for.
 */
import { z } from 'zod';
import { jsonIn, keepable } from '../../core/shared/keepableText.ts';
import { Fault } from '../../ports/fault.ts';
import type { HttpFetch, HttpHeaders } from '../../ports/http.ts';
import type { JiraOptions } from './config.ts';
import { type Answer, faultOf, lostAnswer, strangeAnswer } from './errors.ts';

export interface JiraCall {
  /** In Tenure's words, for the fault. */
  readonly operation: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly json?: unknown;
  readonly form?: FormData;
}

export interface JiraClient {
  send<Read>(call: JiraCall, schema: z.ZodType<Read>): Promise<Read>;
  /** As it came: what is no JSON. */
  text(call: JiraCall): Promise<string>;
  /** For calls whose answer has no body, or none we use. */
  tell(call: JiraCall): Promise<void>;
  /**
   * `null` when Jira says there is no such thing *to us*. With a dead token Jira takes us for an anonymous visitor
   * and says the same of everything, so the credential is tried before the absence is believed.
   */
  orAbsent<Read>(read: Promise<Read>): Promise<Read | null>;
  /** The account our credential belongs to; asked once. */
  self(): Promise<string>;
  /** The same, asked anew: whether the credential is still one. */
  whoAmI(): Promise<string>;
  readonly now: () => number;
}

/** A path whose variable parts are encoded: an issue "key" of `../user` stays one segment. */
export const api = (parts: TemplateStringsArray, ...values: readonly (string | number)[]) =>
  `/rest/api/3${String.raw({ raw: parts }, ...values.map((value) => encodeURIComponent(keepable(String(value)))))}`;

const myself = z.object({ accountId: z.string().min(1) });
const DEFAULT_TIMEOUT = 15_000;

export function createClient(options: JiraOptions): JiraClient {
  const { connection, token } = options;
  const fetchIt: HttpFetch = options.fetch ?? fetch;
  const now = options.now ?? Date.now;
  const timeout = options.timeoutMilliseconds ?? DEFAULT_TIMEOUT;
  const authorization = `Basic ${Buffer.from(`${connection.auth.email}:${token}`, 'utf8').toString('base64')}`;
  const base = connection.baseUrl.replace(/\/+$/, '');

  async function exchange(call: JiraCall): Promise<Answer> {
    const writes = (call.method ?? 'GET') !== 'GET';
    // Not `AbortSignal.timeout`: that one cannot be called off and rings long after the answer came.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new DOMException('no answer in time', 'TimeoutError')), timeout);
    try {
      const response = await fetchIt(base + call.path + queryOf(call), {
        method: call.method ?? 'GET',
        headers: {
          authorization,
          accept: 'application/json',
          'user-agent': 'Tenure',
          ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
          // Attachments are refused without it ("Add attachment"), against forged browser forms.
          ...(call.form === undefined ? {} : { 'x-atlassian-token': 'no-check' }),
        },
        ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
        ...(call.form === undefined ? {} : { body: call.form }),
        redirect: 'manual',
        signal: limit.signal,
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (cause) {
      throw lostAnswer(call.operation, writes, cause);
    } finally {
      clearTimeout(timer);
    }
  }

  async function answered(call: JiraCall): Promise<Answer> {
    const answer = await exchange(call);
    if (takenForAnonymous(answer.headers)) {
      throw new Fault('denied', call.operation, { vendorCode: 'anonymous', note: 'the credential was not accepted' });
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw faultOf(answer, call.operation, (call.method ?? 'GET') !== 'GET', now());
  }

  async function send<Read>(call: JiraCall, schema: z.ZodType<Read>): Promise<Read> {
    const { text } = await answered(call);
    const parsed = schema.safeParse(jsonIn(text));
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues.slice(0, 5).map((issue) => issue.path.join('.') || 'body');
    throw strangeAnswer(call.operation, (call.method ?? 'GET') !== 'GET', `not as documented at ${where.join(', ')}`);
  }

  const whoAmI = async () => (await send({ operation: 'read own account', path: api`/myself` }, myself)).accountId;
  let known: Promise<string> | undefined;

  return {
    now,
    send,
    text: async (call) => (await answered(call)).text,
    async tell(call) {
      await answered(call);
    },
    async orAbsent(read) {
      try {
        return await read;
      } catch (error) {
        if (!(error instanceof Fault && error.kind === 'missing')) throw error;
        await whoAmI();
        return null;
      }
    },
    self() {
      known ??= whoAmI().catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    whoAmI,
  };
}

/** Jira answers reads of public things with 200 although the credential failed; this header tells. */
const takenForAnonymous = (headers: HttpHeaders) =>
  /AUTHENTICATED_FAILED|AUTHENTICATION_DENIED/.test(headers.get('x-seraph-loginreason') ?? '');

function queryOf({ query }: JiraCall): string {
  const entries = Object.entries(query ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}
