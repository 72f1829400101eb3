import { afterEach, describe, expect, it, vi } from 'vitest';
import type { World } from '../app/world.ts';
import { connectionId, providerAccountId } from '../core/shared/ids.ts';
import { accept, refuse } from '../core/shared/outcome.ts';
import { serverApp } from './app.ts';
import type { ReadEventHook } from './eventHooks.ts';

const OKTA = connectionId('okta');
const log = { debug() {}, info() {}, warn() {}, error() {} };
const hint = (id: string, account: string) => ({ id, account: providerAccountId(account) });

/** A store that knows two accounts, and what was sent in a transaction that came to its end. */
function doorTo(read: ReadEventHook | undefined, commit: () => Promise<void> = async () => {}) {
  const remembered = new Set<string>();
  const sent: unknown[] = [];
  let commits = 0;
  const store = {
    read: {
      accountsWith: async (_: unknown, asked: readonly string[]) =>
        new Map(asked.filter((one) => one.startsWith('00u')).map((one) => [one, `account of ${one}`])),
    },
    async transaction(work: (tx: object) => Promise<unknown>) {
      const jobs: unknown[] = [];
      const done = await work({
        now: '2026-03-02T08:00:00.000Z',
        rememberDeliveries: async (ids: readonly string[]) => {
          const fresh = new Set(ids.filter((id) => !remembered.has(id)));
          for (const id of ids) remembered.add(id);
          return fresh;
        },
        send: async (job: unknown) => void jobs.push(job),
        setControl: async () => {},
      });
      await commit();
      commits += 1;
      sent.push(...jobs);
      return done;
    },
  };
  const world = { store, log, engine: { giveWay() {} } } as unknown as World;
  const app = serverApp({
    world,
    readDelivery: () => refuse('unsigned'),
    self: async () => 'us',
    ...(read === undefined ? {} : { readEventHook: read }),
  });
  const post = async (body = '{}', headers: Record<string, string> = {}) => {
    const answer = await app.request('/webhooks/okta', {
      method: 'POST',
      body,
      headers: { 'content-length': String(body.length), ...headers },
    });
    return { status: answer.status, body: await answer.json() };
  };
  return { app, post, sent, commits: () => commits };
}

const reads =
  (...hints: ReturnType<typeof hint>[]): ReadEventHook =>
  () =>
    accept([{ connection: OKTA, hints }]);

afterEach(() => {
  vi.useRealTimers();
});

describe('the door for event hooks', () => {
  it.each([
    ['no-secret', 401],
    ['wrong-secret', 401],
    ['too-large', 413],
    ['not-json', 400],
    ['no-events', 400],
  ])('answers %s with %i, and nothing is kept', async (refusal, status) => {
    const { post, commits } = doorTo(() => refuse(refusal));
    expect(await post()).toEqual({ status, body: { refusal } });
    expect(commits()).toBe(0);
  });

  it('is not there where no connection has a secret', async () => {
    const { app } = doorTo(undefined);
    expect((await app.request('/webhooks/okta', { method: 'POST', body: '{}' })).status).toBe(404);
    expect((await app.request('/webhooks/okta')).status).toBe(404);
  });

  it('refuses a body over five megabytes before it is read', async () => {
    let hasRead = false;
    const { post } = doorTo(() => {
      hasRead = true;
      return refuse('not-json');
    });
    expect((await post('x'.repeat(5 * 1024 * 1024 + 1))).status).toBe(413);
    expect(hasRead).toBe(false);
  });

  it('answers the challenge that proves the address is ours', async () => {
    const { app } = doorTo(reads());
    const ask = (headers: Record<string, string>) => app.request('/webhooks/okta', { headers });
    expect(await (await ask({ 'x-okta-verification-challenge': 'abc-1' })).json()).toEqual({ verification: 'abc-1' });
    expect((await ask({})).status).toBe(400);
    expect((await ask({ 'x-okta-verification-challenge': 'x'.repeat(1_001) })).status).toBe(413);
  });

  it('turns a batch into one look an account, once however often it comes', async () => {
    const { post, sent, commits } = doorTo(
      reads(hint('1', '00uA'), hint('2', '00uA'), hint('3', '00uB'), hint('4', 'x')),
    );
    expect(await post()).toEqual({ status: 200, body: { looks: 2 } });
    expect(sent).toEqual([
      { lane: 'bulk', look: 'account of 00uA' },
      { lane: 'bulk', look: 'account of 00uB' },
    ]);
    expect(await post()).toEqual({ status: 200, body: { looks: 0 } });
    expect(sent).toHaveLength(2);
    expect(commits()).toBe(2);
  });

  it('costs no commit for accounts that are not ours, after the first delivery', async () => {
    const { post, commits } = doorTo(reads(hint('1', 'nobody')));
    await post();
    await post();
    expect(commits()).toBe(1);
  });

  it('says within three seconds that it is busy, and so asks for the delivery once more', async () => {
    vi.useFakeTimers();
    const { post } = doorTo(reads(hint('1', '00uA')), () => new Promise(() => {}));
    const answer = post();
    await vi.advanceTimersByTimeAsync(2_999);
    expect(await answer).toEqual({ status: 503, body: { refusal: 'busy' } });
  });
});
