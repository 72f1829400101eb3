/** Slack's own framework takes this for Slack: over signed HTTP and in Socket Mode, the same conversation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SlackEmulator, wordsOf } from './index.ts';
import { startHttpApp, startSocketApp, type TestApp } from './testing/app.ts';
import { actions, button, section, startTestWorkspace, type TestWorkspace } from './testing/workspace.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string, text = value) => ({ text: plain(text), value });
const MODAL = {
  type: 'modal' as const,
  callback_id: 'ask',
  title: plain('Ask for access'),
  submit: plain('Ask'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input' as const,
      block_id: 'app',
      label: plain('Application'),
      element: { type: 'external_select' as const, action_id: 'app', min_query_length: 1 },
    },
    {
      type: 'input' as const,
      block_id: 'reason',
      label: plain('Reason'),
      element: { type: 'plain_text_input' as const, action_id: 'reason', multiline: true },
    },
  ],
};

describe.each([
  ['over signed HTTP', startHttpApp],
  ['in Socket Mode', (slack: SlackEmulator) => startSocketApp(slack)],
])('an app built with bolt, %s', (_, startApp) => {
  let at: TestWorkspace;
  let bolt: TestApp;
  const heard: string[] = [];

  beforeAll(async () => {
    at = await startTestWorkspace();
    bolt = await startApp(at.slack);
    const { app } = bolt;
    app.command('/access', async ({ ack, command, client }) => {
      await ack();
      heard.push(`command ${command.text}`);
      await client.views.open({ trigger_id: command.trigger_id, view: MODAL });
    });
    app.options('app', async ({ ack, payload }) => {
      await ack({
        options: ['figma', 'figjam'].filter((one) => one.startsWith(payload.value)).map((one) => option(one)),
      });
    });
    app.view('ask', async ({ ack, view, body, client }) => {
      const reason = view.state.values.reason?.reason?.value ?? '';
      if (reason.length < 5) return ack({ response_action: 'errors', errors: { reason: 'Say a little more.' } });
      await ack();
      const asked = view.state.values.app?.app?.selected_option?.value;
      await client.chat.postMessage({
        channel: body.user.id,
        text: `${asked} is asked for`,
        blocks: [section(`*${asked}* is asked for`), actions(button('approve', 'q-1'), button('refuse', 'q-1'))],
      });
    });
    app.view({ callback_id: 'ask', type: 'view_closed' }, async ({ ack }) => {
      await ack();
      heard.push('closed');
    });
    app.action('approve', async ({ ack, respond, body }) => {
      await ack();
      await respond({ replace_original: true, text: `approved by ${body.user.id}` });
    });
    app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [section('Nothing waits for you')] },
      });
    });
  });
  afterAll(async () => {
    await bolt.stop();
    await at.slack.stop();
  });

  it('is asked in a modal with a search, decided on a button, and said in place', async () => {
    const ada = at.slack.as('ada@acme.example');
    expect((await ada.run('/access figma'))?.result).toBe('acknowledged');
    await seen(() => ada.modal !== undefined);
    expect(heard).toContain('command figma');

    await ada.search('app', 'fig');
    const tooShort = await ada.submit({ app: 'figma', reason: 'why' });
    expect(tooShort.errors).toEqual({ reason: 'Say a little more.' });
    expect(ada.modal?.errors).toEqual({ reason: 'Say a little more.' });

    await ada.submit({ reason: 'to draw the new sign-in page' });
    expect(ada.modal).toBeUndefined();
    await seen(() => ada.messages.length > 0);
    expect(wordsOf(ada.messages.at(-1)?.blocks)).toBe('*figma* is asked for\napprove\nrefuse');

    await ada.click('approve');
    await seen(() => ada.messages.at(-1)?.text !== 'figma is asked for');
    expect(ada.messages.map(({ text, blocks }) => ({ text, blocks }))).toEqual([
      { text: `approved by ${ada.id}`, blocks: [] },
    ]);
  });

  it('hears of a closed modal and of an opened Home tab', async () => {
    const grace = at.slack.as('grace@acme.example');
    await grace.run('/access');
    await seen(() => grace.modal !== undefined);
    await grace.close();
    expect(grace.modal).toBeUndefined();
    expect(heard).toContain('closed');

    await grace.openHome();
    await seen(() => grace.home !== undefined);
    expect(wordsOf(grace.home?.spec.blocks)).toBe('Nothing waits for you');
  });
});

describe('an app built with bolt', () => {
  it('comes back when Slack renews its connection', async () => {
    const at = await startTestWorkspace();
    const bolt = await startSocketApp(at.slack, 1_000);
    bolt.app.command('/access', async ({ ack }) => ack());
    const { sockets } = at.slack.workspace;
    sockets.refresh();
    expect(sockets.connections).toBe(0);
    await sockets.connected();
    expect((await at.slack.as('ada@acme.example').run('/access'))?.result).toBe('acknowledged');
    await bolt.stop();
    await at.slack.stop();
  });

  it('takes nothing that is old or proved with another secret', async () => {
    const at = await startTestWorkspace();
    const bolt = await startHttpApp(at.slack);
    const forged = { kind: 'interaction', payload: { type: 'block_actions', actions: [] } } as const;
    const { deliveries } = at.slack.workspace;
    const old = await deliveries.forge(forged, { timestampSeconds: Math.floor(Date.now() / 1000) - 301 });
    const guessed = await deliveries.forge(forged, { secret: 'guessed' });
    expect([old?.status, guessed?.status]).toEqual([401, 401]);
    expect(await at.slack.workspace.events.verify()).toBe(true);
    await bolt.stop();
    await at.slack.stop();
  });
});

/** The app works on after it has acknowledged; every API call of its is a turn of the event loop. */
async function seen(there: () => boolean): Promise<void> {
  while (!there()) await new Promise((resolve) => setImmediate(resolve));
}
