/** The road from Slack to the app: proof, three seconds, second tries, and all that can go wrong on the way. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_APP, type SlackEmulator, signature } from '../index.ts';
import { type RawApp, startRawApp } from '../testing/app.ts';
import { actions, button, section, startTestWorkspace, type TestWorkspace } from '../testing/workspace.ts';

let at: TestWorkspace;
let slack: SlackEmulator;
let app: RawApp;

beforeEach(async () => {
  at = await startTestWorkspace();
  ({ slack } = at);
  app = await startRawApp(slack);
});
afterEach(async () => {
  await slack.stop();
  await app.stop();
});

/** A question before Ada with a button on it. */
async function question(): Promise<void> {
  const blocks = [section('May Grace?'), actions(button('approve', 'q-1', 'Approve'))];
  await at.client.chat.postMessage({ channel: at.id('ada@acme.example'), text: 'May Grace?', blocks });
}
const ada = () => slack.as('ada@acme.example');
const payloadOf = (body: string) => JSON.parse(new URLSearchParams(body).get('payload') ?? body);
/** Statuses do not come back by themselves: the app answers on another turn than the clock is moved on. */
const results = async () => {
  await slack.workspace.deliveries.settled();
  return slack.workspace.deliveries.records.map(({ result }) => result);
};

describe('a click', () => {
  it('carries who, where and what, signed over the raw body', async () => {
    await question();
    const done = await ada().click('approve');
    expect(done.result).toBe('acknowledged');
    const [{ headers, body } = { headers: {}, body: '' }] = app.received;
    const timestamp = Number(headers['x-slack-request-timestamp']);
    expect(headers['x-slack-signature']).toBe(signature(DEFAULT_APP.signingSecret, timestamp, body));
    expect(timestamp).toBe(Math.floor(at.clock.now() / 1000));
    const message = ada().messages[0];
    expect(payloadOf(body)).toMatchObject({
      type: 'block_actions',
      user: { id: ada().id, username: 'ada', team_id: slack.workspace.team.id },
      team: { id: slack.workspace.team.id },
      api_app_id: DEFAULT_APP.id,
      container: { type: 'message', message_ts: message?.ts, channel_id: message?.channel, is_ephemeral: false },
      actions: [{ type: 'button', action_id: 'approve', value: 'q-1', text: { text: 'Approve' } }],
    });
  });

  it('unanswered for three seconds is a timeout to the person, and is not sent again', async () => {
    await question();
    app.answerNext('silence');
    const clicking = ada().click('approve');
    await app.came(1);
    at.pass(3_000);
    expect((await clicking).result).toBe('operation_timeout');
    at.pass(10 * 60_000);
    expect(await results()).toEqual(['operation_timeout']);
    expect(ada().notices.map(({ text }) => text)).toEqual(['Approve: operation_timeout']);
  });

  it.each([
    ['a refusal', { status: 401 }, 'http_client_error'],
    ['a failure', { status: 500 }, 'http_service_error'],
  ] as const)('answered with %s is told to the person', async (_, answer, result) => {
    await question();
    app.answerNext(answer);
    expect((await ada().click('approve')).result).toBe(result);
    expect(ada().notices[0]?.text).toContain(result);
  });

  it('with nobody listening fails at once', async () => {
    await question();
    await app.stop();
    expect((await ada().click('approve')).result).toBe('dispatch_failed');
  });

  it('comes twice, late, in another order, or not at all, when told to', async () => {
    await question();
    const { deliveries } = slack.workspace;
    slack.faults.add({ do: 'double-webhook' });
    await ada().click('approve');
    await results();
    expect(app.received.map(({ body }) => body)).toEqual([app.received[0]?.body, app.received[0]?.body]);
    expect(deliveries.records.map(({ repeats }) => repeats)).toEqual([null, 1]);

    await at.client.chat.postMessage({ channel: ada().id, text: 'q2', blocks: [actions(button('approve', 'q-2'))] });
    deliveries.hold();
    const first = ada().click('approve', { value: 'q-1' });
    const second = ada().click('approve', { value: 'q-2' });
    deliveries.release('reversed');
    await Promise.all([first, second]);
    const values = app.received.slice(2).map(({ body }) => payloadOf(body).actions[0].value);
    expect(values).toEqual(['q-2', 'q-1']);

    slack.faults.add({ do: 'lose-webhook' });
    const lost = ada().click('approve');
    at.pass(3_000);
    expect((await lost).result).toBe('operation_timeout');
    expect(app.received).toHaveLength(4);

    slack.faults.add({ do: 'lose-webhook-answer' });
    const unheard = ada().click('approve');
    await app.came(5);
    at.pass(3_000);
    expect((await unheard).result).toBe('operation_timeout');
  });

  it('held back arrives late: the person has long been told of a timeout', async () => {
    await question();
    slack.workspace.deliveries.hold();
    const late = ada().click('approve');
    at.pass(3_000);
    expect((await late).result).toBe('operation_timeout');
    slack.workspace.deliveries.release();
    await app.came(1);
    expect(payloadOf(app.received[0]?.body ?? '').actions[0].value).toBe('q-1');
  });

  it('is sent again byte for byte, with its old proof or a new one', async () => {
    await question();
    const { id } = await ada().click('approve');
    at.pass(6 * 60_000);
    await slack.workspace.deliveries.replay(id, 'as-it-was');
    await slack.workspace.deliveries.replay(id, 'signed-anew');
    const [was, old, anew] = app.received;
    expect([old?.body, anew?.body]).toEqual([was?.body, was?.body]);
    expect(old?.headers['x-slack-signature']).toBe(was?.headers['x-slack-signature']);
    expect(anew?.headers['x-slack-signature']).not.toBe(was?.headers['x-slack-signature']);
  });

  it('can be forged: another secret, another time, a payload of any kind', async () => {
    const payload = { type: 'block_actions', user: { id: 'U0NOBODY' } };
    const seconds = Math.floor(at.clock.now() / 1000) + 3_600;
    const forging = { secret: 'guessed', timestampSeconds: seconds };
    await slack.workspace.deliveries.forge({ kind: 'interaction', payload }, forging);
    const [{ headers, body } = { headers: {}, body: '' }] = app.received;
    expect(headers['x-slack-request-timestamp']).toBe(String(seconds));
    expect(headers['x-slack-signature']).toBe(signature('guessed', seconds, body));
    expect(payloadOf(body).user.id).toBe('U0NOBODY');
  });
});

