/** The page, used as a person would: by its forms, without a script. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RawApp, startRawApp } from '../testing/app.ts';
import { actions, button, section, startTestWorkspace, type TestWorkspace } from '../testing/workspace.ts';

let at: TestWorkspace;
let app: RawApp;
beforeAll(async () => {
  at = await startTestWorkspace({ limits: 'off' });
  app = await startRawApp(at.slack);
});
afterAll(async () => {
  await at.slack.stop();
  await app.stop();
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const ada = () => at.slack.as('ada@acme.example');
const page = async (path = `/as/${ada().id}`) => (await fetch(at.slack.url + path)).text();
const payload = () => JSON.parse(new URLSearchParams(app.received.at(-1)?.body).get('payload') ?? '{}');

const escapes: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};
const unescaped = (text: string) => text.replace(/&(quot|#39|lt|gt|amp);/g, (sign) => escapes[sign] ?? sign);

/** Presses the button with that label: with every hidden field of its form, and what was filled in by hand. */
async function press(label: string, filled: Readonly<Record<string, string>> = {}): Promise<void> {
  const forms = [...(await page()).matchAll(/<form[^>]* action="([^"]+)">(.*?)<\/form>/gs)];
  for (const [, action = '', inside = ''] of forms) {
    const pressed = [...inside.matchAll(/<button([^>]*)>([^<]*)<\/button>/g)].find(
      ([, , text]) => text?.trim() === label,
    );
    if (pressed === undefined) continue;
    const fields = new URLSearchParams();
    for (const [, name = '', value = ''] of inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)) {
      fields.set(name, unescaped(value));
    }
    const done = /value=(?:"([^"]*)"|'([^']*)')/.exec(pressed[1] ?? '');
    if (done !== null) fields.set('_do', unescaped(done[1] ?? done[2] ?? ''));
    const names = [...inside.matchAll(/ name="(s?v [^"]+)"/g)].map(([, name = '']) => unescaped(name));
    for (const [field, value] of Object.entries(filled)) {
      const name = names.find((one) => one === field || (one.endsWith(`"${field}"]`) && !one.startsWith('s'))) ?? field;
      fields.set(name, value);
    }
    const answer = await fetch(at.slack.url + action, { method: 'POST', body: fields, redirect: 'manual' });
    expect(answer.status).toBe(303);
    return;
  }
  throw new Error(`the page has no button ${label}`);
}

