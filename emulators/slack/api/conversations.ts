/** conversations.*: finding, opening and reading. */
import type { JsonObject } from '../../kit/json.ts';
import type { Conversation, ConversationKind, Message } from '../model.ts';
import { invalidArguments, SlackRefusal } from '../refusal.ts';
import { conversationOf, scopeByKind } from './find.ts';
import { type Call, flag, type Method, optionalText, pageOf, requiredText } from './method.ts';

const KINDS: Readonly<Record<string, ConversationKind>> = {
  public_channel: 'public',
  private_channel: 'private',
  mpim: 'mpim',
  im: 'im',
};
const SCOPES: Readonly<Record<ConversationKind, string>> = {
  public: 'channels:read',
  private: 'groups:read',
  mpim: 'mpim:read',
  im: 'im:read',
};
const reading = { token: 'bot', json: false } as const;

export const conversationMethods: readonly Method[] = [
  {
    name: 'conversations.open',
    tier: 3,
    token: 'bot',
    json: true,
    scopes: (call) => [(optionalText(call, 'users') ?? '').includes(',') ? 'mpim:write' : 'im:write'],
    handle(call) {
      const { workspace } = call;
      const users = optionalText(call, 'users');
      if (users === undefined) {
        if (optionalText(call, 'channel') === undefined) throw new SlackRefusal('users_list_not_supplied');
        const known = conversationOf(call);
        return { no_op: true, already_open: true, channel: { id: known.id } };
      }
      const people = [workspace.botUser.id, ...peopleOf(call, users)];
      const before = workspace.conversations.among(people);
      const open = workspace.conversations.between(people);
      const channel = flag(call, 'return_im') ? show(call, open) : { id: open.id };
      return before === undefined ? { channel } : { no_op: true, already_open: true, channel };
    },
  },
  {
    ...reading,
    name: 'conversations.info',
    tier: 3,
    scopes: scopeByKind('read'),
    handle(call) {
      const conversation = conversationOf(call);
      const count = flag(call, 'include_num_members') ? { num_members: conversation.members.size } : {};
      return { channel: { ...show(call, conversation), ...count } };
    },
  },
  {
    ...reading,
    name: 'conversations.list',
    tier: 2,
    scopes: (call) => wantedKinds(call).map((kind) => SCOPES[kind]),
    handle(call) {
      const { workspace } = call;
      const kinds = wantedKinds(call);
      const all = workspace.conversations.all().filter((one) => {
        if (!kinds.includes(one.kind) || (one.archived && flag(call, 'exclude_archived'))) return false;
        return one.kind === 'public' || one.members.has(workspace.botUser.id);
      });
      const { items, response_metadata } = pageOf(call, all, 100, 1_000);
      return { channels: items.map((one) => show(call, one)), response_metadata };
    },
  },
  {
    ...reading,
    name: 'conversations.members',
    tier: 4,
    scopes: scopeByKind('read'),
    handle(call) {
      const { items, response_metadata } = pageOf(call, [...conversationOf(call).members], 100, 1_000);
      return { members: items, response_metadata };
    },
  },
  {
    ...reading,
    name: 'conversations.history',
    tier: 3,
    scopes: scopeByKind('history'),
    handle: (call) =>
      read(call, (message) => message.threadTs === undefined || message.threadTs === message.ts, 'newest'),
  },
  {
    ...reading,
    name: 'conversations.replies',
    tier: 3,
    scopes: scopeByKind('history'),
    handle(call) {
      const parent = requiredText(call, 'ts');
      if (call.workspace.conversations.message(conversationOf(call), parent) === undefined) {
        throw new SlackRefusal('thread_not_found');
      }
      return read(call, (message) => message.ts === parent || message.threadTs === parent, 'oldest');
    },
  },
];

function read(call: Call, wanted: (message: Message) => boolean, first: 'newest' | 'oldest'): JsonObject {
  const { workspace } = call;
  const conversation = conversationOf(call);
  if (!conversation.members.has(workspace.botUser.id)) throw new SlackRefusal('not_in_channel');
  const oldest = Number(optionalText(call, 'oldest') ?? 0);
  const latest = Number(optionalText(call, 'latest') ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(oldest)) throw new SlackRefusal('invalid_ts_oldest');
  if (Number.isNaN(latest)) throw new SlackRefusal('invalid_ts_latest');
  const inclusive = flag(call, 'inclusive');
  const inside = (ts: number) => (inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest);
  const fitting = conversation.messages.filter(
    (message) => message.onlyFor === undefined && wanted(message) && inside(Number(message.ts)),
  );
  const { items, next } = pageOf(call, first === 'newest' ? fitting.toReversed() : fitting, 100, 999);
  const withMetadata = flag(call, 'include_all_metadata');
  return {
    messages: items.map((message) => workspace.showMessage(message, withMetadata)),
    has_more: next !== '',
    pin_count: 0,
    channel_actions_ts: null,
    channel_actions_count: 0,
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  };
}

function peopleOf({ workspace }: Call, users: string): readonly string[] {
  const ids = users.split(',').map((id) => id.trim());
  if (ids.length > 8) throw new SlackRefusal('too_many_users');
  for (const id of ids) {
    const user = workspace.users.get(id);
    if (user === undefined) throw new SlackRefusal('user_not_found');
    if (user.deleted) throw new SlackRefusal('user_disabled');
    if (user.bot && ids.length === 1) throw new SlackRefusal('cannot_dm_bot');
  }
  return ids;
}

function wantedKinds(call: Call): readonly ConversationKind[] {
  return (optionalText(call, 'types') ?? 'public_channel').split(',').map((type) => {
    const kind = KINDS[type.trim()];
    if (kind === undefined) throw invalidArguments(`invalid \`types\`: ${type}`);
    return kind;
  });
}

function show({ workspace }: Call, conversation: Conversation): JsonObject {
  const { id, kind, name, archived, members } = conversation;
  const created = Math.floor(conversation.created / 1000);
  if (kind === 'im') {
    const other = [...members].find((member) => member !== workspace.botUser.id) ?? '';
    const gone = workspace.users.get(other)?.deleted ?? false;
    return {
      id,
      created,
      is_im: true,
      is_archived: archived,
      is_org_shared: false,
      user: other,
      is_user_deleted: gone,
      priority: 0,
    };
  }
  return {
    id,
    name: kind === 'mpim' ? `mpdm-${id.toLowerCase()}` : name,
    is_channel: kind === 'public',
    is_group: kind === 'private',
    is_im: false,
    is_mpim: kind === 'mpim',
    is_private: kind !== 'public',
    created,
    creator: [...members][0] ?? workspace.botUser.id,
    is_archived: archived,
    is_general: name === 'general',
    unlinked: 0,
    name_normalized: name,
    is_shared: false,
    is_org_shared: false,
    is_member: members.has(workspace.botUser.id),
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
