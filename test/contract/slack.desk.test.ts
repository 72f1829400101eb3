/** Slack as the desk needs it, against the stand-in: who somebody is, cards that are found again, forms, a word in private. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../emulators/kit/clock.ts';
import {
  DEFAULT_APP,
  demoWorkspace,
  type SlackEmulator,
  startSlackEmulator,
  wordsOf,
} from '../../emulators/slack/index.ts';
import { loadSlackDescription } from '../../emulators/slack/testing/description.ts';
import { createLeanFetch } from '../../src/adapters/http/leanFetch.ts';
import { createSlackDesk, type SlackDesk, type SlackOptions } from '../../src/adapters/slack/index.ts';
import { connectionId, type DeskUserId, deskUserId } from '../../src/core/shared/ids.ts';
import { type Instant, instantOf } from '../../src/core/shared/instant.ts';
import type { DeskAct, DeskCard, DeskHandler } from '../../src/ports/desk.ts';
import { Fault } from '../../src/ports/fault.ts';

const CARD: DeskCard = {
  title: 'Access request, Mara Lindt: Vault, admin',
  facts: [{ label: 'Reason', value: 'The upgrade' }],
  notes: ['You are asked as the owner.'],
  link: { says: 'HELP-1 in Jira', address: 'https://jira.example/browse/HELP-1' },
  buttons: [
    { action: 'question.approve', says: 'Approve', token: 'the-token', style: 'good' },
    { action: 'question.refuse', says: 'Refuse', token: 'the-token', style: 'bad' },
  ],
};
const NOTHING_AROUND = { facts: [], notes: [], link: null, buttons: [] };

interface Site {
  readonly slack: SlackEmulator;
  readonly clock: ManualClock;
  readonly desk: SlackDesk['desk'];
  readonly connection: SlackOptions['connection'];
  readonly at: (options?: Partial<SlackOptions>) => SlackDesk;
  readonly idOf: (who: string) => DeskUserId;
  readonly now: () => Instant;
}

async function site(options: Parameters<typeof startSlackEmulator>[0] = {}): Promise<Site> {
  const clock = manualClock(Date.parse('2026-03-02T08:00:00.000Z'));
  const slack = await startSlackEmulator({ clock, seed: demoWorkspace(), ...options });
  const secrets = {
    token: DEFAULT_APP.botToken,
    signingSecret: DEFAULT_APP.signingSecret,
    appToken: DEFAULT_APP.appToken,
  };
  const connection: SlackOptions['connection'] = {
    kind: 'slack',
    id: connectionId('slack'),
    baseUrl: slack.url,
    token: { env: 'SLACK_BOT_TOKEN' },
    appToken: null,
    signingSecret: null,
    team: null,
    app: null,
  };
  const at = (more: Partial<SlackOptions> = {}) =>
    createSlackDesk({
      connection,
      ...secrets,
      fetch: createLeanFetch(),
      now: () => clock.now(),
      onTrouble: () => {},
      ...more,
    });
  return {
    slack,
    clock,
    connection,
    desk: at().desk,
    at,
    idOf: (who) => deskUserId(slack.workspace.users.find(who).id),
    now: () => instantOf(new Date(clock.now())),
  };
}

const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const thrown: unknown = await work.then(
    () => null,
    (fault: unknown) => fault,
  );
  if (!(thrown instanceof Fault)) throw new Error(`no fault, but ${String(thrown)}`);
  return thrown;
};

describe('Slack as a desk', () => {
  let here: Site;
  beforeAll(async () => {
    here = await site({ limits: 'off' });
  });
  afterAll(() => here.slack.stop());
  const ADA = 'ada@acme.example';
  const lastOf = (who: string) => here.slack.as(who).messages.at(-1);

  it('knows people by a confirmed address of this workspace, and by nothing else', async () => {
    const { desk, idOf, slack } = here;
    expect(await desk.findUser('Ada@Acme.Example')).toBe(idOf(ADA));
    expect(await desk.mailOf(idOf(ADA))).toBe(ADA);
    const nobody = ['guest@partner.example', 'unproven@acme.example', 'left@acme.example', 'no.such@acme.example'];
    for (const mail of nobody) expect([mail, await desk.findUser(mail)]).toEqual([mail, null]);
    for (const who of ['guest@partner.example', 'unproven@acme.example', 'left@acme.example', 'builds']) {
      expect([who, await desk.mailOf(idOf(who))]).toEqual([who, null]);
    }
    expect(await desk.mailOf(deskUserId('U0NOBODY'))).toBeNull();
    // Calling oneself Grace makes nobody Grace.
    slack.workspace.changeUser('unproven@acme.example', { displayName: 'Grace', realName: 'Grace Example' });
    expect(await desk.mailOf(idOf('unproven@acme.example'))).toBeNull();
  });

  it('finds a card again by its key, and changes it in place', async () => {
    const { desk, idOf, now } = here;
    const since = now();
    expect(await desk.find(idOf(ADA), 'card-1', since)).toBeNull();
    const place = await desk.post(idOf(ADA), 'card-1', CARD);
    await desk.post(idOf(ADA), 'card-2', { ...CARD, title: 'Another' });
    expect(await desk.find(idOf(ADA), 'card-1', since)).toEqual(place);
    const { title, facts } = CARD;
    await desk.update(place, 'card-1', { ...NOTHING_AROUND, title: `Approved: ${title}`, facts });
    const changed = here.slack.as(ADA).messages.find(({ ts }) => ts === place.message);
    expect(changed?.text).toBe('Approved: Access request, Mara Lindt: Vault, admin');
    expect(JSON.stringify(changed?.blocks)).not.toContain('the-token');
    expect(await desk.find(idOf(ADA), 'card-1', since)).toEqual(place);
  });

  it('finds a card whose answer was lost, and says that it may be there', async () => {
    const { desk, idOf, now, slack } = here;
    const since = now();
    slack.faults.add({ on: 'chat.postMessage', do: 'lose-response' });
    const fault = await faultOf(desk.post(idOf(ADA), 'lost-1', CARD));
    expect([fault.kind, fault.outcomeUnknown]).toEqual(['transient', true]);
    expect(await desk.find(idOf(ADA), 'lost-1', since)).toEqual({
      channel: expect.any(String),
      message: lastOf(ADA)?.ts,
    });
  });

  it('finds a card behind a hundred others', async () => {
    const { desk, idOf, now, slack } = here;
    const since = now();
    const place = await desk.post(idOf('grace@acme.example'), 'deep-1', CARD);
    const conversation = slack.workspace.conversations.get(place.channel);
    for (let more = 0; more < 120 && conversation !== undefined; more += 1) {
      await slack.as('grace@acme.example').write(`words ${more}`);
    }
    expect(await desk.find(idOf('grace@acme.example'), 'deep-1', since)).toEqual(place);
  });

  it('says of a card that was taken away that it is missing', async () => {
    const { desk, idOf, slack } = here;
    const place = await desk.post(idOf(ADA), 'gone-1', CARD);
    const conversation = slack.workspace.conversations.get(place.channel);
    const message = conversation?.messages.find(({ ts }) => ts === place.message);
    if (conversation === undefined || message === undefined) throw new Error('no card');
    slack.workspace.conversations.remove(conversation, message);
    expect((await faultOf(desk.update(place, 'gone-1', CARD))).kind).toBe('missing');
  });

  it('shows what people wrote as they wrote it: no mention, no link, no format, nothing hidden', async () => {
    const { desk, idOf } = here;
    const reason = '<!channel> <@U123> *now* <https://evil.example|Jira> & \u202ereversed\u200b';
    await desk.post(idOf(ADA), 'markup-1', {
      ...CARD,
      title: 'From <!here>',
      facts: [{ label: 'Rea<son', value: reason }],
      link: { says: 'a|b>', address: 'https://jira.example/browse/X?a=|<b>' },
    });
    const blocks = lastOf(ADA)?.blocks ?? [];
    const section = blocks.find(({ type }) => type === 'section');
    expect(section).toMatchObject({
      fields: [
        { type: 'mrkdwn', text: '*Rea&lt;son*' },
        { type: 'plain_text', text: '<!channel> <@U123> *now* <https://evil.example|Jira> & reversed' },
      ],
    });
    expect(lastOf(ADA)?.text).toBe('From &lt;!here&gt;');
    expect(JSON.stringify(blocks)).toContain('<https://jira.example/browse/X?a=%7C%3Cb%3E|a/b&gt;>');
    await desk.post(idOf(ADA), 'markup-2', { ...CARD, link: { says: 'Jira', address: 'javascript:alert(1)' } });
    expect(JSON.stringify(lastOf(ADA)?.blocks)).not.toContain('javascript');
  });

  it('shows the whole of what is decided about, in as many parts as it takes', async () => {
    const { desk, idOf } = here;
    const groups = Array.from({ length: 450 }, (_, nth) => `group-${nth}`);
    const facts = [
      { label: 'Opens', value: groups.join(', ') },
      { label: 'Reason', value: 'y'.repeat(1_999) },
    ];
    await desk.post(idOf(ADA), 'whole-1', { ...CARD, facts });
    const read = wordsOf([...(lastOf(ADA)?.blocks ?? [])]);
    expect(groups.filter((group) => !read.includes(group))).toEqual([]);
    expect(read).toContain('y'.repeat(1_000));
    expect(read).not.toContain(' …');
  });

  it('cuts what is longer than Slack takes, and says so', async () => {
    const { desk, idOf } = here;
    const facts = Array.from({ length: 12 }, (_, nth) => ({ label: `Fact ${nth}`, value: 'x'.repeat(30_000) }));
    await desk.post(idOf(ADA), 'long-1', { ...CARD, title: 'T'.repeat(1_000), facts });
    expect(wordsOf([...(lastOf(ADA)?.blocks ?? [])])).toContain('x …');
    await desk.post(idOf(ADA), 'empty-1', {
      ...NOTHING_AROUND,
      title: 'Empty',
      facts: [{ label: 'Reason', value: ' ' }],
    });
    expect(lastOf(ADA)?.text).toBe('Empty');
  });

  it('whispers beside what was pressed, elsewhere when that is used up, and never to another host', async () => {
    const { desk, idOf, slack } = here;
    const ada = slack.workspace.users.find(ADA);
    const channel = slack.workspace.directMessage(ada.id);
    const ticket = `${slack.url}/actions/T0/${slack.workspace.responseUrls.issue({ channel: channel.id, user: ada.id, messageTs: undefined })}`;
    for (let nth = 1; nth <= 6; nth += 1) await desk.whisper(idOf(ADA), ticket, `word ${nth} <!here>`);
    await desk.whisper(idOf(ADA), 'https://evil.example/actions/1', 'word 7');
    const heard = slack.as(ADA).messages.filter(({ text }) => text.startsWith('word'));
    expect(heard.map(({ text, onlyFor }) => [text, onlyFor])).toEqual(
      [1, 2, 3, 4, 5, 6].map((nth) => [`word ${nth} &lt;!here&gt;`, ada.id]).concat([['word 7', ada.id]]),
    );
    expect(slack.workspace.calls.filter(({ method }) => method === 'chat.postEphemeral')).toHaveLength(2);
  });

  it('says which scopes the token lacks, and what they are for', async () => {
    const powers = await here.desk.probePowers();
    expect(powers.filter(({ held }) => !held)).toEqual([]);
    expect(powers.map(({ power }) => power)).toContain('listen by Socket Mode');
    const poor = await site({ app: { scopes: ['chat:write', 'users:read'] } });
    const lacking = (await poor.desk.probePowers()).filter(({ held }) => !held);
    expect(lacking.map(({ power }) => power)).toEqual([
      'open a conversation with an approver (scope im:write)',
      'find a question again whose answer was lost, before it is asked twice (scope im:history)',
      'match people by their confirmed address (scope users:read.email)',
      'hear the command by which access is asked for (scope commands)',
    ]);
    const fault = await faultOf(poor.desk.findUser(ADA));
    expect([fault.kind, fault.vendorCode, fault.right]).toEqual(['denied', 'missing_scope', 'users:read.email']);
    await poor.slack.stop();
    const elsewhere = await here.at({ connection: { ...here.connection, team: 'T2' } }).desk.probePowers();
    expect(elsewhere.filter(({ held }) => !held).map(({ remedy }) => remedy)).toEqual([
      expect.stringContaining('`team:` says T2'),
    ]);
    const [signIn, ...others] = await here.at({ token: 'xoxb-wrong', appToken: null }).desk.probePowers();
    // By one name, whatever Slack answers: what it says stands with the remedy.
    expect([signIn?.power, signIn?.held, others]).toEqual(['sign in', false, []]);
    expect(signIn?.remedy).toContain('Slack says: invalid_auth.');
  });

  it('tells a limit with the instant after which to come back, and repeats nothing by itself', async () => {
    const { desk, clock, slack, idOf } = here;
    const refused = { ok: false, error: 'ratelimited' };
    slack.faults.add({
      on: 'chat.postMessage',
      do: 'refuse',
      status: 429,
      headers: { 'retry-after': '30' },
      body: refused,
    });
    const limited = await faultOf(desk.post(idOf(ADA), 'limit-1', CARD));
    const then = new Date(clock.now() + 30_000).toISOString();
    expect([limited.kind, limited.retryAt, limited.outcomeUnknown]).toEqual(['transient', then, false]);
    slack.faults.add({ on: 'chat.postMessage', do: 'refuse', status: 503 });
    const down = await faultOf(desk.post(idOf(ADA), 'limit-2', CARD));
    expect([down.kind, down.outcomeUnknown]).toEqual(['transient', true]);
    const calls = slack.log.list({ matching: /chat\.postMessage/ }).slice(-2);
    expect(calls.map(({ status }) => status)).toEqual([429, 503]);
    const gone = await faultOf(here.at({ token: 'xoxb-wrong' }).desk.post(idOf(ADA), 'denied-1', CARD));
    expect([gone.kind, gone.vendorCode]).toEqual(['denied', 'invalid_auth']);
  });

  it.skipIf(process.env.CONTRACTS_DIR === undefined)('asks as Slack’s own description has it', () => {
    const description = loadSlackDescription(join(process.env.CONTRACTS_DIR ?? '', 'slack.openapi.json'));
    const younger = ['argument metadata is not described', 'argument include_all_metadata is not described'];
    const found = here.slack.workspace.calls
      .filter(({ method }) => description.knows(method))
      .flatMap(({ method, args }) =>
        description.violations(method, args, { ok: true }).map((one) => `${method}: ${one}`),
      )
      .filter((one) => one.includes(': argument') && !younger.some((known) => one.endsWith(known)));
    expect([...new Set(found)]).toEqual([]);
  });
});

/** What came in, in the order of coming; answered as told. */
function noting(answer: Awaited<ReturnType<DeskHandler>> = { kind: 'taken' }) {
  const acts: DeskAct[] = [];
  const handle: DeskHandler = async (act) => {
    acts.push(act);
    return answer;
  };
  return { acts, handle };
}

