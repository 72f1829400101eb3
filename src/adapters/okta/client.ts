/**
 * A thin client over `fetch` (one connection pool for the process, kept alive). It sends one request
 * and says what came: an answer read with a schema, or a Fault. It repeats nothing, with one exception: a 401 on
 * an OAuth token that ended on the way is answered with a fresh token, once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ZodType } from 'zod';
import type { ConnectionId } from '../../core/shared/ids.ts';
import { epochOf } from '../../core/shared/instant.ts';
import { jsonIn } from '../../core/shared/keepableText.ts';
import { Fault } from '../../ports/fault.ts';
import type { HttpFetch } from '../../ports/http.ts';
import type { CallOptions } from '../../ports/provider.ts';
import type { Credential } from './auth.ts';
import { type Effect, faultOf, lostFault, type Refusal, unreadableFault } from './errors.ts';
import type { LimitGauge } from './limits.ts';
import { LookRoom } from './rooms.ts';
import { oktaErrorBody } from './schemas.ts';

export interface Request {
  /** In Tenure's words; part of the fault's message. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From `/api/v1` on, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly effect: Effect;
}

/** One port call: all its requests share the lane and the time. */
export interface Errand {
  readonly lane: CallOptions['lane'];
  /** When the time is up, on this process's own clock (`performance.now`). */
  readonly until: number;
  readonly room?: LookRoom;
}

export const begin = (call: CallOptions): Errand => ({
  lane: call.lane,
  until: performance.now() + call.timeoutMilliseconds,
  ...(call.room instanceof LookRoom ? { room: call.room } : {}),
});

export interface ClientOptions {
  readonly connection: ConnectionId;
  readonly baseUrl: string;
  readonly credential: Credential;
  readonly limits: LimitGauge;
  readonly fetch: HttpFetch;
  readonly now: () => number;
}

export class OktaClient {
  readonly connection: ConnectionId;
  readonly credential: Credential;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.connection = options.connection;
    this.credential = options.credential;
    this.#options = options;
  }

  /** Sends and reads the body with `schema`. */
  async read<Shape>(request: Request, schema: ZodType<Shape>, errand: Errand): Promise<Shape> {
    return this.#parse(request, schema, (await this.#send(request, errand)).body);
  }

  /** Sends and needs nothing of the answer but that it is a success. */
  async run(request: Request, errand: Errand): Promise<void> {
    await this.#send(request, errand);
  }

  /** As `run`; in the bulk lane it waits for its limit, like a listing. */
  async runPatiently(request: Request, errand: Errand): Promise<void> {
    this.#orFault(request, await this.#patiently(request, errand));
  }

  /** Every page of a list, in memory. */
  async list<Item>(request: Request, schema: ZodType<Item>, errand: Errand): Promise<readonly Item[]> {
    const items: Item[] = [];
    const links = ({ headers }: Refusal) => nextPath(headers.get('link'));
    for await (const page of this.pages(request, schema.array(), errand, links)) items.push(...page);
    return items;
  }

  /**
   * Page after page. Only the path of `next` is taken, so our credential never leaves for another host.
   * "Pagination": a 500 on a list usually means that the page is too big; it is halved and asked again.
   */
  async *pages<Page>(
    request: Request,
    schema: ZodType<Page>,
    errand: Errand,
    nextOf: (answer: Refusal, page: Page) => string | null,
  ): AsyncGenerator<Page> {
    const visited = new Set<string>();
    let path: string | null = request.path;
    while (path !== null) {
      if (visited.has(path)) throw unreadableFault(request.operation, 'read', 'the pages go in a circle');
      visited.add(path);
      const answer: Refusal = await this.#page({ ...request, path }, errand);
      const page: Page = this.#parse(request, schema, answer.body);
      yield page;
      path = nextOf(answer, page);
    }
  }

  async #page(request: Request, errand: Errand): Promise<Refusal> {
    const answer = await this.#patiently(request, errand);
    const smaller = answer.status === 500 ? halved(request.path) : null;
    return smaller === null ? this.#orFault(request, answer) : this.#page({ ...request, path: smaller }, errand);
  }

  /** What is asked for all of in the bulk lane holds nobody's place and no lease: it waits for its limit instead of beginning anew. */
  async #patiently(request: Request, errand: Errand): Promise<Refusal> {
    for (;;) {
      try {
        const answer = await this.#exchange(request, errand);
        if (answer.status !== 429 || errand.lane !== 'bulk') return answer;
        await this.#waitFor(faultOf(request.operation, request.effect, answer, this.#options.now()), errand);
      } catch (trouble) {
        if (errand.lane !== 'bulk') throw trouble;
        await this.#waitFor(trouble, errand);
      }
    }
  }

  /** Throws what is no limit, and a limit that ends after the time that is left. */
  async #waitFor(trouble: unknown, { until }: Errand): Promise<void> {
    if (!(trouble instanceof Fault) || trouble.retryAt === null) throw trouble;
    const wait = Math.max(1, epochOf(trouble.retryAt) - this.#options.now());
    if (performance.now() + wait >= until) throw trouble;
    await pause(wait);
  }

  #parse<Shape>(request: Request, schema: ZodType<Shape>, body: unknown): Shape {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'body');
    throw unreadableFault(request.operation, request.effect, [...new Set(where)].slice(0, 5).join(', '));
  }

  async #send(request: Request, errand: Errand): Promise<Refusal> {
    return this.#orFault(request, await this.#exchange(request, errand));
  }

  #orFault(request: Request, answer: Refusal): Refusal {
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw faultOf(request.operation, request.effect, answer, this.#options.now());
  }

  async #exchange(request: Request, errand: Errand): Promise<Refusal> {
    const headers = await this.#authorize(request, errand);
    const answer = await this.#once(request, headers, errand);
    if (answer.status !== 401 && answer.status !== 400) return answer;
    const nonce = answer.headers.get('dpop-nonce');
    const isRefused = nonce !== null || (answer.status === 401 && isInvalidToken(answer.body));
    if (!isRefused || !this.credential.renew(headers, nonce)) return answer;
    return this.#once(request, await this.#authorize(request, errand), errand);
  }

  #authorize(request: Request, errand: Errand) {
    const address = `${this.#options.baseUrl}${request.path.replace(/\?.*$/, '')}`;
    return orTimeOut(this.credential.authorize(request.method, address), request, errand);
  }

  async #once(request: Request, headers: Readonly<Record<string, string>>, errand: Errand): Promise<Refusal> {
    const { baseUrl, limits } = this.#options;
    const turn = await limits.enter(request.operation, request.method, request.path, errand.lane, errand.room);
    let answer: Refusal | null = null;
    const { signal, callOff } = alarmAt(errand.until);
    try {
      // The time may have run out while waiting for the turn: then nothing is in doubt.
      if (performance.now() >= errand.until)
        throw new Fault('transient', request.operation, { note: 'no time left to send it' });
      const response = await this.#options.fetch(`${baseUrl}${request.path}`, {
        method: request.method,
        headers: { ...JSON_ONLY, ...headers },
        // fetch says `Content-Length: 0` for a POST or PUT without a body; Okta answers 411 without it.
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        redirect: 'manual',
        signal,
      });
      answer = { status: response.status, headers: response.headers, body: jsonIn(await response.text()) };
      return answer;
    } catch (error) {
      throw error instanceof Fault ? error : lostFault(request.operation, request.effect, error);
    } finally {
      callOff();
      turn.done(answer);
    }
  }
}

