/** A modal handed in or closed: what Slack's own client asks for first, and what it makes of the app's answer. */
import { isObject, type JsonObject, listOf, objectOf, textOf } from '../../kit/json.ts';
import { viewProblems } from '../blocks/view.ts';
import type { DeliveryRecord } from '../deliver/delivery.ts';
import { answerObject } from '../deliver/http.ts';
import type { User, View } from '../model.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Workspace } from '../workspace.ts';
import { interaction } from './payloads.ts';
import { elementsOf, isEmpty, plainValue } from './values.ts';

const TROUBLE = 'We had some trouble connecting. Try again?';

export interface Submitted {
  /** `undefined`: something was missing, and nothing left the client. */
  readonly sent: DeliveryRecord | undefined;
  /** What stands in red, by block. */
  readonly errors: Readonly<Record<string, string>>;
}

export async function submit(workspace: Workspace, user: User, view: View): Promise<Submitted> {
  const missing = missingIn(view);
  if (Object.keys(missing).length > 0) {
    workspace.views.refuse(view, missing);
    return { sent: undefined, errors: missing };
  }
  const payload = interaction(workspace, user, 'view_submission', {
    trigger_id: workspace.triggers.issue(user.id, view.id),
    view: workspace.showView(view),
    response_urls: [],
  });
  const sent = await workspace.deliveries.deliver('interaction', payload);
  const taken = sent.result === 'acknowledged' && obey(workspace, user, view, answerObject(sent.answer));
  if (!taken) workspace.tell(user.id, TROUBLE);
  return { sent, errors: view.errors };
}

/** The cross, or the button beside "submit". The app hears of it only when it asked to. */
export async function close(workspace: Workspace, user: User, view: View): Promise<DeliveryRecord | undefined> {
  const all = view.spec.clear_on_close === true;
  const payload = interaction(workspace, user, 'view_closed', { view: workspace.showView(view), is_cleared: all });
  workspace.views.close(user.id, all);
  return view.spec.notify_on_close === true ? workspace.deliveries.deliver('interaction', payload) : undefined;
}

/** Whether the client could do what the app answered. When it cannot, the modal stays as it was. */
function obey(workspace: Workspace, user: User, view: View, answer: JsonObject): boolean {
  const { views } = workspace;
  const next = objectOf(answer.view);
  switch (answer.response_action) {
    case undefined:
      if (views.top(user.id) === view) views.close(user.id, false);
      return true;
    case 'clear':
      views.close(user.id, true);
      return true;
    case 'errors': {
      const errors = textsIn(answer.errors);
      const inputs = new Set(listOf(view.spec.blocks).map((block) => objectOf(block).block_id));
      if (Object.keys(errors).length === 0 || !Object.keys(errors).every((block) => inputs.has(block))) return false;
      views.refuse(view, errors);
      return true;
    }
    case 'update':
    case 'push':
      if (viewProblems(next, 'modal').length > 0) return false;
      try {
        if (answer.response_action === 'push') views.push(user.id, next);
        else views.update(view, next);
      } catch (error) {
        if (error instanceof SlackRefusal) return false;
        throw error;
      }
      return true;
    default:
      return false;
  }
}

const textsIn = (errors: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isObject(errors) ? errors : {}).flatMap(([block, said]) => {
      const text = textOf(said);
      return text === undefined ? [] : [[block, text] as const];
    }),
  );

/** What the client itself refuses: an input left empty, a text too short or too long. */
function missingIn(view: View): Record<string, string> {
  const wrong: Record<string, string> = {};
  for (const { block, blockId, actionId, element } of elementsOf(listOf(view.spec.blocks))) {
    const value = view.values.get(blockId)?.get(actionId);
    if (block.type !== 'input' || value === undefined) continue;
    if (isEmpty(value)) {
      if (block.optional !== true) wrong[blockId] = 'Please complete this required field.';
      continue;
    }
    const length = String(plainValue(value) ?? '').length;
    const { min_length: least, max_length: most } = element;
    if (typeof least === 'number' && length < least) wrong[blockId] = `Please enter at least ${least} characters.`;
    if (typeof most === 'number' && length > most) wrong[blockId] = `Please enter fewer than ${most} characters.`;
  }
  return wrong;
}