describe('what is pressed, over the line', () => {
  const until = (isSo: () => boolean) => expect.poll(isSo, { timeout: 20_000, interval: 5 }).toBe(true);

  it('comes with who it was and where, and is acknowledged; forms and their mistakes too', async () => {
    const { slack, desk, at, idOf } = await site();
    const { acts, handle } = noting();
    const line = at().line?.listen(handle);
    await slack.workspace.sockets.connected();
    const place = await desk.post(idOf('ada@acme.example'), 'card', CARD);
    const ada = slack.as('ada@acme.example');
    expect((await ada.click('question.approve')).result).toBe('acknowledged');
    const [press] = acts;
    expect(press).toMatchObject({ kind: 'press', action: 'question.approve', token: 'the-token', place, by: ada.id });
    if (press?.kind !== 'press') throw new Error('nothing was pressed');
    const form = { name: 'question.refuse', title: 'Refuse', submit: 'Refuse', token: 'the-token', says: ['HELP-1'] };
    const fields = [
      { kind: 'text', id: 'reason', label: 'Why', longest: 2_000 },
      { kind: 'choice', id: 'duration', label: 'For how long', options: [{ value: '3600000', says: '1 hour' }] },
    ] as const;
    await desk.openForm(press.formTicket, { ...form, fields });
    // Once, and no second time.
    expect((await faultOf(desk.openForm(press.formTicket, { ...form, fields }))).kind).toBe('missing');
    await ada.submit({ value: 'no' }).catch(() => null);
    ada.fill({ value: 'Not <needed>' }, { in: 'modal', blockId: 'reason' });
    ada.fill({ value: '3600000' }, { in: 'modal', blockId: 'duration' });
    await ada.submit();
    expect(acts.at(-1)).toEqual({
      kind: 'form',
      by: ada.id,
      name: 'question.refuse',
      token: 'the-token',
      answers: { reason: 'Not <needed>', duration: '3600000' },
      fields: fields.map(({ id }) => id),
    });
    expect(ada.modal).toBeUndefined();
    await line?.stop();
    await slack.stop();
  });

  it('goes on when Slack renews the line, and when it is cut', async () => {
    const { slack, desk, at, idOf } = await site();
    const { acts, handle } = noting();
    const line = at().line?.listen(handle);
    await slack.workspace.sockets.connected();
    await desk.post(idOf('ada@acme.example'), 'card', CARD);
    for (const end of ['refresh', 'drop'] as const) {
      slack.workspace.sockets[end]();
      await slack.workspace.sockets.connected();
      expect((await slack.as('ada@acme.example').click('question.approve')).result).toBe('acknowledged');
    }
    expect(acts).toHaveLength(2);
    await line?.stop();
    await until(() => slack.workspace.sockets.connections === 0);
    await slack.stop();
  });

  it('is not acknowledged when it was not taken: Slack says so to whoever pressed', async () => {
    const { slack, clock, desk, at, idOf } = await site();
    const { acts, handle } = noting({ kind: 'busy' });
    const line = at().line?.listen(handle);
    await slack.workspace.sockets.connected();
    await desk.post(idOf('ada@acme.example'), 'card', CARD);
    const clicked = slack.as('ada@acme.example').click('question.approve');
    await until(() => acts.length === 1);
    clock.moveTo(clock.now() + 3_001);
    expect((await clicked).result).toBe('operation_timeout');
    await line?.stop();
    await slack.stop();
  });

  it('is not taken, and that is said, where it comes from another workspace than tenure.yaml names', async () => {
    const { slack, clock, connection, desk, at, idOf } = await site();
    const troubles: string[] = [];
    const { acts, handle } = noting();
    const elsewhere = {
      connection: { ...connection, team: 'T2' },
      onTrouble: (says: string) => void troubles.push(says),
    };
    const line = at(elsewhere).line?.listen(handle);
    await slack.workspace.sockets.connected();
    await desk.post(idOf('ada@acme.example'), 'card', CARD);
    const clicked = slack.as('ada@acme.example').click('question.approve');
    await until(() => troubles.length === 1);
    clock.moveTo(clock.now() + 3_001);
    expect([(await clicked).result, troubles, acts]).toEqual([
      'operation_timeout',
      ['what came over the line was refused: another-workspace'],
      [],
    ]);
    await line?.stop();
    await slack.stop();
  });

  it('is tried again, and said, where the line cannot be opened', async () => {
    const { slack, at } = await site();
    const troubles: string[] = [];
    const { handle } = noting();
    const line = at({ appToken: 'xapp-wrong', onTrouble: (says) => void troubles.push(says) }).line?.listen(handle);
    await until(() => troubles.length === 2);
    expect(troubles).toEqual(['open a line: denied (invalid_auth)', 'open a line: denied (invalid_auth)']);
    await line?.stop();
    await slack.stop();
  });
});
