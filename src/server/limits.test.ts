/** What strangers may cost: every route the app has is tried, so that a new one cannot be without its limits. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { World } from '../app/world.ts';
import { accept, refuse } from '../core/shared/outcome.ts';
import { type DeliveryHeaders, headerOf } from '../ports/delivery.ts';
import { listen } from '../serve.ts';
import { allowance } from './allowance.ts';
import { serverApp } from './app.ts';
import { BODIES } from './bodies.ts';
import { ownCaller } from './callers.ts';
import { OPEN, REFUSALS, TOKEN } from './limits.ts';

const TOKEN_TEXT = 'a-token-of-sixteen-letters-or-more';
const MANY = 99_999_999_999;

/** Every door open; a delivery is right when it says so. */
function door({ proxyHops = 0, bodies = BODIES } = {}) {
  let at = 0;
  const logged: unknown[] = [];
  const say = (...said: unknown[]) => void logged.push(said);
  const log = { debug: say, info: say, warn: say, error: say };
  const store = {
    read: { policyInForce: async () => null },
    transaction: (work: (tx: object) => Promise<unknown>) =>
      work({ rememberDeliveries: async (ids: readonly string[]) => new Set(ids), send: async () => {} }),
  };
  const installation = { storeKind: 'pglite', schema: async () => ({ ready: true }) };
  const rules = { current: async () => null };
  const world = {
    store,
    log,
    rules,
    installation,
    engine: { giveWay() {}, standing: () => ({ state: 'working', stalled: [] }) },
  } as unknown as World;
  const proof = (headers: DeliveryHeaders) => headerOf(headers)('x-proof') === 'right';
  const hint = {
    id: 'one',
    issue: 'PEO-1',
    parent: null,
    event: 'jira:issue_updated',
    kind: null,
    actorAccountId: null,
  };
  const app = serverApp({
    world,
    readDelivery: (headers) => (proof(headers) ? accept(hint) : refuse('wrong-signature')),
    readEventHook: (headers) => (proof(headers) ? accept([]) : refuse('wrong-secret')),
    deskDoor: {
      read: (headers) =>
        proof(headers) ? accept({ act: null, answer: () => ({ status: 200, body: '' }) }) : refuse('wrong-signature'),
      handle: async () => ({ kind: 'taken' }),
    },
    self: async () => 'us',
    callers: [ownCaller(TOKEN_TEXT)],
    limits: { now: () => at, proxyHops, bodies },
  });
  const from = (address: string) => ({ incoming: { headers: undefined, socket: { remoteAddress: address } } });
  return {
    app,
    logged,
    pass: (seconds: number) => {
      at += seconds * 1_000;
    },
    ask: async (method: string, path: string, headers: Record<string, string> = {}, address = '192.0.2.1') => {
      const body = method === 'GET' ? {} : { body: '{}' };
      const length = method === 'GET' ? {} : { 'content-length': '2' };
      return await app.request(path, { method, headers: { ...length, ...headers }, ...body }, from(address));
    },
  };
}

