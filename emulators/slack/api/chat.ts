/** chat.*: writing, changing and taking back messages. */
import { isObject, type JsonObject, textOf } from '../../kit/json.ts';
import { checkMessageBlocks, withIds } from '../blocks/message.ts';
import type { Conversation } from '../model.ts';
import { missingField, SlackRefusal } from '../refusal.ts';
import { conversationOf, ownMessage, visible } from './find.ts';
import { type Call, free, type Method, optionalText, requiredText, structureOf } from './method.ts';

const LONGEST_TEXT = 40_000;
const writing = { token: 'bot', json: true, scopes: () => ['chat:write'] } as const;

export const chatMethods: readonly Method[] = [
  {
    ...writing,
    name: 'chat.postMessage',
    tier: 'posting',
    handle(call) {
      const { workspace } = call;
      const conversation = placeFor(call, requiredText(call, 'channel'));
      const { text, blocks } = contentOf(call);
      const threadTs = optionalText(call, 'thread_ts');
      if (threadTs !== undefined && workspace.conversations.message(conversation, threadTs) === undefined) {
        throw new SlackRefusal('thread_not_found');
      }
      const metadata = metadataOf(call);
      const user = workspace.botUser.id;
      const draft = { user, byApp: true, text: text ?? '', blocks: blocks ?? [], threadTs, metadata };
      const message = workspace.conversations.write(conversation, draft);
      return { channel: conversation.id, ts: message.ts, message: workspace.showMessage(message, true) };
    },
  },
  {
    ...writing,
    name: 'chat.update',
    tier: 3,
    handle(call) {
      const { workspace } = call;
      const [conversation, message] = ownMessage(call, 'cant_update_message');
      if (conversation.archived) throw new SlackRefusal('is_inactive');
      const { text, blocks } = contentOf(call);
      const dropped = workspace.quirks.updateWithoutBlocks === 'dropped' ? [] : message.blocks;
      const metadata = metadataOf(call) ?? message.metadata;
      workspace.conversations.edit(message, workspace.botUser.id, {
        text: text ?? message.text,
        blocks: blocks ?? (text === undefined ? message.blocks : dropped),
        metadata,
      });
      const shown = workspace.showMessage(message, true);
      return { channel: conversation.id, ts: message.ts, text: message.text, message: shown };
    },
  },
  {
    ...writing,
    name: 'chat.delete',
    tier: 3,
    handle(call) {
      const [conversation, message] = ownMessage(call, 'cant_delete_message');
      call.workspace.conversations.remove(conversation, message);
      return { channel: conversation.id, ts: message.ts };
    },
  },
  {
    ...writing,
    name: 'chat.postEphemeral',
    tier: 4,
    handle(call) {
      const { workspace } = call;
      const user = requiredText(call, 'user');
      const conversation = placeFor(call, requiredText(call, 'channel'));
      const reader = workspace.users.get(user);
      if (reader === undefined || reader.deleted || !conversation.members.has(user)) {
        throw new SlackRefusal('user_not_in_channel');
      }
      const { text, blocks } = contentOf(call);
      const draft = { user: workspace.botUser.id, byApp: true, text: text ?? '', blocks: blocks ?? [], onlyFor: user };
      return { message_ts: workspace.conversations.write(conversation, draft).ts };
    },
  },
  {
    name: 'chat.getPermalink',
    tier: 4,
    token: 'bot',
    json: false,
    scopes: free,
    handle(call) {
      const { workspace } = call;
      const conversation = conversationOf(call);
      const ts = requiredText(call, 'message_ts');
      if (workspace.conversations.message(conversation, ts) === undefined) throw new SlackRefusal('message_not_found');
      const permalink = `${workspace.baseUrl}/archives/${conversation.id}/p${ts.replace('.', '')}`;
      return { channel: conversation.id, permalink };
    },
  },
];

/** Where a message may go: a conversation the app is in, or somebody's direct message, which opens by itself. */
function placeFor(call: Call, channel: string): Conversation {
  const { workspace } = call;
  const reader = workspace.users.get(channel);
  if (reader !== undefined) {
    if (reader.deleted) throw new SlackRefusal(workspace.quirks.postToDeletedUser);
    if (reader.bot) throw new SlackRefusal('cannot_dm_bot');
    return workspace.directMessage(reader.id);
  }
  const named = channel.startsWith('#') ? workspace.conversations.named(channel.slice(1))?.id : undefined;
  const found = visible(call, named ?? channel);
  if (found === undefined) throw new SlackRefusal('channel_not_found');
  if (found.archived) throw new SlackRefusal('is_archived');
  if (!found.members.has(workspace.botUser.id) && !call.scopes.includes('chat:write.public')) {
    throw new SlackRefusal('not_in_channel');
  }
  return found;
}

function contentOf(call: Call): { text: string | undefined; blocks: readonly JsonObject[] | undefined } {
  const { workspace } = call;
  const text = optionalText(call, 'text');
  if (text !== undefined && text.length > LONGEST_TEXT) throw new SlackRefusal('msg_too_long');
  const given = structureOf(call, 'blocks');
  if (given === 'unreadable') throw new SlackRefusal('invalid_blocks_format');
  const blocks = checkMessageBlocks(given, workspace.quirks.longestMessageBlocks);
  if (text === undefined && (blocks === undefined || blocks.length === 0)) throw new SlackRefusal('no_text');
  return { text, blocks: blocks === undefined ? undefined : withIds(blocks, () => workspace.ids.word()) };
}

/** `metadata`: `event_type` and a flat enough `event_payload`. Its largest size is not published and not counted. */
function metadataOf(call: Call): JsonObject | undefined {
  const metadata = structureOf(call, 'metadata');
  if (metadata === undefined) return undefined;
  if (!isObject(metadata)) throw new SlackRefusal('invalid_metadata_format');
  const { event_type: type, event_payload: payload } = metadata;
  if (type === undefined) throw missingField('event_type');
  if ((textOf(type) ?? '') === '' || !isObject(payload)) throw new SlackRefusal('invalid_metadata_schema');
  return metadata;
}
