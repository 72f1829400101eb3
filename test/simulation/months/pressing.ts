/**
 * What people press: the button that is before them, at once or when the card has long said something else, once or twice,
 * and now and then somebody else's, whose button they got hold of.
 */
import { APPROVE, REFUSE, SHORTER } from '../../../src/app/desk/card.ts';
import { deskUserId } from '../../../src/core/shared/ids.ts';
import type { DeskAct } from '../../../src/ports/desk.ts';
import { INES, LENA } from './company.ts';
import { buttonOf, type DeskSite, type Seen } from './desk.ts';
import type { Random } from './random.ts';

export interface Pressing {
  readonly desk: DeskSite;
  readonly random: Random;
  /** On its way to Tenure, as Slack sends it: perhaps twice, perhaps never. */
  send(act: DeskAct): void;
  later(milliseconds: number, act: () => void): void;
  say(what: string): void;
}

const SECOND = 1_000;
const HOUR = 3_600_000;

/** Of what is before somebody now. */
export function presses(on: Pressing): void {
  const { desk, random } = on;
  const hours = random.pick([0, 0, 0, 1, 6, 30]);
  const by = random.chance(0.15) ? random.pick([LENA, INES, 'ada.berg@months.example']) : null;
  const times = random.chance(0.2) ? 2 : 1;
  const seen = random.pick(desk.standing.filter(({ card }) => card.buttons.length > 0));
  const action = random.pick([APPROVE, SHORTER, SHORTER, REFUSE]);
  if (seen === undefined) return;
  on.later(hours * HOUR, () => press(on, seen, buttonOf(seen, action) === undefined ? APPROVE : action, by, times));
}

function press(on: Pressing, seen: Seen, action: string, stranger: string | null, times: number): void {
  const { desk, random } = on;
  const button = buttonOf(seen, action);
  if (button === undefined) return;
  const by = stranger === null ? seen.to : deskUserId(`U-${stranger}`);
  const { place } = seen;
  for (let nth = 0; nth < times; nth += 1) {
    const formTicket = `ticket ${desk.done.length + 1}`;
    const act = { kind: 'press', by, action, token: button.token, place, formTicket, replyTicket: null } as const;
    on.say(`${by} presses ${action} on ${seen.key.slice(0, 8)}`);
    desk.does(act, seen);
    on.send(act);
    if (action === APPROVE) continue;
    const minutes = random.pick([0.2, 5, 300]);
    on.later(minutes * 60 * SECOND, () => handIn(on, seen, by, formTicket));
  }
}

/** Only what was opened can be handed in. */
function handIn(on: Pressing, seen: Seen, by: Seen['to'], ticket: string): void {
  const { desk, random } = on;
  const form = desk.forms.get(ticket);
  if (form === undefined) return;
  const answers: Record<string, string> = {};
  for (const field of form.fields) {
    if (field.kind === 'text') answers[field.id] = 'so be it';
    if (field.kind === 'choice') answers[field.id] = random.pick(field.options)?.value ?? '';
  }
  const { name, token } = form;
  const act = { kind: 'form', by, name, token, answers, fields: form.fields.map(({ id }) => id) } as const;
  on.say(`${by} hands in ${name} on ${seen.key.slice(0, 8)}`);
  for (let times = random.chance(0.2) ? 2 : 1; times > 0; times -= 1) {
    desk.does(act, seen);
    on.send(act);
  }
}
