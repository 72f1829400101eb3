/** Socket Mode on the wire, as a client without any framework sees it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type JsonObject, objectOf, textOf } from '../../kit/json.ts';
import { DEFAULT_APP } from '../index.ts';
import { clientOf, startTestWorkspace, type TestWorkspace } from '../testing/workspace.ts';

let at: TestWorkspace;
beforeEach(async () => {
  at = await startTestWorkspace();
});
afterEach(() => at.slack.stop());

interface Connection {
  readonly socket: WebSocket;
  /** The next message, already here or yet to come. */
  next(): Promise<JsonObject>;
  readonly closed: Promise<number>;
  acknowledge(envelope: JsonObject, payload?: unknown): void;
}

const ticket = async () => String((await clientOf(at.slack, DEFAULT_APP.appToken).apps.connections.open({})).url);

async function connect(url?: string): Promise<Connection> {
  const socket = new WebSocket(url ?? (await ticket()));
  const messages: JsonObject[] = [];
  const waiting: ((message: JsonObject) => void)[] = [];
  socket.on('message', (text) => {
    const message = objectOf(JSON.parse(String(text)));
    const resolve = waiting.shift();
    if (resolve === undefined) messages.push(message);
    else resolve(message);
  });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const next = () => {
    const message = messages.shift();
    return message === undefined
      ? new Promise<JsonObject>((resolve) => waiting.push(resolve))
      : Promise.resolve(message);
  };
  const acknowledge = ({ envelope_id }: JsonObject, payload?: unknown) =>
    socket.send(JSON.stringify({ envelope_id, ...(payload === undefined ? {} : { payload }) }));
  return { socket, next, closed, acknowledge };
}

const ada = () => at.slack.as('ada@acme.example');

describe('Socket Mode', () => {
  it('says hello, hands out envelopes and takes their acknowledgements', async () => {
    const { next, acknowledge } = await connect();
    expect(await next()).toMatchObject({
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: DEFAULT_APP.id },
    });
    const running = ada().run('/access figma');
    const command = await next();
    expect(command).toMatchObject({
      type: 'slash_commands',
      accepts_response_payload: true,
      payload: { text: 'figma' },
    });
    acknowledge(command, { text: 'You have it already.' });
    expect((await running)?.result).toBe('acknowledged');
    expect(ada().messages.at(-1)?.text).toBe('You have it already.');

    const opening = ada().openHome();
    const event = await next();
    expect(event).toMatchObject({ type: 'events_api', accepts_response_payload: false });
    acknowledge(event);
    expect((await opening)?.result).toBe('acknowledged');
  });

  it('gives three seconds, and an event again with the reason', async () => {
    const { next } = await connect();
    await next();
    const running = ada().run('/access');
    await next();
    at.pass(3_000);
    expect((await running)?.result).toBe('operation_timeout');
    expect(ada().notices[0]?.text).toBe('/access failed with the error "operation_timeout"');

    const opening = ada().openHome();
    const first = await next();
    at.pass(3_000);
    await opening;
    const again = await next();
    expect(again).toMatchObject({ retry_attempt: 1, retry_reason: 'http_timeout' });
    expect(objectOf(again.payload).event_id).toBe(objectOf(first.payload).event_id);
    expect(again.envelope_id).not.toBe(first.envelope_id);
  });

  it('lets nobody in without a ticket, nor twice with one', async () => {
    const url = await ticket();
    const { next } = await connect(url);
    await next();
    for (const other of [url, `${at.slack.url.replace('http', 'ws')}/link/?ticket=guessed`]) {
      const refused = await connect(other);
      await refused.closed;
      expect(refused.socket.readyState).toBe(WebSocket.CLOSED);
    }
    expect(at.slack.workspace.sockets.connections).toBe(1);
  });

  it('shares the load over its connections, ten of them at most', async () => {
    const open = await Promise.all(Array.from({ length: 10 }, () => connect()));
    for (const { next } of open) await next();
    at.pass(60_000);
    const eleventh = await connect();
    expect(await eleventh.next()).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    const running = open.map(() => ada().run('/access'));
    for (const { next, acknowledge } of open) acknowledge(await next());
    expect(new Set((await Promise.all(running)).map((one) => one?.result))).toEqual(new Set(['acknowledged']));
  });

  it('is renewed with a warning before, and after hours by itself', async () => {
    const first = await connect();
    await first.next();
    at.slack.workspace.sockets.refresh();
    expect([textOf((await first.next()).reason), textOf((await first.next()).reason)]).toEqual([
      'warning',
      'refresh_requested',
    ]);
    expect(await first.closed).toBe(1000);
    const second = await connect();
    await second.next();
    at.pass(18_060_000);
    expect((await second.next()).reason).toBe('refresh_requested');
    await second.closed;
  });

  it('with nobody connected fails at once', async () => {
    expect((await ada().run('/access'))?.result).toBe('dispatch_failed');
    expect(ada().notices[0]?.text).toBe('/access failed with the error "dispatch_failed"');
  });
});
