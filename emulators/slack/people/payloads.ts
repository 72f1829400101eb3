/** What Slack sends an app about what somebody did, as recorded and as the reference of interaction payloads has it. */
import type { JsonObject } from '../../kit/json.ts';
import { LEGACY_TOKEN } from '../deliver/events.ts';
import type { Conversation, Message, User, View } from '../model.ts';
import type { Workspace } from '../workspace.ts';

/** Where on the screen somebody did it. */
export type Spot =
  | { readonly kind: 'message'; readonly conversation: Conversation; readonly message: Message }
  | { readonly kind: 'view'; readonly view: View };

export function interaction(workspace: Workspace, user: User, type: string, more: JsonObject): JsonObject {
  const { team, app } = workspace;
  return {
    type,
    team: { id: team.id, domain: team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: app.id,
    token: LEGACY_TOKEN,
    ...more,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** The part of a payload that says where. */
export function placeOf(workspace: Workspace, spot: Spot): JsonObject {
  switch (spot.kind) {
    case 'view':
      return { container: { type: 'view', view_id: spot.view.id }, view: workspace.showView(spot.view) };
    case 'message': {
      const { conversation, message } = spot;
      const ephemeral = message.onlyFor !== undefined;
      return {
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: conversation.id,
          is_ephemeral: ephemeral,
        },
        channel: { id: conversation.id, name: nameOf(conversation) },
        ...(ephemeral ? {} : { message: workspace.showMessage(message) }),
      };
    }
  }
}

/** What Slack calls a conversation in a payload: only a public channel keeps its name. */
export function nameOf({ kind, name }: Conversation): string {
  switch (kind) {
    case 'im':
      return 'directmessage';
    case 'public':
      return name;
    default:
      return 'privategroup';
  }
}

/** One second and a fraction, as `action_ts`. */
export const momentOf = (workspace: Workspace): string => (workspace.clock.now() / 1000).toFixed(6);

/** Where the app may answer a click in that message. */
export function responseUrlFor(
  workspace: Workspace,
  user: User,
  conversation: Conversation,
  message?: Message,
): string {
  const { baseUrl, team, responseUrls } = workspace;
  const target = { channel: conversation.id, user: user.id, messageTs: message?.ts };
  return `${baseUrl}/${message === undefined ? 'commands' : 'actions'}/${team.id}/${responseUrls.issue(target)}`;
}
