/** What people can do at their Slack, and what becomes of the app's answers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { objectOf } from '../../kit/json.ts';
import { wordsOf } from '../index.ts';
import { type RawApp, startRawApp } from '../testing/app.ts';
import { actions, button, section, startTestWorkspace, type TestWorkspace } from '../testing/workspace.ts';

let at: TestWorkspace;
let app: RawApp;
beforeAll(async () => {
  at = await startTestWorkspace({ limits: 'off', app: { shortcuts: ['ask'], events: ['message.im'] } });
  app = await startRawApp(at.slack);
});
afterAll(async () => {
  await at.slack.stop();
  await app.stop();
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(`Option ${value}`), value });
const input = (id: string, element: object, more: object = {}) =>
  ({ type: 'input', block_id: id, label: plain(id), element: { action_id: id, ...element }, ...more }) as const;
const modal = (title: string, ...blocks: object[]) =>
  ({ type: 'modal', title: plain(title), submit: plain('Ask'), blocks }) as const;
const ada = () => at.slack.as('ada@acme.example');
const payload = () => JSON.parse(new URLSearchParams(app.received.at(-1)?.body).get('payload') ?? '{}');

async function trigger(): Promise<string> {
  await ada().run('/access');
  return new URLSearchParams(app.received.at(-1)?.body).get('trigger_id') ?? '';
}
const call = async (method: string, args: Record<string, unknown>) => {
  const client = at.client;
  return client.apiCall(method, args).catch((error: { data: Record<string, unknown> }) => error.data);
};
const open = async (view: object) => call('views.open', { trigger_id: await trigger(), view });

beforeEach(async () => {
  while (ada().modal !== undefined) await ada().close();
});

describe('a modal', () => {
  it('is opened with what a click lends, once, within three seconds', async () => {
    const trigger_id = await trigger();
    const view = modal('One');
    expect(await call('views.open', { trigger_id: 'made.up', view })).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] invalid `trigger_id`'] },
    });
    expect(await call('views.open', { trigger_id, view })).toMatchObject({
      ok: true,
      view: { type: 'modal', callback_id: '', state: { values: {} }, previous_view_id: null },
    });
    expect(await call('views.open', { trigger_id, view })).toMatchObject({ error: 'exchanged_trigger_id' });
    const late = await trigger();
    at.pass(3_001);
    expect(await call('views.open', { trigger_id: late, view })).toMatchObject({ error: 'expired_trigger_id' });
  });

  it('a bad one costs no trigger', async () => {
    const trigger_id = await trigger();
    expect(await call('views.open', { trigger_id, view: modal('T'.repeat(25)) })).toMatchObject({
      error: 'invalid_arguments',
    });
    expect(await call('views.open', { trigger_id, view: modal('Good') })).toMatchObject({ ok: true });
  });

  it('keeps what was typed when it is updated, and is guarded by its hash', async () => {
    const field = input('why', { type: 'plain_text_input' });
    const { view } = objectOf(await open({ ...modal('First', field), external_id: 'ext' }));
    ada().fill({ why: 'because' });
    const stale = { external_id: 'ext', hash: 'old', view: modal('Second', field) };
    expect(await call('views.update', stale)).toMatchObject({ error: 'hash_conflict' });
    const updated = await call('views.update', { ...stale, hash: objectOf(view).hash });
    expect(updated).toMatchObject({ ok: true, view: { state: { values: { why: { why: { value: 'because' } } } } } });
    expect(await call('views.update', { view_id: 'V0NONE', view: modal('X') })).toMatchObject({ error: 'not_found' });
    expect(await call('views.update', { view: modal('X') })).toMatchObject({ error: 'invalid_arguments' });
  });

  it('has at most two upon it, each from a click inside', async () => {
    const view = modal('Deep', { type: 'actions', elements: [button('more', 'm')] });
    await open(view);
    expect(await call('views.push', { trigger_id: await trigger(), view })).toMatchObject({
      error: 'invalid_arguments',
    });
    const answers = [];
    for (let depth = 2; depth <= 4; depth += 1) {
      await ada().click('more');
      answers.push(objectOf(await call('views.push', { trigger_id: payload().trigger_id, view })));
    }
    expect(answers.map(({ ok, error }) => error ?? ok)).toEqual([true, true, 'push_limit_reached']);
    expect(objectOf(answers[1]?.view).previous_view_id).toBe(objectOf(answers[0]?.view).id);
    await ada().close();
    expect(ada().modal?.id).toBe(objectOf(answers[0]?.view).id);
  });

  it('does not leave the client before what is required is there', async () => {
    await open(
      modal(
        'Form',
        input('app', { type: 'static_select', options: [option('figma'), option('jira')] }),
        input('why', { type: 'plain_text_input', min_length: 5, max_length: 9 }),
        input('note', { type: 'plain_text_input' }, { optional: true }),
      ),
    );
    const before = app.received.length;
    expect(await ada().submit({ why: 'no' })).toEqual({
      sent: undefined,
      errors: { app: 'Please complete this required field.', why: 'Please enter at least 5 characters.' },
    });
    expect(() => ada().fill({ app: 'excel' })).toThrow('app does not offer excel, only: figma, jira');
    expect(app.received).toHaveLength(before);
    const { sent } = await ada().submit({ app: 'Option figma', why: 'drawing' });
    expect(sent?.result).toBe('acknowledged');
    expect(payload().view.state.values).toMatchObject({
      app: { app: { type: 'static_select', selected_option: { value: 'figma' } } },
      why: { why: { type: 'plain_text_input', value: 'drawing' } },
      note: { note: { value: null } },
    });
    expect(ada().modal).toBeUndefined();
  });

  it.each([
    ['clear', { response_action: 'clear' }, undefined, 0],
    ['update', { response_action: 'update', view: modal('Next') }, 'Next', 0],
    ['push', { response_action: 'push', view: modal('Next') }, 'Next', 0],
    ['a view that is none', { response_action: 'update', view: { type: 'modal' } }, 'Form', 1],
    ['errors on a block that is not there', { response_action: 'errors', errors: { nowhere: 'no' } }, 'Form', 1],
    ['an action nobody knows', { response_action: 'explode' }, 'Form', 1],
  ])('answered with %s becomes what the app said, or stays and tells of trouble', async (_, body, title, troubles) => {
    await open(modal('Form', section('hello')));
    const before = ada().notices.length;
    app.answerNext({ body });
    await ada().submit();
    expect(objectOf(ada().modal?.spec.title).text).toBe(title);
    expect(
      ada()
        .notices.slice(before)
        .map(({ text }) => text),
    ).toEqual(Array.from({ length: troubles }, () => 'We had some trouble connecting. Try again?'));
  });

  it('closed is told only to an app that asked', async () => {
    await open(modal('Quiet'));
    expect(await ada().close()).toBeUndefined();
    await open({ ...modal('Loud'), notify_on_close: true, clear_on_close: true });
    await ada().close();
    expect(payload()).toMatchObject({ type: 'view_closed', is_cleared: true, view: { title: { text: 'Loud' } } });
  });
});

describe('elements', () => {
  it('bring what was chosen, in the action and in the state beside it', async () => {
    const elements = [
      { type: 'static_select', action_id: 'for', options: [option('day'), option('week')] },
      { type: 'overflow', action_id: 'more', options: [option('a'), option('b')] },
      { type: 'users_select', action_id: 'who' },
      { type: 'datepicker', action_id: 'until' },
      { type: 'checkboxes', action_id: 'boxes', options: [option('x'), option('y')] },
      button('go', 'v'),
    ];
    const blocks = [{ type: 'actions', block_id: 'b', elements }];
    await call('chat.postMessage', { channel: ada().id, text: 'choose', blocks });
    await ada().choose('for', 'week');
    expect(payload().actions[0]).toMatchObject({ type: 'static_select', selected_option: { value: 'week' } });
    await ada().click('more', { option: 'b' });
    expect(payload().actions[0]).toMatchObject({ type: 'overflow', selected_option: { value: 'b' } });
    await ada().choose('who', at.id('grace@acme.example'));
    await ada().choose('until', '2026-12-01');
    await ada().choose('boxes', ['x', 'y']);
    await ada().click('go');
    expect(payload().state.values.b).toMatchObject({
      for: { selected_option: { value: 'week' } },
      who: { selected_user: at.id('grace@acme.example') },
      until: { selected_date: '2026-12-01' },
      boxes: { selected_options: [{ value: 'x' }, { value: 'y' }] },
    });
  });

  it('that search ask the app, once enough is typed, and take only what it may offer', async () => {
    await open(modal('Search', input('app', { type: 'external_select', min_query_length: 2 })));
    const before = app.received.length;
    expect(await ada().search('app', 'f')).toEqual([]);
    expect(app.received).toHaveLength(before);
    const groups = [{ label: plain('Design'), options: [option('figma')] }];
    app.answerNext({ body: { option_groups: groups } });
    expect((await ada().search('app', 'fi')).map(({ value }) => value)).toEqual(['figma']);
    expect(payload()).toMatchObject({ type: 'block_suggestion', action_id: 'app', block_id: 'app', value: 'fi' });
    ada().fill({ app: 'figma' });
    app.answerNext({ body: { options: Array.from({ length: 101 }, (_, index) => option(`o${index}`)) } });
    expect(await ada().search('app', 'all')).toEqual([]);
    expect(ada().notices.at(-1)?.text).toContain('no more than 100 items allowed');
  });

  it('are for those who see them', async () => {
    const grace = at.slack.as('grace@acme.example');
    const posted = await call('chat.postMessage', {
      channel: ada().id,
      text: 'q',
      blocks: [actions(button('secret', 's'))],
    });
    await expect(grace.click('secret')).rejects.toThrow('grace sees nothing called secret');
    const { conversations } = at.slack.workspace;
    const message = ada().messages.find(({ ts }) => ts === objectOf(posted).ts);
    if (message === undefined) throw new Error('the message is not there');
    at.slack.workspace.share(message, 'general', ada().id);
    expect((await grace.click('secret')).result).toBe('acknowledged');
    expect(payload()).toMatchObject({
      user: { id: grace.id },
      channel: { id: conversations.named('general')?.id, name: 'general' },
    });
  });
});

describe('the Home tab', () => {
  const home = (text: string) => ({ type: 'home', blocks: [section(text), actions(button('again', 'g-1'))] });

  it('is published for one person, guarded by its hash, and clicked in', async () => {
    const user_id = ada().id;
    const first = objectOf(objectOf(await call('views.publish', { user_id, view: home('one') })).view);
    const second = objectOf(
      objectOf(await call('views.publish', { user_id, view: home('two'), hash: first.hash })).view,
    );
    expect(second.id).toBe(first.id);
    expect(await call('views.publish', { user_id, view: home('three'), hash: first.hash })).toMatchObject({
      error: 'hash_conflict',
    });
    expect(wordsOf(ada().home?.spec.blocks)).toBe('two\nagain');
    await ada().click('again', { in: 'home' });
    expect(payload()).toMatchObject({ container: { type: 'view', view_id: first.id }, view: { type: 'home' } });
    expect(payload()).not.toHaveProperty('response_url');
    expect(await call('views.publish', { user_id: 'U0NOBODY', view: home('x') })).toMatchObject({
      error: 'invalid_arguments',
    });
    expect(await call('views.publish', { user_id, view: modal('x') })).toMatchObject({ error: 'invalid_arguments' });
  });

  it('is not there when the app has none', async () => {
    const other = await startTestWorkspace({ app: { homeTab: false } });
    const user_id = other.id('ada@acme.example');
    const refused = await other.client.apiCall('views.publish', { user_id, view: home('x') }).catch(({ data }) => data);
    expect(refused).toMatchObject({ error: 'not_enabled' });
    await other.slack.stop();
  });
});

describe('beside all that', () => {
  it('there are shortcuts, global and on a message, and messages to the app', async () => {
    await ada().shortcut('ask');
    expect(payload()).toMatchObject({ type: 'shortcut', callback_id: 'ask' });
    const message = await ada().write('hello there');
    expect(JSON.parse(app.received.at(-1)?.body ?? '{}').event).toMatchObject({
      type: 'message',
      channel_type: 'im',
      text: 'hello there',
    });
    await ada().shortcut('ask', message.ts);
    expect(payload()).toMatchObject({
      type: 'message_action',
      message_ts: message.ts,
      message: { text: 'hello there' },
    });
    await expect(ada().shortcut('nothing')).rejects.toThrow('the app has no shortcut nothing');
  });
});
