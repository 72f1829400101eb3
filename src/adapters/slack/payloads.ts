/**
 * What Slack sends when somebody has done something, read into an act. The person is whom the payload names as its user,
 * never anything that came back in a value.
 */
import { z } from 'zod';
import { deskUserId } from '../../core/shared/ids.ts';
import type { DeskAct, DeskPlace } from '../../ports/desk.ts';
import { VALUE } from './blocks.ts';

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

const chosen = z.object({
  value: z.string().max(10_000).nullish(),
  selected_option: z.object({ value: z.string().max(200) }).nullish(),
});
const form = z.object({
  type: z.literal('view_submission'),
  user: by,
  view: z.object({
    callback_id: text(255),
    private_metadata: z.string().max(3_000),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), chosen)) }),
  }),
});

/** `null` = nothing Tenure has put there. */
export function readInteraction(payload: unknown): DeskAct | null {
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
  if (!handedIn.success) return null;
  const { user, view } = handedIn.data;
  const answers = Object.entries(view.state.values).flatMap(([id, { [VALUE]: given }]) => {
    const answer = given?.value ?? given?.selected_option?.value ?? null;
    return answer === null ? [] : [[id, answer] as const];
  });
  const { callback_id: name, private_metadata: token } = view;
  return { kind: 'form', by: deskUserId(user.id), name, token, answers: Object.fromEntries(answers) };
}

function placeOf(container: z.output<typeof press>['container']): DeskPlace | null {
  const { channel_id: channel, message_ts: message } = container ?? {};
  return channel === undefined || message === undefined ? null : { channel, message };
}
