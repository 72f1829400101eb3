/**
 * Cards in people's direct messages. Slack has no key of ours for a message, so each carries one in its metadata and is
 * looked for there before it is posted again; changed and taken away by Slack itself it is `missing`.
 */
import { z } from 'zod';
import type { DeskUserId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { epochOf } from '../../core/shared/instant.ts';
import type { Desk, DeskCard, DeskPlace } from '../../ports/desk.ts';
import { Fault } from '../../ports/fault.ts';
import type { HttpFetch } from '../../ports/http.ts';
import { drawCard } from './blocks.ts';
import type { SlackClient } from './client.ts';
import { lostFault } from './errors.ts';
import { escaped, plain } from './text.ts';

const EVENT = 'tenure_card';
/** Our clock and Slack's may differ; what is a little older does no harm. */
const MARGIN = 10 * 60_000;
const PAGE = 100;

const opened = z.object({ channel: z.object({ id: z.string().min(1) }) });
const posted = z.object({ channel: z.string().min(1), ts: z.string().min(1) });
const nothing = z.object({});
const history = z.object({
  messages: z
    .object({
      ts: z.string(),
      metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
    })
    .array(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export interface MessageOptions {
  readonly client: SlackClient;
  readonly baseUrl: string;
  readonly fetch: HttpFetch;
  readonly timeoutMilliseconds: number;
}

export function messagesOf(options: MessageOptions): Pick<Desk, 'find' | 'post' | 'update' | 'whisper'> {
  const { client } = options;
  const channelOf = async (user: DeskUserId) => {
    const answer = await client.call('open a conversation', 'convergent', opened, (web) =>
      web.conversations.open({ users: user }),
    );
    return answer.channel.id;
  };
  return {
    async find(to, key, since) {
      const channel = await channelOf(to);
      return lookFor(client, channel, key, since);
    },
    async post(to, key, card) {
      const channel = await channelOf(to);
      const { ts } = await client.call('post a card', 'once', posted, (web) =>
        web.chat.postMessage({ channel, ...content(key, card), unfurl_links: false, unfurl_media: false }),
      );
      return { channel, message: ts };
    },
    async update({ channel, message: ts }, key, card) {
      await client.call('change a card', 'convergent', posted, (web) =>
        web.chat.update({ channel, ts, ...content(key, card) }),
      );
    },
    async whisper(to, ticket, says) {
      const text = escaped(plain(says, 2_000));
      if (ticket !== null && (await reply(options, ticket, text))) return;
      const channel = await channelOf(to);
      await client.call('tell somebody', 'convergent', nothing, (web) =>
        web.chat.postEphemeral({ channel, user: to, text }),
      );
    },
  };
}

function content(key: string, card: DeskCard) {
  return { ...drawCard(card), metadata: { event_type: EVENT, event_payload: { key } } };
}

async function lookFor(client: SlackClient, channel: string, key: string, since: Instant): Promise<DeskPlace | null> {
  const oldest = String((epochOf(since) - MARGIN) / 1_000);
  let cursor = '';
  do {
    const page = await client.call('look for a card', 'convergent', history, (web) =>
      web.conversations.history({
        channel,
        oldest,
        limit: PAGE,
        include_all_metadata: true,
        ...(cursor === '' ? {} : { cursor }),
      }),
    );
    const found = page.messages.find(
      ({ metadata }) => metadata?.event_type === EVENT && metadata.event_payload.key === key,
    );
    if (found !== undefined) return { channel, message: found.ts };
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  return null;
}

/** By the address that came with what they pressed. `false` = it is used up, or not one of Slack's. */
async function reply(options: MessageOptions, ticket: string, text: string): Promise<boolean> {
  if (!isOfSlack(ticket, options.baseUrl)) return false;
  const operation = 'answer what was pressed';
  let answer: Awaited<ReturnType<HttpFetch>>;
  try {
    answer = await options.fetch(ticket, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ text, response_type: 'ephemeral', replace_original: false }),
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMilliseconds),
    });
  } catch (error) {
    throw lostFault(operation, 'convergent', error);
  }
  if (answer.status >= 200 && answer.status < 300) return true;
  if (answer.status === 429 || answer.status >= 500) {
    throw new Fault('transient', operation, { note: `status ${answer.status}` });
  }
  // Five answers within half an hour, and then none: they hear it in their conversation with us.
  return false;
}

/** Our words are posted to no other host: Slack's own, beside it `hooks.`. */
export function isOfSlack(address: string, baseUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const [given, own] = [new URL(address), new URL(baseUrl)];
  return given.protocol === own.protocol && (given.host === own.host || given.host === `hooks.${own.host}`);
}
