/** The arguments of a call and its token, out of whatever encoding it came in ("Using the Web API", "POST bodies"). */
import type { Context } from 'hono';
import { isObject, type JsonObject, textOf } from '../../kit/json.ts';
import { SlackRefusal } from '../refusal.ts';

export interface Request {
  readonly args: JsonObject;
  readonly token: string | undefined;
  /** Of an app-level token Slack looks at no other. */
  readonly headerToken: string | undefined;
  readonly encoding: 'query' | 'form' | 'json';
  /** What Slack grumbles about and takes all the same. */
  readonly warnings: readonly string[];
}

export async function readRequest(context: Context): Promise<Request> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  const query = asObject(new URL(context.req.url).searchParams);
  const text = context.req.method === 'POST' ? await context.req.text() : '';
  if (text === '') return request(query, bearer, 'query');
  const type = context.req.header('content-type');
  if (type === undefined) throw new SlackRefusal('missing_post_type');
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !['utf-8', 'utf8', 'iso-8859-1'].includes(charset)) {
    throw new SlackRefusal('invalid_charset');
  }
  switch (media) {
    case 'application/x-www-form-urlencoded':
      return request({ ...query, ...asObject(new URLSearchParams(text)) }, bearer, 'form');
    case 'application/json': {
      // A token in JSON is not looked at: "you must transmit your token as a bearer token".
      const read = {
        args: { ...query, ...asJson(text) },
        token: bearer,
        headerToken: bearer,
        encoding: 'json',
      } as const;
      return { ...read, warnings: charset === undefined ? ['missing_charset'] : [] };
    }
    default:
      throw new SlackRefusal('invalid_post_type');
  }
}

function request(args: JsonObject, bearer: string | undefined, encoding: 'query' | 'form'): Request {
  const { token, ...rest } = args;
  return { args: rest, token: bearer ?? textOf(token), headerToken: bearer, encoding, warnings: [] };
}

const asObject = (parameters: URLSearchParams): JsonObject => Object.fromEntries(parameters);

function asJson(text: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new SlackRefusal('invalid_json');
  }
  if (!isObject(parsed)) throw new SlackRefusal('json_not_object');
  return parsed;
}
