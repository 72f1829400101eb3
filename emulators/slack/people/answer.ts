/** A message an app gives back: in the answer to a command, or to a `response_url`. */
import type { JsonObject } from '../../kit/json.ts';
import { textOf } from '../../kit/json.ts';
import { checkMessageBlocks, withIds } from '../blocks/message.ts';
import { SlackRefusal } from '../refusal.ts';
import type { ResponseTarget } from '../state/triggers.ts';
import type { Workspace } from '../workspace.ts';

const isTrue = (value: unknown) => value === true || value === 'true';

/** Does what the app asks for; refuses as Slack does, and then nothing is changed. */
export function giveBack(workspace: Workspace, target: ResponseTarget, said: JsonObject): void {
  const conversation = workspace.conversations.get(target.channel);
  if (conversation === undefined) throw new SlackRefusal('channel_not_found');
  const { conversations, botUser, quirks } = workspace;
  const original =
    target.messageTs === undefined ? undefined : conversations.message(conversation, target.messageTs, true);
  if (isTrue(said.delete_original)) {
    if (original === undefined) throw new SlackRefusal('message_not_found');
    conversations.remove(conversation, original);
    return;
  }
  const text = textOf(said.text);
  const checked = checkMessageBlocks(said.blocks, quirks.longestMessageBlocks) ?? [];
  const blocks = withIds(checked, () => workspace.ids.word());
  if (text === undefined && blocks.length === 0) throw new SlackRefusal('no_text');
  if (isTrue(said.replace_original)) {
    if (original === undefined) throw new SlackRefusal('message_not_found');
    conversations.edit(original, botUser.id, { text: text ?? '', blocks });
    return;
  }
  const draft = { user: botUser.id, byApp: true, text: text ?? '', blocks };
  conversations.write(conversation, said.response_type === 'in_channel' ? draft : { ...draft, onlyFor: target.user });
}
