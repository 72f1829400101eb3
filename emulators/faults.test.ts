/**
 * Every kind of fault at every emulator, over its own wire: what the caller gets, and whether the work was done. One of
 * each emulator serves all rows; each row begins with no faults and an empty log.
 */
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KITS } from './faultKits.ts';
import { createIssue, DEMO_BOT, demoSite, type JiraEmulator, startJiraEmulator } from './jira/index.ts';
import { manualClock } from './kit/clock.ts';
import type { Fault, FaultKind } from './kit/faults/fault.ts';
import type { Faults } from './kit/faults/faults.ts';
import { isList, isObject, listOf, objectOf } from './kit/json.ts';
import type { LoggedRequest } from './kit/requestLog.ts';
import { type MailSink, startMailSink } from './mail/index.ts';
import { DEFAULT_API_TOKEN, type OktaEmulator, startOktaEmulator } from './okta/index.ts';
import { someone } from './okta/testing/client.ts';
import { DEFAULT_APP, demoWorkspace, type SlackEmulator, startSlackEmulator } from './slack/index.ts';
import { type Listener, startListener } from './testing/listener.ts';

const clock = manualClock(Date.now());
const pass = (milliseconds: number) => clock.moveTo(clock.now() + milliseconds);
const seen = new Set<string>();

let okta: OktaEmulator;
let jira: JiraEmulator;
let slack: SlackEmulator;
let mail: MailSink;
let listener: Listener;

beforeAll(async () => {
  listener = await startListener();
  okta = await startOktaEmulator({ clock, searchIndexDelayMilliseconds: 0 });
  jira = await startJiraEmulator({
    clock,
    searchIndexDelayMilliseconds: 0,
    seed: demoSite(),
    webhook: { url: listener.url },
  });
  slack = await startSlackEmulator({ clock, seed: demoWorkspace(), requestUrl: listener.url });
  slack.workspace.seed({ channels: [{ name: 'it', members: ['app'] }] });
  mail = await startMailSink({ clock });
});
afterAll(() => Promise.all([okta, jira, slack, mail, listener].map((one) => one.stop())));
beforeEach(() => {
  for (const { faults, log } of [okta, jira, slack, mail]) {
    faults.clear();
    log.clear();
  }
  listener.heard.length = 0;
  // A full window of whatever was counted lies behind.
  pass(3_600_000);
});

function lay(faults: Faults, ...wanted: readonly Fault[]): void {
  for (const fault of wanted) {
    seen.add(`${faults.kit.name} ${fault.do}`);
    faults.add(fault);
  }
}

