/** One signed request to the app. A connection is kept for a moment, as a busy sender's is. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { JsonObject } from '../../kit/json.ts';
import type { AppAnswer, Parcel } from './delivery.ts';

const KEPT = { keepAlive: true, timeout: 4_000 };
const agents = { http: new HttpAgent(KEPT), https: new HttpsAgent(KEPT) };

export interface Encoded {
  readonly body: string;
  readonly type: string;
}

/** Events are JSON; everything a person did is a form, the payload in one field or, of a command, field by field. */
export function encode({ kind, payload }: Parcel): Encoded {
  if (kind === 'event') return { body: JSON.stringify(payload), type: 'application/json' };
  const form = new URLSearchParams();
  if (kind === 'command') for (const [name, value] of Object.entries(payload)) form.set(name, String(value));
  else form.set('payload', JSON.stringify(payload));
  return { body: form.toString(), type: 'application/x-www-form-urlencoded' };
}

/** The answer, or `null` when nobody could be reached. */
export function post(url: string, { body, type }: Encoded, headers: Record<string, string>): Sending {
  const options = {
    method: 'POST',
    headers: {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      accept: 'application/json,*/*',
      ...headers,
    },
  };
  const sent = url.startsWith('https:')
    ? httpsRequest(url, { ...options, agent: agents.https })
    : httpRequest(url, { ...options, agent: agents.http });
  const answered = new Promise<AppAnswer | null>((resolve) => {
    sent.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
          headers: { 'x-slack-no-retry': headerOf(answer.headers['x-slack-no-retry']) },
        }),
      );
    });
    sent.once('error', () => resolve(null));
    sent.once('close', () => resolve(null));
  });
  sent.end(body);
  return { answered, giveUp: () => void sent.destroy() };
}

export interface Sending {
  readonly answered: Promise<AppAnswer | null>;
  giveUp(): void;
}

/** What the app meant with its answer; anything that is no JSON is the text of a message. */
export function answerObject(answer: AppAnswer | null): JsonObject {
  if (answer === null || answer.body.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(answer.body);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? { ...parsed }
      : { text: answer.body };
  } catch {
    return { text: answer.body };
  }
}

const headerOf = (value: string | readonly string[] | undefined) => (typeof value === 'string' ? value : value?.[0]);
