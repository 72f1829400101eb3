/** For people: who there is, and each one's Slack to click in. */
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { listOf } from '../../kit/json.ts';
import type { People } from '../people/people.ts';
import type { Person } from '../people/person.ts';
import type { Where } from '../people/screen.ts';
import type { Workspace } from '../workspace.ts';
import { pageFrame } from './frame.ts';
import { personPage, versionOf } from './person.ts';

type Fields = ReadonlyMap<string, readonly string[]>;

export function mountPages(app: Hono, workspace: Workspace, people: People): void {
  app.get('/', (context) => context.html(frontPage(workspace)));
  app.get('/as/:who', (context) => {
    const user = workspace.users.find(context.req.param('who'));
    return context.html(personPage(workspace, user, people.as(user.id)));
  });
  app.get('/as/:who/version', (context) => {
    const person = people.as(context.req.param('who'));
    return context.json({ version: versionOf(workspace, person), modal: person.modal?.hash ?? '' });
  });
  app.get('/archives/:channel/:place', (context) => {
    const { members = new Set<string>() } = workspace.conversations.get(context.req.param('channel')) ?? {};
    const reader = [...members].find((id) => workspace.users.get(id)?.bot === false);
    return reader === undefined ? context.notFound() : context.redirect(`/as/${reader}`);
  });
  const acting = (path: string, act: (person: Person, fields: Fields) => Promise<unknown>) =>
    app.post(path, async (context) => {
      const person = people.as(context.req.param('who') ?? '');
      await act(person, await fieldsOf(context));
      return context.redirect(`/as/${person.id}`, 303);
    });
  acting('/as/:who/run', (person, fields) => person.run(one(fields, 'line')));
  acting('/as/:who/home', (person) => person.openHome());
  acting('/as/:who/act', act);
  app.onError((error, context) => {
    const page = html`<h1>That could not be done</h1><p>${error.message}</p>`;
    return context.html(pageFrame('That could not be done', page), 400);
  });
}

const one = (fields: Fields, name: string): string => fields.get(name)?.[0] ?? '';

async function fieldsOf(context: Context): Promise<Fields> {
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(await context.req.text())) {
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return fields;
}

/** One button of one form: first everything filled in is taken over, then it is done. */
async function act(person: Person, fields: Fields): Promise<unknown> {
  const [what, blockId, actionId, value] = listOf(JSON.parse(one(fields, '_do'))).map(String);
  if (what === 'close') return person.close();
  const place = one(fields, 'in');
  const spot: Where = {
    ...(place === 'modal' || place === 'home' || place === 'message' ? { in: place } : {}),
    ...(one(fields, 'ts') === '' ? {} : { ts: one(fields, 'ts'), channel: one(fields, 'channel') }),
  };
  let chosen: readonly string[] = [];
  for (const [name, values] of fields) {
    if (!name.startsWith('v ')) continue;
    const [block = '', action = ''] = listOf(JSON.parse(name.slice(2))).map(String);
    const filled = values.filter((text) => text !== '');
    // What is about to be chosen is set by that itself, which also tells the app.
    if (what === 'choose' && block === blockId && action === actionId) chosen = filled;
    else {
      person.fill({ [action]: filled.length === 0 ? null : filled }, { ...spot, blockId: block });
    }
  }
  const here = { ...spot, ...(blockId === undefined ? {} : { blockId }) };
  const name = actionId ?? '';
  switch (what) {
    case 'submit':
      return person.submit();
    case 'click':
      return person.click(name, here);
    case 'option':
      return person.click(name, { ...here, option: value ?? '' });
    case 'choose':
      return person.choose(name, chosen.length === 0 ? null : chosen, here);
    case 'search':
      return person.search(name, one(fields, `sv ${JSON.stringify([blockId, actionId])}`), here);
    default:
      throw new Error(`nobody can ${String(what)}`);
  }
}

function frontPage({ users, conversations, team, app, deliveries, sockets }: Workspace) {
  const way = deliveries.requestUrl ?? `Socket Mode, ${sockets.connections} connected`;
  const people = users.all().filter(({ bot }) => !bot);
  const remark = ({ deleted, guest, emailConfirmed }: (typeof people)[number]) =>
    [deleted ? 'has left' : '', guest === 'no' ? '' : 'guest', emailConfirmed ? '' : 'address not confirmed']
      .filter((text) => text !== '')
      .join(', ');
  return pageFrame(
    'Slack emulator',
    html`<h1>${team.name}</h1><p class="soft">${app.name}: ${way} · ${conversations.all().length} conversations</p>
      <section><h2>Be somebody</h2><ul>${people.map(
        (user) =>
          html`<li><a href="/as/${user.id}">${user.realName}</a> ${user.email ?? ''} <span class="soft">${remark(user)}</span></li>`,
      )}</ul></section>`,
  );
}