describe('the page of a person', () => {
  it('is reached from the front, which says who is who', async () => {
    const front = await page('/');
    for (const part of ['Ada Example', 'address not confirmed', 'has left', 'guest', 'Tenure'])
      expect(front).toContain(part);
    expect(front).toContain(`<a href="/as/${ada().id}">`);
  });

  it('shows messages with their markup, and clicks their buttons', async () => {
    const blocks = [
      section('*May* Grace have <https://figma.example|Figma>?\n_for a day_'),
      actions(button('approve', 'q-1', 'Approve')),
    ];
    await at.client.chat.postMessage({ channel: ada().id, text: 'q', blocks });
    const shown = await page();
    expect(shown).toContain(
      '<strong>May</strong> Grace have <a href="https://figma.example">Figma</a>?<br><em>for a day</em>',
    );
    await press('Approve');
    expect(payload()).toMatchObject({ type: 'block_actions', actions: [{ action_id: 'approve', value: 'q-1' }] });
  });

  it('fills and hands in a modal: a search, a select, a text; and shows what is wrong', async () => {
    await ada().run('/access');
    const trigger_id = new URLSearchParams(app.received.at(-1)?.body).get('trigger_id') ?? '';
    await at.client.views.open({
      trigger_id,
      view: {
        type: 'modal',
        title: plain('Ask for access'),
        submit: plain('Ask'),
        blocks: [
          {
            type: 'input',
            block_id: 'app',
            label: plain('App'),
            element: { type: 'external_select', action_id: 'app', min_query_length: 1 },
          },
          {
            type: 'input',
            block_id: 'long',
            label: plain('How long'),
            element: { type: 'static_select', action_id: 'long', options: [{ text: plain('A day'), value: 'P1D' }] },
          },
          {
            type: 'input',
            block_id: 'why',
            label: plain('Why'),
            element: { type: 'plain_text_input', action_id: 'why', multiline: true },
          },
        ],
      },
    });
    expect(await page()).toContain('<h2>Ask for access</h2>');
    await press('Ask', { why: 'to draw' });
    expect(await page()).toContain('Please complete this required field.');

    app.answerNext({ body: { options: [{ text: plain('Figma'), value: 'figma' }] } });
    await press('Search', { 'sv ["app","app"]': 'fig', why: 'to draw', long: 'P1D' });
    expect(payload()).toMatchObject({ type: 'block_suggestion', value: 'fig' });
    const offered = await page();
    expect(offered).toContain('<option value="figma" >Figma</option>');
    expect(offered).toContain('to draw</textarea>');
    expect(offered).toContain('<option value="P1D" selected>A day</option>');

    app.answerNext({ body: { response_action: 'errors', errors: { why: 'Too little said.' } } });
    await press('Ask', { app: 'figma', why: 'to draw', long: 'P1D' });
    expect(await page()).toContain('Too little said.');
    await press('Ask', { app: 'figma', why: 'to draw the new page', long: 'P1D' });
    expect(payload().view.state.values).toMatchObject({
      app: { app: { selected_option: { value: 'figma' } } },
      why: { why: { value: 'to draw the new page' } },
    });
    expect(await page()).not.toContain('<h2>Ask for access</h2>');
  });

  it('chooses in a message, of two selects of one name the one that was meant', async () => {
    const select = (block_id: string, values: readonly string[]) => ({
      type: 'section' as const,
      block_id,
      text: plain(block_id),
      accessory: {
        type: 'static_select' as const,
        action_id: 'long',
        options: values.map((value) => ({ text: plain(value), value })),
      },
    });
    const blocks = [select('first', ['P1D', 'P2D']), select('second', ['P7D', 'P9D'])];
    await at.client.chat.postMessage({ channel: ada().id, text: 'choose', blocks });
    await press('Choose', { 'v ["first","long"]': 'P2D', 'v ["second","long"]': 'P9D' });
    expect(payload()).toMatchObject({
      actions: [{ block_id: 'first', selected_option: { value: 'P2D' } }],
      state: { values: { second: { long: { selected_option: { value: 'P9D' } } } } },
    });
  });

  it('sends a command, opens the Home tab, and tells what Slack says of failures', async () => {
    app.answerNext({ status: 500 });
    await press('Send command', { line: '/access figma' });
    expect(await page()).toContain('/access failed with the error &quot;http_service_error&quot;');
    await at.client.views.publish({ user_id: ada().id, view: { type: 'home', blocks: [section('Your access')] } });
    await press('Open');
    expect(JSON.parse(app.received.at(-1)?.body ?? '{}').event).toMatchObject({
      type: 'app_home_opened',
      user: ada().id,
    });
    expect(await page()).toContain('Your access');
  });

  it('says when there is something new', async () => {
    const version = async () => JSON.parse(await page(`/as/${ada().id}/version`)).version;
    const before = await version();
    expect(await version()).toBe(before);
    await at.client.chat.postMessage({ channel: ada().id, text: 'news' });
    expect(await version()).not.toBe(before);
  });

  it('escapes whatever anybody wrote', async () => {
    const evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
    const blocks = [section(`${evil} <javascript:alert(1)|go>`), actions(button('b', evil, evil))];
    await at.client.chat.postMessage({ channel: ada().id, text: evil });
    await at.client.chat.postMessage({ channel: ada().id, text: evil, blocks });
    const shown = await page();
    expect(shown).not.toMatch(/<script>alert|<img src=x|href="javascript/);
  });

  it('says what could not be done, and that somebody is not there', async () => {
    expect((await fetch(`${at.slack.url}/as/nobody`)).status).toBe(400);
    const left = at.id('left@acme.example');
    const answer = await fetch(`${at.slack.url}/as/${left}/run`, {
      method: 'POST',
      body: new URLSearchParams({ line: '/access' }),
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('has left the workspace')]);
  });
});
