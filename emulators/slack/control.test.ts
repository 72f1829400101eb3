/** The control door, for a test or a tour in another process. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectOf } from '../kit/json.ts';
import { type SlackEmulator, startSlackEmulator } from './index.ts';
import { type RawApp, startRawApp } from './testing/app.ts';
import { actions, button, clientOf } from './testing/workspace.ts';

let slack: SlackEmulator;
let app: RawApp;
beforeAll(async () => {
  slack = await startSlackEmulator();
  app = await startRawApp(slack);
});
afterAll(async () => {
  await slack.stop();
  await app.stop();
});

async function door(path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${slack.url}/_emulator${path}`, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

describe('from another process', () => {
  it('a workspace is filled, people act in it, and all that passed can be read', async () => {
    const seeded = await door('/seed', {
      users: [{ email: 'eve@acme.example' }],
      channels: [{ name: 'all', members: ['eve', 'app'] }],
    });
    expect(seeded.body).toMatchObject({
      users: [{ name: 'tenure' }, { name: 'eve' }],
      conversations: [{ name: 'all' }],
    });
    expect((await door('/as/eve/run', { line: '/access figma' })).body).toMatchObject({ result: 'acknowledged' });

    const channel = slack.as('eve').id;
    await clientOf(slack).chat.postMessage({ channel, text: 'q', blocks: [actions(button('approve', 'q-1'))] });
    const { id } = objectOf((await door('/as/eve/click', { action: 'approve' })).body);
    expect((await door('/deliveries/replay', { id, how: 'signed-anew' })).body).toMatchObject({ repeats: id });
    expect((await door('/as/eve')).body).toMatchObject({ messages: [{ words: 'approve' }], modal: null, notices: [] });
    expect((await door('/calls?method=chat.postMessage')).body).toMatchObject([
      { args: { channel }, answer: { ok: true } },
    ]);
    expect((await door('/deliveries')).body).toMatchObject([
      { kind: 'command' },
      { kind: 'interaction' },
      { repeats: id },
    ]);
    expect((await door('/users/eve', { deleted: true })).body).toEqual({ id: channel });
    expect((await door('/as/eve/run', { line: '/access' })).body).toEqual({ problem: 'eve has left the workspace' });
  });

  it('the address is entered, and asked for a challenge', async () => {
    const url = slack.workspace.deliveries.requestUrl ?? '';
    expect((await door('/request-url', { url })).body).toEqual({ verified: false });
    expect((await door('/request-url', { url: null })).body).toEqual({ verified: null });
    expect(slack.workspace.deliveries.requestUrl).toBeUndefined();
    slack.listenAt(url);
  });

  it('a mistake is said, and nothing is done', async () => {
    for (const [path, body] of [
      ['/seed', { user: [] }],
      ['/users', { mail: 'x@acme.example' }],
      ['/as/nobody/run', { line: '/access' }],
      ['/deliveries/replay', { id: 999 }],
    ] as const) {
      expect(await door(path, body)).toMatchObject({ status: 400, body: { problem: expect.any(String) } });
    }
  });
});
