/** Bodies in flight together: what is not answered yet counts, by what it says it is; large ones keep no ordinary one out. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../serve.ts';
import { boundBodies } from './bodies.ts';

const BOUNDS = {
  ordinary: 10,
  ordinaryInFlight: 25,
  largeInFlight: 100,
  largest: 60,
  parts: { ordinary: 1, large: 1 },
  patience: 1_000,
};

function door() {
  const waiting: (() => void)[] = [];
  const app = new Hono();
  app.use(
    '*',
    boundBodies(
      { lengthOf: (context) => context.req.header('content-length'), senderOf: () => 'anybody', now: () => 0 },
      BOUNDS,
    ),
  );
  app.all('*', async (context) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return context.text('read');
  });
  const ask = (length: string | null, method = 'POST') =>
    app.request('/webhooks/jira', { method, headers: length === null ? {} : { 'content-length': length } });
  return { waiting, ask, status: async (asked: Response | Promise<Response>) => (await asked).status };
}

describe('bodies in flight together', () => {
  it('are bounded in bytes: who comes when there are too many is asked to come back, and finds room when one is answered', async () => {
    const { ask, waiting, status } = door();
    const first = [ask('10'), ask('10')];
    await expect.poll(() => waiting.length).toBe(2);
    const refused = await ask('10');
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      503,
      '1',
      { refusal: 'busy', says: expect.stringContaining('come back') },
    ]);
    // What asks without a body is no part of it, and what fits still does.
    const more = [ask(null, 'GET'), ask('5')];
    await expect.poll(() => waiting.length).toBe(4);
    waiting.splice(0).forEach((answer) => {
      answer();
    });
    expect(await Promise.all([...first, ...more].map(status))).toEqual([200, 200, 200, 200]);
    const again = ask('10');
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.();
    expect(await status(again)).toBe(200);
  });

  it('count as the largest that is read when they do not say how long they are, or lie', async () => {
    for (const length of [null, '99999999', '-1', 'many']) {
      const { ask, waiting, status } = door();
      const first = ask(length);
      await expect.poll(() => waiting.length).toBe(1);
      expect([length, await status(ask('50'))]).toEqual([length, 503]);
      // An ordinary one has a share of its own.
      const ordinary = ask('10');
      await expect.poll(() => waiting.length).toBe(2);
      waiting.forEach((answer) => {
        answer();
      });
      expect(await Promise.all([first, ordinary].map(status))).toEqual([200, 200]);
    }
  });
});

/** A real port: one sender may have two bodies of ten bytes on their way, all together may have four. */
async function port() {
  let at = 0;
  const seen = { arrived: 0, read: 0 };
  const answers: (() => void)[] = [];
  const app = new Hono();
  app.use(async (_, next) => {
    seen.arrived += 1;
    await next();
  });
  const measures = {
    lengthOf: ({ req }: { readonly req: { header(name: string): string | undefined } }) => req.header('content-length'),
    senderOf: ({ req }: { readonly req: { header(name: string): string | undefined } }) => req.header('x-sender') ?? '',
    now: () => at,
  };
  app.use(boundBodies(measures, { ...BOUNDS, ordinaryInFlight: 40, parts: { ordinary: 2, large: 1 } }));
  app.post('/', async (context) => {
    const said = await context.req.text();
    seen.read += 1;
    if (said === 'wait for i') await new Promise<void>((resolve) => answers.push(resolve));
    return context.text('read');
  });
  app.onError((_, context) => context.body(null, 400));
  const served = await listen(app, '127.0.0.1', 0);
  const open = (sender: string, body = '') => {
    const socket = connect(served.port, '127.0.0.1');
    // One that was cut off may be told so by a reset.
    socket.on('error', () => {});
    socket.write(`POST / HTTP/1.1\r\nhost: here\r\nconnection: close\r\nx-sender: ${sender}\r\n`);
    socket.write(`content-length: 10\r\n\r\n${body}`);
    const answer = text(socket).then(
      (said) => Number(said.split(' ')[1] ?? 0),
      () => 0,
    );
    return { socket, answer };
  };
  const sockets: ReturnType<typeof open>[] = [];
  onTestFinished(async () => {
    for (const { socket } of sockets) socket.destroy();
    await served.close();
  });
  return {
    seen,
    answers,
    pass: (milliseconds: number) => {
      at += milliseconds;
    },
    send: async (sender: string, body?: string) => {
      const before = seen.arrived;
      const opened = open(sender, body);
      sockets.push(opened);
      await expect.poll(() => seen.arrived).toBe(before + 1);
      return opened;
    },
  };
}

describe('a body that is promised and does not come', () => {
  it('shuts no door: one sender has a part of the room, and whoever keeps us waiting for longest makes it for others', async () => {
    const { send, pass } = await port();
    const slow = [await send('a'), await send('a', 'dri')];
    expect(await (await send('a', 'all of it!')).answer).toBe(503);
    const others = [await send('b'), await send('b')];
    // There is no room, and nobody has kept us waiting for long.
    expect(await (await send('c', 'all of it!')).answer).toBe(503);
    pass(BOUNDS.patience);
    expect(await (await send('c', 'all of it!')).answer).toBe(200);
    expect(await slow[0]?.answer).toBe(0);
    // Also within the part of one sender: whoever sends by the same proxy is not shut out with them.
    expect(await (await send('b', 'all of it!')).answer).toBe(200);
    expect(await others[0]?.answer).toBe(0);
    // Only as many had to make room as were needed; and what comes in the end is read.
    slow[1]?.socket.write('p by dr');
    others[1]?.socket.write('all of it!');
    expect(await Promise.all([slow[1]?.answer, others[1]?.answer])).toEqual([200, 200]);
  });

  it('is what a sender’s part is of: what has come, and is being worked on, is not theirs to hurry', async () => {
    const { send, seen, answers } = await port();
    const whole = [await send('a', 'wait for i'), await send('a', 'wait for i'), await send('a', 'wait for i')];
    await expect.poll(() => answers.length).toBe(3);
    expect(await (await send('a', 'all of it!')).answer).toBe(200);
    answers.forEach((answer) => {
      answer();
    });
    expect(await Promise.all(whole.map(({ answer }) => answer))).toEqual([200, 200, 200]);
    expect(seen.read).toBe(4);
  });

  it('gives its room back when whoever promised it goes away', async () => {
    const { send } = await port();
    const gone = [await send('a'), await send('a'), await send('b'), await send('b')];
    for (const { socket } of gone) {
      socket.destroy();
      await once(socket, 'close');
    }
    await expect.poll(async () => (await send('a', 'all of it!')).answer).toBe(200);
  });
});