/** From the app itself, parameters filled in; the layers before them (`*`) are no routes. */
const ROUTES = [
  ...new Set(
    door()
      .app.routes.filter(({ path }) => !path.endsWith('*'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, 'x')}`),
  ),
].map((route) => route.split(' ') as [method: string, path: string]);

/** The last answer of so many. */
async function lastOf(times: number, ask: () => Promise<Response>): Promise<Response> {
  let last = await ask();
  for (let nth = 1; nth < times; nth += 1) last = await ask();
  return last;
}

describe('every public route', () => {
  it('reads no body when too much is in flight already', async () => {
    const { ask } = door({ bodies: { ...BODIES, ordinaryInFlight: 1 } });
    const posts = ROUTES.filter(([method]) => method === 'POST');
    expect(posts.length).toBeGreaterThan(5);
    for (const [method, path] of posts) {
      const { status } = await ask(method, path, { 'x-proof': 'right', authorization: `Bearer ${TOKEN_TEXT}` });
      expect([path, status]).toEqual([path, 503]);
    }
  });

  it('is known here', () => {
    const paths = ROUTES.map(([, path]) => path);
    for (const path of ['/healthz', '/readyz', '/webhooks/jira', '/webhooks/okta', '/webhooks/slack']) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => path.startsWith('/api/')).length).toBeGreaterThan(15);
  });

  it.each(ROUTES)('%s %s takes no body without end', async (method, path) => {
    if (method === 'GET') return;
    const { ask } = door();
    const headers = { 'content-length': String(MANY), authorization: `Bearer ${TOKEN_TEXT}`, 'x-proof': 'right' };
    const answer = await ask(method, path, headers);
    expect(answer.status).toBe(413);
  });

  it('counts the bytes of a body that does not say how long it is', async () => {
    const piece = new Uint8Array(1024 * 1024);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(piece);
      },
    });
    const request = new Request('http://tenure/webhooks/jira', { method: 'POST', body, duplex: 'half' });
    expect((await door().app.fetch(request)).status).toBe(413);
    expect(sent).toBeLessThan(10);
  });

  it('writes nothing in the log about whoever goes away in the middle of a body: it is not theirs to fill', async () => {
    const { app, logged } = door();
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => said.mockRestore());
    const seen = { begun: 0, over: 0 };
    const fetch: typeof app.fetch = async (...asked) => {
      seen.begun += 1;
      const answer = await app.fetch(...asked);
      seen.over += 1;
      return answer;
    };
    const served = await listen({ fetch }, '127.0.0.1', 0);
    const socket = connect(served.port, '127.0.0.1');
    socket.write('POST /webhooks/jira HTTP/1.1\r\nhost: here\r\ncontent-length: 10\r\n\r\nhal');
    await expect.poll(() => seen.begun).toBe(1);
    socket.destroy();
    await expect.poll(() => seen.over).toBe(1);
    await served.close();
    expect([logged, said.mock.calls]).toEqual([[], []]);
  });

  it('takes what says neither how long its body is nor that it comes in pieces as what it is: without one', async () => {
    const { app } = door({ bodies: { ...BODIES, largeInFlight: 1 } });
    const served = await listen(app, '127.0.0.1', 0);
    onTestFinished(served.close);
    const statusOf = async (headers: string) => {
      const socket = connect(served.port, '127.0.0.1');
      socket.end(`POST /webhooks/jira HTTP/1.1\r\nhost: here\r\nconnection: close\r\n${headers}\r\n`);
      return (await text(socket)).split(' ')[1];
    };
    expect(await statusOf('')).toBe('401');
    expect(await statusOf('transfer-encoding: chunked\r\n')).toBe('503');
  });

  it.each(ROUTES)('%s %s has a stranger wait, with the time after which to come back', async (method, path) => {
    const { ask, pass } = door();
    const most = method === 'GET' && !path.startsWith('/api/v1/') ? OPEN.burst : REFUSALS.burst;
    const before = await lastOf(Math.min(most, REFUSALS.burst), () => ask(method, path));
    expect(before.status).not.toBe(429);
    const after = await lastOf(most - REFUSALS.burst + 1, () => ask(method, path));
    expect([after.status, after.headers.get('retry-after')]).toEqual([429, '1']);
    // Others are answered, and so are they when they have waited.
    expect((await ask(method, path, {}, '192.0.2.2')).status).not.toBe(429);
    pass(1);
    expect((await ask(method, path)).status).not.toBe(429);
  });
});

describe('who shows a right proof', () => {
  it.each(['/webhooks/jira', '/webhooks/okta', '/webhooks/slack'])(
    'may deliver to %s two hundred at a time, again and again',
    async (path) => {
      const { ask } = door();
      for (let round = 0; round < 3; round += 1) {
        const all = await Promise.all(Array.from({ length: 200 }, () => ask('POST', path, { 'x-proof': 'right' })));
        expect(all.filter(({ status }) => status !== 200)).toEqual([]);
      }
    },
  );

  it('has a budget for each token of the API, and refusals of its input are not a stranger’s', async () => {
    const { ask, pass } = door();
    const headers = { authorization: `Bearer ${TOKEN_TEXT}` };
    const nothing = () => ask('POST', '/api/nothing', headers);
    expect((await lastOf(TOKEN.burst, nothing)).status).toBe(404);
    const over = await nothing();
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await ask('GET', '/healthz')).status).toBe(200);
    pass(1);
    expect((await nothing()).status).toBe(404);
  });
});

describe('who a sender is', () => {
  const spent = async (addresses: (nth: number) => string, hops = 0, header?: (nth: number) => string) => {
    const { ask } = door({ proxyHops: hops });
    let last = 0;
    for (let nth = 0; nth <= REFUSALS.burst; nth += 1) {
      const forwarded = header === undefined ? {} : { 'x-forwarded-for': header(nth) };
      last = (await ask('POST', '/webhooks/jira', forwarded, addresses(nth))).status;
    }
    return last;
  };

  it.each([
    ['one address', () => '192.0.2.9', 429],
    ['one address, written as IPv6', (nth: number) => (nth % 2 === 0 ? '::ffff:192.0.2.9' : '192.0.2.9'), 429],
    ['one network of IPv6', (nth: number) => `2001:db8:1:2:${nth.toString(16)}::1`, 429],
    ['one network of IPv6, written short', (nth: number) => `2001:db8::${nth.toString(16)}`, 429],
    ['many addresses', (nth: number) => `192.0.2.${nth}`, 401],
  ] as const)('%s', async (_, addresses, status) => {
    expect(await spent(addresses)).toBe(status);
  });

  it('is not what the sender writes: without a proxy of ours the header says nothing, behind one its last entry counts', async () => {
    const near = () => '10.0.0.1';
    expect(await spent(near, 0, (nth) => `192.0.2.${nth}`)).toBe(429);
    expect(await spent(near, 1, (nth) => `192.0.2.${nth}, 198.51.100.1`)).toBe(429);
    expect(await spent(near, 1, (nth) => `198.51.100.1, 192.0.2.${nth}`)).toBe(401);
  });
});

describe('an allowance', () => {
  it('remembers no more senders than its bound, and forgets whoever was heard of longest ago', () => {
    const small = allowance({ burst: 1, perSecond: 1 }, () => 0, 3);
    for (const sender of ['a', 'b', 'c', 'a', 'd']) small.take(sender);
    expect(small.size).toBe(3);
    expect(['a', 'b', 'c', 'd'].map((sender) => small.waitOf(sender))).toEqual([1, 0, 1, 1]);
    for (let nth = 0; nth < 1_000; nth += 1) small.take(String(nth));
    expect(small.size).toBe(3);
  });

  it('gives back with time, up to its burst', () => {
    let at = 0;
    const slow = allowance({ burst: 2, perSecond: 0.5 }, () => at);
    slow.take('a');
    slow.take('a');
    expect(slow.waitOf('a')).toBe(2);
    at = 1_000_000;
    slow.take('a');
    slow.take('a');
    expect(slow.waitOf('a')).toBe(2);
  });
});
