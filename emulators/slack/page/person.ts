/** One person's Slack: what was written to them, the modal before them, the app's Home tab, and where to type. */
import { html, raw } from 'hono/html';
import { listOf, objectOf } from '../../kit/json.ts';
import type { FormValues, Message, User, View } from '../model.ts';
import type { Person } from '../people/person.ts';
import { valuesIn } from '../people/screen.ts';
import type { Workspace } from '../workspace.ts';
import { blocksHtml, type Shown } from './blocks.ts';
import { type Markup, pageFrame } from './frame.ts';
import { mrkdwn } from './mrkdwn.ts';

const NEWEST = 30;

/** Moves with everything this person could see. */
export const versionOf = ({ conversations, views }: Workspace, person: Person): string =>
  `${conversations.version}.${views.version}.${person.notices.length}.${person.modal?.hash ?? ''}`;

/** Looks again every second; while a modal is open, only when the modal itself is another, so that nothing typed is lost. */
const watching = (workspace: Workspace, person: Person): Markup => html`<script>
  const seen = ${raw(JSON.stringify({ version: versionOf(workspace, person), modal: person.modal?.hash ?? '' }))};
  setInterval(async () => {
    const now = await (await fetch(location.pathname + '/version')).json();
    if (seen.modal !== '' ? now.modal !== seen.modal : now.version !== seen.version) location.replace(location.pathname);
  }, 1000);
</script>`;

export function personPage(workspace: Workspace, user: User, person: Person): Markup {
  const { users, app } = workspace;
  const shown = (values: FormValues, errors: View['errors'] = {}): Shown => ({
    users,
    values,
    errors,
    offered: (placed) => person.offered(placed),
  });
  const messages = person.messages.slice(-NEWEST).toReversed();
  return pageFrame(
    `${user.realName} in Slack`,
    html`<h1>${user.realName} <span class="soft">${user.email ?? ''}${user.deleted ? ' has left' : ''}</span></h1>
      ${person.notices.length === 0 ? '' : html`<section class="notice">${person.notices.slice(-3).map(({ text }) => html`<p>Slack: ${text}</p>`)}</section>`}
      ${person.modal === undefined ? '' : modalHtml(user, person.modal, shown(person.modal.values, person.modal.errors))}
      <section><form method="post" action="/as/${user.id}/run"><input type="text" name="line" size="50" value="${app.commands[0] ?? ''} "><button>Send command</button></form></section>
      <section><h2>Messages</h2>
        ${messages.length === 0 ? html`<p class="soft">Nothing has been written to ${user.realName} yet.</p>` : ''}
        ${messages.map((message) => messageHtml(workspace, user, message, shown(formOf(workspace, user, message))))}</section>
      <section><h2>${app.name} Home</h2><form method="post" action="/as/${user.id}/home"><button>Open</button></form>
        ${person.home === undefined ? '' : form(user, 'home', {}, blocksHtml(listOf(person.home.spec.blocks), shown(person.home.values)))}</section>`,
    watching(workspace, person),
  );
}

function formOf(workspace: Workspace, user: User, message: Message): FormValues {
  const conversation = workspace.conversations.get(message.channel);
  if (conversation === undefined) return new Map();
  return valuesIn(workspace, user, { kind: 'message', conversation, message });
}

function messageHtml(workspace: Workspace, user: User, message: Message, shown: Shown): Markup {
  const { channel, ts, text, blocks, onlyFor, edited } = message;
  const writer = workspace.users.get(message.user);
  const place = workspace.conversations.get(channel);
  const where = place?.kind === 'im' ? '' : `in #${place?.name ?? ''}`;
  const remark = onlyFor === undefined ? (edited === undefined ? '' : '(edited)') : 'Only visible to you';
  return html`<div class="message ${onlyFor === undefined ? '' : 'only'}">
    <div><strong>${writer?.realName ?? ''}</strong> <span class="soft">${where} ${new Date(Number(ts) * 1000).toISOString()} ${remark}</span></div>
    ${form(user, 'message', { channel, ts }, blocks.length === 0 ? mrkdwn(text, workspace.users) : blocksHtml(blocks, shown))}</div>`;
}

function modalHtml(user: User, { spec }: View, shown: Shown): Markup {
  const word = (name: string, otherwise: string) => String(objectOf(spec[name]).text ?? otherwise);
  const submit =
    spec.submit === undefined
      ? ''
      : html`<button class="primary" name="_do" value='["submit","","",""]'>${word('submit', 'Submit')}</button>`;
  return html`<div class="modal"><h2>${word('title', '')}</h2>
    ${form(user, 'modal', {}, html`${blocksHtml(listOf(spec.blocks), shown)}<hr>${submit}<button name="_do" value='["close","","",""]'>${word('close', 'Close')}</button>`)}</div>`;
}

const form = (user: User, place: 'modal' | 'home' | 'message', at: { channel?: string; ts?: string }, inside: Markup) =>
  html`<form method="post" action="/as/${user.id}/act"><input type="hidden" name="in" value="${place}">
    <input type="hidden" name="channel" value="${at.channel ?? ''}"><input type="hidden" name="ts" value="${at.ts ?? ''}">${inside}</form>`;
