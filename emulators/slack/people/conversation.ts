/** What somebody does beside clicking: a command, a shortcut, a message, opening the app's Home tab. */

import type { DeliveryRecord } from '../deliver/delivery.ts';
import { LEGACY_TOKEN } from '../deliver/events.ts';
import { answerObject } from '../deliver/http.ts';
import type { Conversation, ConversationKind, Message, User } from '../model.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Workspace } from '../workspace.ts';
import { giveBack } from './answer.ts';
import { interaction, momentOf, nameOf, responseUrlFor } from './payloads.ts';

/** The direct message with the app, or the channel named, when they are in it. */
function placeOf(workspace: Workspace, user: User, channel: string | undefined): Conversation {
  if (channel === undefined) return workspace.directMessage(user.id);
  const place = workspace.conversations.get(channel) ?? workspace.conversations.named(channel);
  if (!place?.members.has(user.id)) throw new Error(`${user.name} is not in ${channel}`);
  return place;
}

export async function runCommand(
  workspace: Workspace,
  user: User,
  line: string,
  channel: string | undefined,
): Promise<DeliveryRecord | undefined> {
  const { app, team, triggers, deliveries } = workspace;
  const [, command = '', text = ''] = /^(\S*)\s*(.*)$/s.exec(line.trim()) ?? [];
  if (!app.commands.includes(command)) {
    workspace.tell(user.id, `${command} is not a valid command.`);
    return undefined;
  }
  const place = placeOf(workspace, user, channel);
  const failed = (error: string) => workspace.tell(user.id, `${command} failed with the error "${error}"`);
  const sent = await deliveries.deliver('command', {
    token: LEGACY_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: place.id,
    channel_name: nameOf(place),
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: responseUrlFor(workspace, user, place),
    trigger_id: triggers.issue(user.id),
  });
  if (sent.result !== 'acknowledged') failed(sent.result);
  else if (sent.answer !== null && sent.answer.body.trim() !== '') {
    const target = { channel: place.id, user: user.id, messageTs: undefined };
    try {
      giveBack(workspace, target, answerObject(sent.answer));
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      failed(error.error);
    }
  }
  return sent;
}

export async function openHome(workspace: Workspace, user: User): Promise<DeliveryRecord | undefined> {
  if (!workspace.app.homeTab) throw new Error('the app has no Home tab');
  const channel = workspace.directMessage(user.id).id;
  const home = workspace.views.home(user.id);
  const view = home === undefined ? {} : { view: workspace.showView(home) };
  return workspace.events.emit({ type: 'app_home_opened', user: user.id, channel, tab: 'home', ...view });
}

export async function takeShortcut(
  workspace: Workspace,
  user: User,
  callbackId: string,
  message: Message | undefined,
): Promise<DeliveryRecord> {
  const { app, deliveries, triggers, conversations } = workspace;
  if (!app.shortcuts.includes(callbackId)) throw new Error(`the app has no shortcut ${callbackId}`);
  const common = { trigger_id: triggers.issue(user.id), callback_id: callbackId, action_ts: momentOf(workspace) };
  const conversation = conversations.get(message?.channel ?? '');
  if (message === undefined || conversation === undefined) {
    return deliveries.deliver('interaction', interaction(workspace, user, 'shortcut', common));
  }
  const payload = interaction(workspace, user, 'message_action', {
    ...common,
    message_ts: message.ts,
    message: workspace.showMessage(message),
    channel: { id: conversation.id, name: nameOf(conversation) },
    response_url: responseUrlFor(workspace, user, conversation, message),
  });
  return deliveries.deliver('interaction', payload);
}

/** What the app must be subscribed to, to hear what is written there. */
const MESSAGE_KINDS: Readonly<Record<ConversationKind, { readonly type: string; readonly subscription: string }>> = {
  im: { type: 'im', subscription: 'message.im' },
  mpim: { type: 'mpim', subscription: 'message.mpim' },
  public: { type: 'channel', subscription: 'message.channels' },
  private: { type: 'group', subscription: 'message.groups' },
};

export async function write(
  workspace: Workspace,
  user: User,
  text: string,
  channel: string | undefined,
): Promise<Message> {
  const place = placeOf(workspace, user, channel);
  const message = workspace.conversations.write(place, { user: user.id, byApp: false, text });
  const kind = MESSAGE_KINDS[place.kind];
  const event = { type: 'message', channel: place.id, user: user.id, text, ts: message.ts };
  await workspace.events.emit({ ...event, channel_type: kind.type }, kind.subscription);
  return message;
}