describe('an event', () => {
  it('that fails comes again at once, after one and after five minutes, under one id', async () => {
    app.answerNext({ status: 500 }, 'silence', { status: 500 }, { status: 500 });
    const first = await ada().openHome();
    expect(first?.result).toBe('http_service_error');
    await app.came(2);
    at.pass(3_000);
    await results();
    at.pass(60_000);
    await app.came(3);
    await results();
    at.pass(5 * 60_000);
    await app.came(4);
    await results();
    at.pass(60 * 60_000);
    expect(await results()).toHaveLength(4);
    const ids = app.received.map(({ body }) => JSON.parse(body).event_id);
    expect(new Set(ids).size).toBe(1);
    expect(app.received.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_timeout'],
      ['3', 'http_error'],
    ]);
  });

  it('does not come again to an app that asks for that', async () => {
    app.answerNext({ status: 500, headers: { 'x-slack-no-retry': '1' } });
    await ada().openHome();
    at.pass(60 * 60_000);
    expect(await results()).toHaveLength(1);
  });

  it('tells of people who join, change and leave, and of nothing the app did not ask for', async () => {
    slack.workspace.join({ email: 'new@acme.example' });
    slack.workspace.changeUser('grace@acme.example', { deleted: true });
    await ada().write('hello');
    await results();
    const events = app.received.map(({ body }) => JSON.parse(body).event);
    expect(events.map(({ type, user }) => [type, user.deleted])).toEqual([
      ['team_join', false],
      ['user_change', true],
    ]);
    await expect(slack.as('grace').click('approve')).rejects.toThrow('has left');
  });

  it('is preceded by a challenge when an address is entered', async () => {
    expect(await slack.workspace.events.verify()).toBe(false);
    const challenge = JSON.parse(app.received[0]?.body ?? '').challenge;
    expect(challenge).toMatch(/^\w{40}$/);
  });
});

describe('a command', () => {
  it('is a form, and its answer a message to whoever gave it', async () => {
    app.answerNext(
      { body: { text: 'You have nothing yet.' } },
      { body: { response_type: 'in_channel', text: 'For all.' } },
    );
    await ada().run('/access figma for a day', 'general');
    await ada().run('/access', 'general');
    const fields = new URLSearchParams(app.received[0]?.body);
    expect(Object.fromEntries(fields)).toMatchObject({
      command: '/access',
      text: 'figma for a day',
      user_id: ada().id,
      channel_name: 'general',
      api_app_id: DEFAULT_APP.id,
    });
    expect(ada().messages.map(({ text }) => text)).toEqual(['You have nothing yet.', 'For all.']);
    expect(slack.as('grace@acme.example').messages.map(({ text }) => text)).toEqual(['For all.']);
  });

  it('that goes wrong is told in Slack’s words', async () => {
    app.answerNext({ status: 503 }, 'silence', { body: { text: 'x', blocks: [{ type: 'blink' }] } });
    await ada().run('/access');
    const slow = ada().run('/access');
    await app.came(2);
    at.pass(3_000);
    await slow;
    await ada().run('/access');
    await ada().run('/acess');
    expect(ada().notices.map(({ text }) => text)).toEqual([
      '/access failed with the error "http_service_error"',
      '/access failed with the error "operation_timeout"',
      '/access failed with the error "invalid_blocks"',
      '/acess is not a valid command.',
    ]);
  });
});

describe('a response_url', () => {
  const say = async (url: string, body: unknown) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return [response.status, await response.text()];
  };
  const clicked = async () => {
    await question();
    await ada().click('approve');
    return String(payloadOf(app.received.at(-1)?.body ?? '').response_url);
  };

  it('answers to one, to all, replaces and deletes, five times', async () => {
    const url = await clicked();
    expect(await say(url, { text: 'working on it' })).toEqual([200, 'ok']);
    expect(ada().messages.at(-1)).toMatchObject({ text: 'working on it', onlyFor: ada().id });
    expect((await say(url, { blocks: [{ type: 'blink' }] }))[0]).toBe(400);
    await say(url, { replace_original: true, text: 'approved' });
    expect(ada().messages[0]).toMatchObject({ text: 'approved', blocks: [] });
    await say(url, { response_type: 'in_channel', text: 'done' });
    await say(url, { delete_original: true });
    expect(ada().messages.map(({ text }) => text)).toEqual(['working on it', 'done']);
    expect(await say(url, { text: 'a sixth' })).toEqual([404, '{"ok":false,"error":"used_url"}']);
    expect((await say(`${url}0`, { text: 'x' }))[0]).toBe(404);
  });

  it('is good for thirty minutes', async () => {
    const url = await clicked();
    at.pass(30 * 60_000);
    expect((await say(url, { text: 'in time' }))[0]).toBe(200);
    at.pass(1);
    expect(await say(url, { text: 'late' })).toEqual([404, '{"ok":false,"error":"expired_url"}']);
  });
});
