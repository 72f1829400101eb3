/**
 * What Slack sends when somebody has done something, read into an act. The person is whom the payload names as its user,
 * never anything that came back in a value.
 */
import { z } from 'zod';
import { deskUserId } from '../../core/shared/ids.ts';
import type { DeskAct, DeskPlace } from '../../ports/desk.ts';
import { answersIn, viewState } from './viewState.ts';

const text = (most: number) => z.string().min(1).max(most);
const by = z.object({ id: text(100) });

const press = z.object({
  type: z.literal('block_actions'),
  user: by,
  trigger_id: text(500),
  response_url: text(2_000).optional(),
  container: z
    .object({ type: z.string(), channel_id: text(100).optional(), message_ts: text(100).optional() })
    .optional(),
  actions: z.tuple([z.object({ action_id: text(255), value: z.string().max(2_000).optional() })], z.unknown()),
});

const view = z.object({
  callback_id: z.string().max(255),
  private_metadata: z.string().max(3_000),
  state: viewState,
});
const form = z.object({ type: z.literal('view_submission'), user: by, view });
/** In a form, a button or a choice that tells at once; the Home tab has buttons only. */
const change = z.object({
  type: z.literal('block_actions'),
  user: by,
  view: view.extend({ type: z.literal('modal'), id: text(100), hash: text(100) }),
});
const search = z.object({ type: z.literal('block_suggestion'), user: by, value: z.string().max(1_000), view });

/** `null` = nothing Tenure has put there. */
export function readInteraction(payload: unknown): DeskAct | null {
  const changed = change.safeParse(payload);
  if (changed.success) {
    const { user, view: shown } = changed.data;
    const { id: form, hash: seen, callback_id: name, private_metadata: token, state } = shown;
    return { kind: 'change', by: deskUserId(user.id), name, token, answers: answersIn(state), place: { form, seen } };
  }
  const pressed = press.safeParse(payload);
  if (pressed.success) {
    const { user, trigger_id, response_url = null, container, actions } = pressed.data;
    const [{ action_id: action, value: token }] = actions;
    if (token === undefined) return null;
    const place = placeOf(container);
    const { id } = user;
    return {
      kind: 'press',
      by: deskUserId(id),
      action,
      token,
      place,
      formTicket: trigger_id,
      replyTicket: response_url,
    };
  }
  const handedIn = form.safeParse(payload);
  if (handedIn.success) {
    const { user, view: shown } = handedIn.data;
    const { callback_id: name, private_metadata: token, state } = shown;
    const fields = Object.keys(state.values);
    return { kind: 'form', by: deskUserId(user.id), name, token, answers: answersIn(state), fields };
  }
  const searched = search.safeParse(payload);
  if (!searched.success) return null;
  const { user, value: words, view: shown } = searched.data;
  return { kind: 'search', by: deskUserId(user.id), name: shown.callback_id, words, answers: answersIn(shown.state) };
}

function placeOf(container: z.output<typeof press>['container']): DeskPlace | null {
  const { channel_id: channel, message_ts: message } = container ?? {};
  return channel === undefined || message === undefined ? null : { channel, message };
}

const opened = z.object({
  event: z.object({
    type: z.literal('app_home_opened'),
    user: text(100),
    tab: z.literal('home'),
    view: z.object({ hash: text(100) }).optional(),
  }),
});

/** Of the events Slack tells of, those we use; `null` = none of them. */
export function readEvent(payload: unknown): DeskAct | null {
  const read = opened.safeParse(payload);
  if (!read.success) return null;
  const { user, view: standing } = read.data.event;
  return { kind: 'page', by: deskUserId(user), seen: standing?.hash ?? null };
}

const command = z.object({
  command: text(100),
  user_id: text(100),
  text: z.string().max(4_000).default(''),
  trigger_id: text(500),
  response_url: text(2_000).optional(),
});

/** Whatever it is called in the workspace: there is one. `null` = no command. */
export function readCommand(payload: unknown): DeskAct | null {
  const read = command.safeParse(payload);
  if (!read.success) return null;
  const { user_id: user, text: words, trigger_id: formTicket, response_url: replyTicket = null } = read.data;
  return { kind: 'command', by: deskUserId(user), words, formTicket, replyTicket };
}