interface Answer {
  /** 0: cut; -1: nothing came until the caller hung up. */
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Ends the request that is waited for. */
let hangUp = () => {};

async function ask(url: string, authorization: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const patience = new AbortController();
  hangUp = () => patience.abort();
  try {
    const answer = await fetch(url + path, {
      method,
      signal: patience.signal,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers };
  } catch {
    return { status: patience.signal.aborted ? -1 : 0, body: undefined, headers: new Headers() };
  }
}

const basic = Buffer.from(`${DEMO_BOT.email}:${DEMO_BOT.token}`).toString('base64');
const atOkta = (method: string, path: string, body?: unknown) =>
  ask(okta.url, `SSWS ${DEFAULT_API_TOKEN}`, method, `/api/v1${path}`, body);
const atJira = (method: string, path: string, body?: unknown) => ask(jira.url, `Basic ${basic}`, method, path, body);
const atSlack = (name: string, args: Record<string, string> = {}) =>
  ask(slack.url, `Bearer ${DEFAULT_APP.botToken}`, 'GET', `/api/${name}?${new URLSearchParams(args)}`);

const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);
const inTurn = async (count: number, work: () => Promise<Answer>) => {
  const answers: Answer[] = [];
  for (let n = 0; n < count; n += 1) answers.push(await work());
  return answers;
};
const aMoment = () => new Promise((resolve) => setImmediate(resolve));
const met = (log: { list(): readonly LoggedRequest[] }) => log.list().flatMap(({ faults }) => faults);

let summaries = 0;
const fileIssue = (summary = `issue ${++summaries}`) =>
  atJira('POST', '/rest/api/3/issue', {
    fields: { project: { key: 'HELP' }, issuetype: { name: 'Access request' }, summary },
  });

/** What a connection can do to a request is the same everywhere: `work` does something that can be looked at. */
const CONNECTIONS = [
  {
    name: 'okta',
    url: () => okta.url,
    faults: () => okta.faults,
    log: () => okta.log,
    work: () => atOkta('POST', '/users?activate=false', { profile: someone() }),
    done: () => okta.directory.users().length,
  },
  {
    name: 'jira',
    url: () => jira.url,
    faults: () => jira.faults,
    log: () => jira.log,
    work: () => fileIssue(),
    done: () => jira.site.issues.count,
  },
  {
    name: 'slack',
    url: () => slack.url,
    faults: () => slack.faults,
    log: () => slack.log,
    work: () => atSlack('chat.postMessage', { channel: '#it', text: 'hello' }),
    done: () => slack.workspace.conversations.named('it')?.messages.length ?? 0,
  },
] as const;

describe.each(CONNECTIONS)('at $name a connection', ({ url, faults, log, work, done }) => {
  it.each<[string, Fault, number, 'done' | 'not done']>([
    ['that is cut before the work', { do: 'drop' }, 0, 'not done'],
    ['that is cut after the work', { do: 'lose-response' }, 0, 'done'],
    ['that nobody answers', { do: 'never-answer' }, -1, 'not done'],
    ['that nobody answers, and yet', { do: 'never-answer', work: true }, -1, 'done'],
    ['to who is out of order', { do: 'refuse', status: 500 }, 500, 'not done'],
    ['to who is away', { do: 'refuse', status: 503 }, 503, 'not done'],
    ['to who is down', { do: 'down', until: '1h' }, 0, 'not done'],
  ])('%s', async (_, fault, status, outcome) => {
    lay(faults(), fault);
    const before = done();
    const answered = work();
    if (status === -1) {
      // Long after it was met, and whatever it brought about was done, nothing has come.
      while (log().list().length === 0) await aMoment();
      await Promise.race([answered, fetch(`${url()}/_emulator/faults`).then(aMoment)]);
      hangUp();
    }
    expect((await answered).status).toBe(status);
    expect(done() - before).toBe(outcome === 'done' ? 1 : 0);
    expect(log().list()).toMatchObject([{ faults: [fault.do], responseLost: status <= 0 }]);
    pass(3_600_000);
    expect((await work()).status).toBeLessThan(300);
    expect(done() - before).toBe(outcome === 'done' ? 2 : 1);
  });

  it('that is slow is overtaken by the next', async () => {
    lay(faults(), { do: 'delay', by: '60ms', spread: '20ms' });
    const order: string[] = [];
    const slow = work().then(() => order.push('slow'));
    while (faults().standing().length > 0) await aMoment();
    await work().then(() => order.push('next'));
    await slow;
    expect(order).toEqual(['next', 'slow']);
    expect(met(log())).toEqual(['delay']);
  });
});

describe('a list', () => {
  beforeAll(async () => {
    for (let n = 0; n < 4; n += 1) okta.directory.createUser({ profile: someone() });
    for (let n = 0; n < 4; n += 1) await fileIssue();
  });

  interface Lists {
    readonly at: string;
    readonly faults: () => Faults;
    readonly list: () => Promise<Answer>;
    readonly entries: (body: unknown) => unknown;
    readonly more: (answer: Answer) => boolean;
    readonly other: () => Promise<Answer>;
  }
  const jql = (maxResults: number) => () =>
    atJira('POST', '/rest/api/3/search/jql', { jql: 'project = HELP', maxResults });
  const LISTS: readonly Lists[] = [
    {
      at: 'okta',
      faults: () => okta.faults,
      list: () => atOkta('GET', '/users?limit=4'),
      entries: (body) => body,
      more: ({ headers }) => (headers.get('link') ?? '').includes('rel="next"'),
      other: () => atOkta('GET', '/users/me'),
    },
    {
      at: 'jira',
      faults: () => jira.faults,
      list: jql(4),
      entries: (body) => objectOf(body).issues,
      more: ({ body }) => objectOf(body).nextPageToken !== undefined || objectOf(body).isLast === false,
      other: () => atJira('GET', '/rest/api/3/myself'),
    },
    {
      at: 'slack',
      faults: () => slack.faults,
      list: () => atSlack('users.list', { limit: '4' }),
      entries: (body) => objectOf(body).members,
      more: ({ body }) => objectOf(objectOf(body).response_metadata).next_cursor !== '',
      other: () => atSlack('auth.test'),
    },
  ];

  it.each(LISTS)('of $at comes empty or cut, as a 200 with no next page; what is no list is left alone', async (at) => {
    const count = (answer: Answer) => listOf(at.entries(answer.body)).length;
    const whole = await at.list();
    expect([count(whole), at.more(whole)]).toEqual([4, true]);
    for (const [fault, kept] of [
      [{ do: 'empty-list' }, 0],
      [{ do: 'cut-list' }, 2],
      [{ do: 'cut-list', keep: 3 }, 3],
    ] as const) {
      lay(at.faults(), fault);
      expect((await at.other()).status).toBe(200);
      const cut = await at.list();
      expect([cut.status, count(cut), at.more(cut)]).toEqual([200, kept, false]);
      expect(count(await at.list())).toBe(4);
    }
  });

  it('of Jira and its portal is cut in every shape a page has', async () => {
    jira.faults.add({ do: 'empty-list', times: 20 });
    for (const [path, under] of [
      ['/rest/api/3/user/search?query=a', undefined],
      ['/rest/api/3/project/search', 'values'],
      ['/rest/servicedeskapi/servicedesk', 'values'],
    ] as const) {
      const { status, body } = await atJira('GET', path);
      const page = isObject(body) && under !== undefined ? body[under] : body;
      expect([path, status, page]).toEqual([path, 200, []]);
      if (isObject(body)) expect([body.isLast ?? body.isLastPage, body.nextPage]).toEqual([true, undefined]);
    }
    expect(isList((await atJira('GET', '/rest/api/3/myself')).body)).toBe(false);
  });
});

describe("a lowered limit is the vendor's own:", () => {
  it('Okta counts by bucket and says when it is free again, without Retry-After', async () => {
    lay(okta.faults, { do: 'limit', perMinute: 2, until: '1h' });
    const answers = await inTurn(3, () => atOkta('GET', '/users'));
    expect(statuses(answers)).toEqual([200, 200, 429]);
    const headers = ['x-rate-limit-limit', 'x-rate-limit-remaining', 'retry-after'].map((name) =>
      answers[2]?.headers.get(name),
    );
    expect([objectOf(answers[2]?.body).errorCode, headers]).toEqual(['E0000047', ['2', '0', null]]);
    // Another bucket, and the next minute.
    expect((await atOkta('GET', '/groups')).status).toBe(200);
    pass(61_000);
    expect((await atOkta('GET', '/users')).status).toBe(200);
  });

  it('Okta counts what is in flight, and tells it by a limit of 0', async () => {
    lay(okta.faults, { do: 'limit', atOnce: 1, until: '1h' }, { do: 'delay', by: '40ms', until: '1h' });
    const answers = await Promise.all([1, 2].map(() => atOkta('GET', '/users')));
    expect(statuses(answers).toSorted()).toEqual([200, 429]);
    const refused = answers.find(({ status }) => status === 429)?.headers;
    expect([refused?.get('x-rate-limit-limit'), refused?.get('x-rate-limit-remaining')]).toEqual(['0', '0']);
  });

  it('Jira counts by endpoint a second and by issue, and says which and how long', async () => {
    lay(jira.faults, { do: 'limit', perSecond: 2, until: '1s' });
    const burst = await inTurn(3, () => atJira('GET', '/rest/api/3/myself'));
    expect(statuses(burst)).toEqual([200, 200, 429]);
    const said = (answer?: Answer) => ['ratelimit-reason', 'retry-after'].map((name) => answer?.headers.get(name));
    expect(said(burst[2])).toEqual(['jira-burst-based', '1']);
    pass(2_000);
    const { body } = await fileIssue();
    lay(jira.faults, { do: 'limit', perIssue: 1, until: '1h' });
    const writes = await inTurn(2, () =>
      atJira('PUT', `/rest/api/3/issue/${objectOf(body).key}/properties/x`, { a: 1 }),
    );
    expect(statuses(writes)).toEqual([201, 429]);
    expect(said(writes[1])[0]).toBe('jira-per-issue-on-write');
  });

  it('Slack counts by method a minute and says how long to wait', async () => {
    lay(slack.faults, { do: 'limit', perMinute: 1, operation: 'auth.test' });
    const answers = await inTurn(2, () => atSlack('auth.test'));
    expect(statuses(answers)).toEqual([200, 429]);
    expect([answers[1]?.body, answers[1]?.headers.get('retry-after')]).toEqual([
      { ok: false, error: 'ratelimited' },
      '60',
    ]);
    expect((await atSlack('users.list')).status).toBe(200);
  });
});

describe('a stale search index', () => {
  it('of Okta does not find what was created, while its id reads', async () => {
    lay(okta.faults, { do: 'stale-search', until: '10m' });
    pass(1);
    const profile = someone();
    const { id } = okta.directory.createUser({ profile });
    const search = () => atOkta('GET', `/users?search=${encodeURIComponent(`profile.login eq "${profile.login}"`)}`);
    pass(60_000);
    okta.directory.createUser({ profile: someone() });
    expect((await search()).body).toEqual([]);
    expect((await atOkta('GET', `/users/${id}`)).status).toBe(200);
    expect(met(okta.log)).toEqual(['stale-search']);
    pass(600_000);
    expect((await search()).body).toMatchObject([{ id }]);
  });

  it('of Jira is as late as it is told to be, while the key reads', async () => {
    lay(jira.faults, { do: 'stale-search', by: '5m' });
    const { key } = objectOf((await fileIssue()).body);
    const search = async () =>
      listOf(objectOf((await atJira('POST', '/rest/api/3/search/jql', { jql: `key = ${key}` })).body).issues);
    pass(240_000);
    expect(await search()).toEqual([]);
    expect((await atJira('GET', `/rest/api/3/issue/${key}`)).status).toBe(200);
    pass(60_000);
    expect(await search()).toHaveLength(1);
  });
});

describe('a right that is lost is refused as the vendor refuses it:', () => {
  const code = ({ status, body }: Answer) => [status, objectOf(body).errorCode ?? objectOf(body).error ?? body];

  it.each<[string, Fault, () => Promise<Answer>, unknown]>([
    [
      'no admin role, the user list silently empty',
      { do: 'lose-right', right: 'role' },
      () => atOkta('GET', '/users'),
      [200, []],
    ],
    [
      'no admin role, everything else refused',
      { do: 'lose-right', right: 'role' },
      () => atOkta('GET', '/groups'),
      [403, 'E0000006'],
    ],
    [
      'a scope',
      { do: 'lose-right', right: 'scope', which: 'okta.groups.read' },
      () => atOkta('GET', '/groups'),
      [403, 'E0000006'],
    ],
    ['a token', { do: 'lose-right', right: 'token' }, () => atOkta('GET', '/users'), [401, 'E0000011']],
  ])('Okta: %s', async (_, fault, work, expected) => {
    lay(okta.faults, fault);
    expect(code(await work())).toEqual(expected);
    okta.faults.clear();
    expect((await work()).status).toBe(200);
  });

  it('Okta: one scope and not the others', async () => {
    lay(okta.faults, { do: 'lose-right', right: 'scope', which: 'okta.groups.read' });
    expect((await atOkta('GET', '/users')).status).toBe(200);
  });

  it('Jira: an issue that may no longer be seen is a 404, and not in the search', async () => {
    const { key } = objectOf((await fileIssue()).body);
    lay(jira.faults, { do: 'lose-right', right: 'permission', which: 'BROWSE_PROJECTS' });
    expect((await atJira('GET', `/rest/api/3/issue/${key}`)).status).toBe(404);
    const found = await atJira('POST', '/rest/api/3/search/jql', { jql: `key = ${key}` });
    expect([found.status, objectOf(found.body).issues]).toEqual([200, []]);
  });

  it.each<[string, Fault, (key: unknown) => Promise<Answer>, number]>([
    [
      'a permission',
      { do: 'lose-right', right: 'permission', which: 'EDIT_ISSUES' },
      (key) => atJira('PUT', `/rest/api/3/issue/${key}/properties/x`, { a: 1 }),
      403,
    ],
    ['administration', { do: 'lose-right', right: 'admin' }, () => atJira('GET', '/rest/webhooks/1.0/webhook'), 403],
    [
      'the agent licence, in silence',
      { do: 'lose-right', right: 'agent' },
      () => atJira('GET', '/rest/servicedeskapi/servicedesk/1/customer'),
      403,
    ],
    [
      'the token, on a write',
      { do: 'lose-right', right: 'token' },
      (key) => atJira('PUT', `/rest/api/3/issue/${key}/properties/x`, { a: 1 }),
      401,
    ],
    [
      'the token, on a read: as nobody',
      { do: 'lose-right', right: 'token' },
      (key) => atJira('GET', `/rest/api/3/issue/${key}`),
      404,
    ],
  ])('Jira: %s', async (_, fault, work, status) => {
    const { key } = objectOf((await fileIssue()).body);
    const before = (await work(key)).status;
    lay(jira.faults, fault);
    const refused = await work(key);
    expect([before < 300, refused.status]).toEqual([true, status]);
  });

  it.each<[string, Fault, () => Promise<Answer>, string]>([
    [
      'a scope',
      { do: 'lose-right', right: 'scope', which: 'users:read' },
      () => atSlack('users.list'),
      'missing_scope',
    ],
    [
      'a channel',
      { do: 'lose-right', right: 'channel' },
      () => atSlack('chat.postMessage', { channel: '#it', text: 'x' }),
      'not_in_channel',
    ],
    ['a token', { do: 'lose-right', right: 'token' }, () => atSlack('auth.test'), 'token_revoked'],
  ])('Slack: %s', async (_, fault, work, error) => {
    lay(slack.faults, fault);
    expect((await work()).body).toMatchObject({ ok: false, error });
    slack.faults.clear();
    expect((await work()).body).toMatchObject({ ok: true });
  });
});

describe('a webhook', () => {
  interface Sender {
    readonly at: string;
    readonly faults: () => Faults;
    /** Something happens that is told under this name. */
    readonly happen: (name: string) => Promise<unknown>;
    /** It sends again at once what was not answered, or later, or what was lost too. */
    readonly again: 'at once' | 'later' | 'later, and the lost';
  }
  const SENDERS: readonly Sender[] = [
    {
      at: 'okta',
      faults: () => okta.faults,
      happen: async (name) => okta.directory.createGroup(name),
      again: 'at once',
    },
    {
      at: 'jira',
      faults: () => jira.faults,
      happen: async (name) =>
        createIssue(jira.site, jira.site.directory.signIn(DEMO_BOT.email, DEMO_BOT.token), issueNamed(name)),
      again: 'later',
    },
    {
      at: 'slack',
      faults: () => slack.faults,
      happen: async (name) => slack.workspace.join({ name, realName: name }),
      again: 'later, and the lost',
    },
  ];
  const issueNamed = (summary: string) => ({
    fields: { project: { key: 'HELP' }, issuetype: { name: 'Access request' }, summary },
  });
  let serial = 0;
  const heard = (...names: readonly string[]) =>
    listener.heard.flatMap((body) => names.filter((name) => body.includes(name)).map((name) => name.split('-')[1]));

  beforeAll(async () => {
    const hook = {
      name: 'all',
      events: { type: 'EVENT_TYPE', items: ['group.lifecycle.create'] },
      channel: { type: 'HTTP', version: '1.0.0', config: { uri: listener.url } },
    };
    const { body } = await atOkta('POST', '/eventHooks', hook);
    await atOkta('POST', `/eventHooks/${objectOf(body).id}/lifecycle/verify`);
  });

  it.each(
    SENDERS.flatMap((sender) =>
      (
        [
          ['late', { do: 'late-webhook', by: '10m' }, 'b', 'b a'],
          ['twice', { do: 'double-webhook' }, 'a a b', 'a a b'],
          ['after the next', { do: 'reorder-webhook', times: 2 }, 'b a', 'b a'],
          ['not at all', { do: 'lose-webhook' }, 'b', sender.again === 'later, and the lost' ? 'a b' : 'b'],
          [
            'unheard, and so again',
            { do: 'lose-webhook-answer' },
            sender.again === 'at once' ? 'a a b' : 'a b',
            'a a b',
          ],
          ['after the vendor is up again', { do: 'down', until: '10m' }, '', 'a b'],
        ] as const
      ).map(([how, fault, atFirst, later]) => ({ ...sender, how, fault, atFirst, later })),
    ),
  )('of $at comes $how', async ({ faults, happen, fault, atFirst, later }) => {
    serial += 1;
    const [a, b] = [`x${serial}-a-x`, `x${serial}-b-x`];
    lay(faults(), fault);
    // What is told in one breath may go out together: the first is on its way, or known to be kept, before the second.
    await happen(a);
    await come([a], atFirst.startsWith('a a') ? 'a a' : atFirst.startsWith('a') ? 'a' : '');
    await happen(b);
    await come([a, b], atFirst);
    expect(heard(a, b).join(' ')).toBe(atFirst);
    for (let minutes = 0; minutes < 18; minutes += 6) {
      pass(6 * 60_000);
      await come([a, b], later);
    }
    expect(heard(a, b).toSorted().join(' ')).toBe(later.split(' ').toSorted().join(' '));
  });

  /** As many as are expected have come, and then, for a while, no more. */
  async function come(names: readonly string[], wanted: string): Promise<void> {
    const count = wanted.split(' ').filter((one) => one !== '').length;
    for (let turn = 0; turn < 20_000 && heard(...names).length < count; turn += 1) await aMoment();
    for (let turn = 0; turn < 50; turn += 1) await aMoment();
  }
});

describe('the mail server', () => {
  const send = async (patience: number) => {
    const transport = createTransport({ url: mail.smtpUrl, socketTimeout: patience });
    try {
      await transport.sendMail({
        from: 'tenure@acme.example',
        to: 'ada@acme.example',
        subject: 'x',
        text: 'x',
        messageId: '<one@tenure>',
      });
      return 250;
    } catch (error) {
      const code = isObject(error) ? error.responseCode : undefined;
      return code ?? 0;
    } finally {
      transport.close();
    }
  };

  it.each<[string, Fault, number, number]>([
    ['refuses whoever connects', { do: 'refuse', operation: 'connect', status: 421 }, 421, 0],
    ['refuses a recipient', { do: 'refuse', operation: 'recipient', status: 550, body: 'No such mailbox' }, 550, 0],
    ['refuses the content for now', { do: 'refuse', operation: 'data', status: 451 }, 451, 0],
    ['cuts before the content is kept', { do: 'drop', operation: 'data' }, 0, 0],
    ['cuts after the content is kept', { do: 'lose-response', operation: 'data' }, 0, 1],
    ['never says whether it kept the content', { do: 'never-answer', operation: 'data', work: true }, 0, 1],
    ['never answers', { do: 'never-answer', operation: 'data' }, 0, 0],
    ['is down', { do: 'down', until: '1h' }, 0, 0],
    ['is slow', { do: 'delay', by: '20ms' }, 250, 1],
  ])('%s', async (_, fault, code, kept) => {
    mail.clear();
    lay(mail.faults, fault);
    expect(await send(fault.do === 'never-answer' ? 150 : 30_000)).toBe(code);
    expect(mail.count('<one@tenure>')).toBe(kept);
    expect(met(mail.log)).toHaveLength(1);
    pass(3_600_000);
    expect(await send(30_000)).toBe(250);
    expect(mail.count('<one@tenure>')).toBe(kept + 1);
  });
});

describe('the control door', () => {
  const door = (method: string, text?: string) =>
    fetch(`${okta.url}/_emulator/faults`, { method, ...(text === undefined ? {} : { body: text }) });

  it('takes a plan, shows what is on the watch, adds one, and lets them go', async () => {
    expect(
      (await door('PUT', 'seed: 5\nfaults:\n  - { do: drop, operation: list-groups, name: no groups }')).status,
    ).toBe(200);
    expect((await door('POST', '{"do":"refuse","status":503}')).status).toBe(204);
    expect(statuses([await atOkta('GET', '/groups'), await atOkta('GET', '/groups')])).toEqual([0, 503]);
    expect(met(okta.log)).toEqual(['no groups', 'refuse']);
    expect((await door('PUT', 'faults: [{ do: down }]')).status).toBe(200);
    expect(await (await door('GET')).json()).toMatchObject([{ fault: { do: 'down' }, met: 0 }]);
    await door('DELETE');
    expect((await atOkta('GET', '/groups')).status).toBe(200);
  });

  it('refuses a plan with a mistake whole, and keeps what is laid', async () => {
    await door('PUT', 'faults: [{ do: drop }]');
    const refused = await door('PUT', 'faults:\n  - do: drop\n  - do: explode');
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { mistakes: [{ name: 'unknown-fault', line: 3 }] },
    ]);
    expect((await door('POST', '{"do":"explode"}')).status).toBe(400);
    expect(okta.faults.standing()).toMatchObject([{ fault: { do: 'drop' } }]);
  });
});

it('the same seed meets the same requests in the same way, and another seed others', async () => {
  const kit = okta.faults.kit;
  const run = async (seed: number) => {
    const { drawFaults } = await import('./kit/faults/draw.ts');
    okta.faults.lay({
      seed,
      faults: drawFaults(kit, seed, { for: '10m', perHour: { drop: 120, refuse: 120, 'cut-list': 120 } }),
    });
    okta.log.clear();
    for (let n = 0; n < 20; n += 1) {
      pass(30_000);
      await atOkta('GET', n % 2 === 0 ? '/users?limit=2' : '/groups');
    }
    return okta.log.list().map(({ status, faults }) => [status, ...faults]);
  };
  const first = await run(21);
  expect(first.flat().some((one) => typeof one === 'string')).toBe(true);
  expect(await run(21)).toEqual(first);
  expect(await run(22)).not.toEqual(first);
});

it('nothing an emulator can do by faults is left out above', () => {
  const can = FAULT_KITS.flatMap(({ name, kinds }) => [...kinds].map((kind: FaultKind) => `${name} ${kind}`));
  expect(can.filter((one) => !seen.has(one))).toEqual([]);
});
