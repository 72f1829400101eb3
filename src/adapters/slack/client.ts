/**
 * Slack's own client with its own retries turned down: it sends once, within a time, and what goes wrong becomes a Fault
 * that `app/` decides about. A limit is a fault with an instant, never a pause in here.
 */
import { type FetchFunction, LogLevel, type WebAPICallResult, WebClient } from '@slack/web-api';
import type { ZodType } from 'zod';
import { Fault } from '../../ports/fault.ts';
import { type Effect, faultOf } from './errors.ts';

export interface SlackClientOptions {
  /** Address of Slack, without a path. */
  readonly baseUrl: string;
  readonly token: string;
  readonly timeoutMilliseconds: number;
  /** What sends; left out: Node's own. */
  readonly fetch?: FetchFunction;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface SlackClient {
  /** In Tenure's words, what it does, and the part of the answer that is used. */
  call<Answer>(
    operation: string,
    effect: Effect,
    answer: ZodType<Answer>,
    send: (web: WebClient) => Promise<WebAPICallResult>,
  ): Promise<Answer>;
}

export function createSlackClient({
  baseUrl,
  token,
  timeoutMilliseconds,
  fetch,
  now,
}: SlackClientOptions): SlackClient {
  const web = new WebClient(token, {
    slackApiUrl: `${baseUrl}/api/`,
    timeout: timeoutMilliseconds,
    ...(fetch === undefined ? {} : { fetch }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    // It would log what people wrote.
    logger: SILENT,
  });
  return {
    async call(operation, effect, answer, send) {
      let given: WebAPICallResult;
      try {
        given = await send(web);
      } catch (thrown) {
        throw faultOf(operation, effect, thrown, now());
      }
      const read = answer.safeParse(given);
      if (read.success) return read.data;
      const where = read.error.issues.map(({ path }) => path.join('.')).join(', ');
      const outcomeUnknown = effect === 'once';
      throw new Fault('transient', operation, { note: `unreadable answer: ${where}`, outcomeUnknown });
    },
  };
}

const quiet = () => undefined;
const SILENT = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  setName: quiet,
  getLevel: () => LogLevel.ERROR,
};
