/** Every read of Slack that something may be concluded from, under every trouble, held against docs/extend/what-proves-a-read.md. */
import type { FetchFunction } from '@slack/web-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { manualClock } from '../../emulators/kit/clock.ts';
import { DEFAULT_APP, demoWorkspace, type SlackEmulator, startSlackEmulator } from '../../emulators/slack/index.ts';
import { createLeanFetch } from '../../src/adapters/http/leanFetch.ts';
import { createSlackClient } from '../../src/adapters/slack/client.ts';
import { messagesOf } from '../../src/adapters/slack/messages.ts';
import { usersOf } from '../../src/adapters/slack/users.ts';
import { deskUserId } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import type { DeskCard } from '../../src/ports/desk.ts';
import { cameOf, type Page, patienceWith, saidUnder, TROUBLES, textOf, type Vendor, wire } from './troubles.ts';

const ADA = 'ada@acme.example';
const card = (title: string): DeskCard => ({ title, facts: [], notes: [], link: null, buttons: [] });
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function withoutCursor(page: Page): Page {
  if (!isRecord(page.body)) return page;
  const { response_metadata: _, ...body } = page.body;
  return { ...page, body };
}

const refused = (status: number, error: string, headers: Page['headers'] = {}): Page => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: { ok: false, error },
});

const slack: Vendor = {
  withEntries(page, pick) {
    const { body } = page;
    return isRecord(body) && Array.isArray(body.messages)
      ? { ...page, body: { ...body, messages: pick(body.messages) } }
      : undefined;
  },
  asLast: (page) => (isRecord(page.body) ? withoutCursor({ ...page, body: { ...page.body, has_more: false } }) : page),
  withoutNext: withoutCursor,
  refusal: refused(200, 'missing_scope'),
  says: (status) =>
    status === 500
      ? refused(500, 'internal_error')
      : refused(status, 'said', status === 429 ? { 'retry-after': '30' } : {}),
  smallPages: (url, body) => ({ url, body: body?.replace(/limit=\d+/, 'limit=2') }),
};

let own: SlackEmulator;
let elsewhere: SlackEmulator;
const wired = wire({ vendor: slack, otherTenant: () => elsewhere.url });
/** As Slack's client asks for it: the same exchange. */
const troubled = wired.fetch as unknown as FetchFunction;
let reads: ReadonlyMap<string, () => Promise<unknown>>;

beforeAll(async () => {
  const clock = manualClock(Date.parse('2026-03-02T08:00:00.000Z'));
  own = await startSlackEmulator({ clock, seed: demoWorkspace(), limits: 'off' });
  elsewhere = await startSlackEmulator({
    clock,
    app: { botToken: 'xoxb-another' },
    seed: demoWorkspace(),
    limits: 'off',
  });
  const since = instantOf(new Date(clock.now()));
  const client = (timeoutMilliseconds: number, fetch?: FetchFunction) =>
    createSlackClient({
      ...{ baseUrl: own.url, token: DEFAULT_APP.botToken, timeoutMilliseconds, now: clock.now },
      ...(fetch === undefined ? {} : { fetch }),
    });
  const messages = (timeoutMilliseconds: number, fetch?: FetchFunction) =>
    messagesOf({
      ...{ client: client(timeoutMilliseconds, fetch), baseUrl: own.url, timeoutMilliseconds },
      fetch: createLeanFetch(),
    });
  const patience = () => patienceWith(wired.laid());
  const people = () => usersOf(client(patience(), troubled));
  const ada = deskUserId(own.workspace.users.find(ADA).id);
  for (const nth of [1, 2, 3, 4, 5]) await messages(20_000).post(ada, `card-${nth}`, card(`Card ${nth}`));
  reads = new Map<string, () => Promise<unknown>>([
    ['findUser', () => people().findUser(ADA)],
    ['mailOf', () => people().mailOf(ada)],
    // Newest first: the oldest of five stands on the last of three pages.
    ['find', () => messages(patience(), troubled).find(ada, 'card-1', since)],
    ['self', () => people().self()],
  ]);
});
afterAll(() => Promise.all([own.stop(), elsewhere.stop()]));

const rows = saidUnder('Slack');

it.each(rows)('what is said of $read is what comes', async ({ read, said }) => {
  const ask = reads.get(read);
  if (ask === undefined) throw new Error(`nobody reads ${read}`);
  wired.lay(null);
  const whole = textOf(await ask());
  const came: string[] = [];
  for (const trouble of TROUBLES) {
    if (trouble === 'no right') own.faults.add({ do: 'lose-right', right: 'scope' });
    wired.lay(trouble);
    came.push(await cameOf(wired, trouble, ask, whole));
    own.faults.clear();
  }
  expect(came).toEqual(said);
});

it('the table has every read this test does', () => {
  expect(rows.map(({ read }) => read).sort()).toEqual([...reads.keys()].sort());
});