/** What an administrator sees in the System Log (`client.userAgent`), and how we know ourselves there. */
export const USER_AGENT = 'Tenure';
const JSON_ONLY = { accept: 'application/json', 'content-type': 'application/json', 'user-agent': USER_AGENT };

const isInvalidToken = (body: unknown) => oktaErrorBody.safeParse(body).data?.errorCode === 'E0000011';

/** A token request is shared, so it outlives the call that began it; the call itself still ends in time. */
async function orTimeOut<Value>(work: Promise<Value>, request: Request, { until }: Errand): Promise<Value> {
  const { signal, callOff } = alarmAt(until);
  const timeOut = new Promise<never>((_, reject) => {
    // Nothing was sent yet, whatever the request would have done.
    signal.onabort = () => reject(lostFault(request.operation, 'read', signal.reason));
  });
  try {
    return await Promise.race([work, timeOut]);
  } finally {
    callOff();
  }
}

/**
 * `AbortSignal.timeout` cannot be called off: it rings long after the answer came, for every request of the last
 * minute, and under load that is a tenth of the whole work.
 */
function alarmAt(until: number) {
  const controller = new AbortController();
  const ring = () => controller.abort(new DOMException('no answer in time', 'TimeoutError'));
  const timer = setTimeout(ring, Math.max(0, until - performance.now()));
  return { signal: controller.signal, callOff: () => clearTimeout(timer) };
}

/** "Link header": `<https://org/api/v1/users?after=...&limit=200>; rel="next"`. The cursor is taken as it stands. */
export function nextPath(link: string | null): string | null {
  const next = /<([^>]+)>\s*;\s*rel="next"/.exec(link ?? '')?.[1];
  if (next === undefined) return null;
  const url = new URL(next, 'https://org.invalid');
  return url.pathname + url.search;
}

const SMALLEST_PAGE = 25;
function halved(path: string): string | null {
  const limit = Number(/[?&]limit=(\d+)/.exec(path)?.[1] ?? Number.NaN);
  const smaller = Math.floor(limit / 2);
  return smaller >= SMALLEST_PAGE ? path.replace(/([?&]limit=)\d+/, `$1${smaller}`) : null;
}
