/** Which conversation or message an argument means, and whether the app may know of it. */
import type { Conversation, ConversationKind, Message } from '../model.ts';
import { SlackRefusal } from '../refusal.ts';
import { type Call, optionalText, requiredText } from './method.ts';

const READ: Readonly<Record<ConversationKind, string>> = {
  im: 'im',
  mpim: 'mpim',
  public: 'channels',
  private: 'groups',
};

/** Public channels everybody knows; of everything else only who is in it. */
export function visible({ workspace }: Call, id: string): Conversation | undefined {
  const found = workspace.conversations.get(id);
  if (found === undefined) return undefined;
  return found.kind === 'public' || found.members.has(workspace.botUser.id) ? found : undefined;
}

export function conversationOf(call: Call): Conversation {
  const found = visible(call, requiredText(call, 'channel'));
  if (found === undefined) throw new SlackRefusal('channel_not_found');
  return found;
}

/** `im:read` to look at a direct message, `channels:history` to read a channel, and so on. */
export const scopeByKind =
  (what: 'read' | 'history') =>
  (call: Call): readonly string[] => {
    const id = optionalText(call, 'channel');
    const found = id === undefined ? undefined : visible(call, id);
    const kinds = found === undefined ? Object.values(READ) : [READ[found.kind]];
    return kinds.map((kind) => `${kind}:${what}`);
  };

/** A message of the app's own. Of others the app may read, and change nothing. */
export function ownMessage(
  call: Call,
  refusal: 'cant_update_message' | 'cant_delete_message',
): [Conversation, Message] {
  const conversation = conversationOf(call);
  const message = call.workspace.conversations.message(conversation, requiredText(call, 'ts'));
  if (message === undefined) throw new SlackRefusal('message_not_found');
  if (!message.byApp) throw new SlackRefusal(refusal);
  return [conversation, message];
}
