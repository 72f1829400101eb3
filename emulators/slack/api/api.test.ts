/** The Web API, through the official client and, where that is too polite, by hand. */
import { ErrorCode } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_APP } from '../index.ts';
import { actions, button, clientOf, section, startTestWorkspace, type TestWorkspace } from '../testing/workspace.ts';

let at: TestWorkspace;
beforeAll(async () => {
  at = await startTestWorkspace({ limits: 'off' });
});
afterAll(() => at.slack.stop());

/** What Slack answered, `ok` or not. */
async function answer(calling: Promise<unknown>): Promise<unknown> {
  try {
    return await calling;
  } catch (error) {
    return (error as { data?: unknown }).data ?? error;
  }
}
const errorOf = async (calling: Promise<unknown>) => ((await answer(calling)) as { error?: string }).error;

const raw = async (method: string, init: RequestInit) => {
  const response = await fetch(`${at.slack.apiUrl}${method}`, { method: 'POST', ...init });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const bearer = (token = DEFAULT_APP.botToken) => ({ authorization: `Bearer ${token}` });
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_BODY = { 'content-type': 'application/json; charset=utf-8' };

describe('messages', () => {
  it('go to a person by id, and are changed and taken back by channel and ts', async () => {
    const { client, id, slack } = at;
    const posted = await client.chat.postMessage({
      channel: id('ada@acme.example'),
      text: 'a question',
      blocks: [section('a question'), actions(button('approve', 'q-7'))],
      metadata: { event_type: 'tenure_question', event_payload: { id: 'q-7' } },
    });
    const [channel, ts] = [posted.channel ?? '', posted.ts ?? ''];
    expect(channel).toMatch(/^D/);
    expect(ts).toMatch(/^\d+\.\d{6}$/);
    const plainHistory = await client.conversations.history({ channel });
    expect(plainHistory.messages?.[0]).not.toHaveProperty('metadata');
    const history = await client.conversations.history({ channel, include_all_metadata: true });
    expect(history.messages?.[0]?.metadata?.event_payload).toEqual({ id: 'q-7' });

    await client.chat.update({ channel, ts, text: 'answered', blocks: [section('answered')] });
    expect(slack.as('ada@acme.example').messages.at(-1)).toMatchObject({ ts, text: 'answered' });
    expect((await client.chat.getPermalink({ channel, message_ts: ts })).permalink).toContain(`/archives/${channel}/p`);
    await client.chat.delete({ channel, ts });
    expect(slack.as('ada@acme.example').messages).toEqual([]);
    expect(await errorOf(client.chat.update({ channel, ts, text: 'x' }))).toBe('message_not_found');
  });

  it('lose their blocks when updated with a text alone, or keep them: a switch', async () => {
    const { client, id, slack } = at;
    const update = async (workspace: TestWorkspace) => {
      const channel = workspace.id('ada@acme.example');
      const posted = await workspace.client.chat.postMessage({ channel, text: 'q', blocks: [section('q')] });
      await workspace.client.chat.update({ channel: posted.channel ?? '', ts: posted.ts ?? '', text: 'done' });
      return workspace.slack.as('ada@acme.example').messages.at(-1)?.blocks.length;
    };
    const other = await startTestWorkspace({ quirks: { updateWithoutBlocks: 'retained' } });
    expect([await update({ ...at, client, id, slack }), await update(other)]).toEqual([0, 1]);
    await other.slack.stop();
  });

  it('meant for one are seen by one, and no method knows them', async () => {
    const { client, id, slack } = at;
    const channel = slack.workspace.conversations.named('general')?.id ?? '';
    const user = id('grace@acme.example');
    const posted = await client.chat.postEphemeral({ channel, user, text: 'only you' });
    expect(slack.as('grace@acme.example').messages.at(-1)?.text).toBe('only you');
    expect(slack.as('ada@acme.example').messages.map(({ text }) => text)).not.toContain('only you');
    expect(await errorOf(client.chat.update({ channel, ts: posted.message_ts ?? '', text: 'x' }))).toBe(
      'message_not_found',
    );
    expect(await errorOf(client.chat.postEphemeral({ channel, user: id('guest@partner.example'), text: 'x' }))).toBe(
      'user_not_in_channel',
    );
  });

  it.each([
    ['a channel nobody knows', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
    ['a private channel without the app', { channel: 'leads', text: 'x' }, 'channel_not_found'],
    ['an archived channel', { channel: 'old-news', text: 'x' }, 'is_archived'],
    ['somebody who has left', { channel: 'left@acme.example', text: 'x' }, 'channel_not_found'],
    ['a bot', { channel: 'builds', text: 'x' }, 'cannot_dm_bot'],
    ['nothing to say', { channel: 'ada@acme.example', text: '' }, 'no_text'],
    ['too long a text', { channel: 'ada@acme.example', text: 'x'.repeat(40_001) }, 'msg_too_long'],
    [
      'a thread that is not there',
      { channel: 'ada@acme.example', text: 'x', thread_ts: '1.000001' },
      'thread_not_found',
    ],
    ['blocks that are no list', { channel: 'ada@acme.example', text: 'x', blocks: '{' }, 'invalid_blocks_format'],
    ['metadata that is none', { channel: 'ada@acme.example', text: 'x', metadata: '[]' }, 'invalid_metadata_format'],
    [
      'metadata of no kind',
      { channel: 'ada@acme.example', text: 'x', metadata: '{"event_type":"","event_payload":{}}' },
      'invalid_metadata_schema',
    ],
  ])('are refused for %s', async (_, { channel, ...args }, error) => {
    const { users, conversations } = at.slack.workspace;
    const found =
      conversations.named(channel)?.id ?? users.all().find(({ email, name }) => [email, name].includes(channel))?.id;
    expect(await errorOf(at.client.apiCall('chat.postMessage', { channel: found ?? channel, ...args }))).toBe(error);
  });

  it('carry the reasons when their blocks are bad', async () => {
    const blocks = [actions(button('same', '1'), button('same', '2'))];
    const refused = await answer(at.client.chat.postMessage({ channel: at.id('ada@acme.example'), text: 'x', blocks }));
    expect(refused).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      response_metadata: {
        messages: ['[ERROR] `action_id` "same" already exists [json-pointer:/blocks/0/elements/1/action_id]'],
      },
    });
  });
});

describe('people', () => {
  it('are found by their address, unless they have left', async () => {
    const { client, id } = at;
    const found = (await client.users.lookupByEmail({ email: 'ADA@acme.example' })).user;
    expect(found).toMatchObject({
      id: id('ada@acme.example'),
      deleted: false,
      is_bot: false,
      profile: { email: 'ada@acme.example' },
    });
    for (const email of ['left@acme.example', 'nobody@acme.example']) {
      expect(await errorOf(client.users.lookupByEmail({ email }))).toBe('users_not_found');
    }
    const unproven = (await client.users.lookupByEmail({ email: 'unproven@acme.example' })).user;
    expect(unproven).toMatchObject({ is_email_confirmed: false });
    const guest = (await client.users.info({ user: id('guest@partner.example') })).user;
    expect(guest).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
    expect((await client.users.info({ user: id('left@acme.example') })).user).toMatchObject({ deleted: true });
    expect(await errorOf(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
  });

  it('are listed page by page', async () => {
    const names: (string | undefined)[] = [];
    let pages = 0;
    for await (const page of at.client.paginate('users.list', { limit: 3 })) {
      const { members = [] } = page as { members?: { name?: string }[] };
      names.push(...members.map(({ name }) => name));
      pages += 1;
    }
    expect(names).toEqual(['tenure', 'ada', 'grace', 'guest', 'unproven', 'left', 'builds']);
    expect(pages).toBe(3);
    expect(await errorOf(at.client.users.list({ limit: 3, cursor: 'bm9uc2Vuc2U=' }))).toBe('invalid_cursor');
  });

  it('get one direct message however often it is opened', async () => {
    const { client, id } = at;
    const users = id('grace@acme.example');
    const first = await client.conversations.open({ users, return_im: true });
    const again = await client.conversations.open({ users });
    expect(first.channel).toMatchObject({ is_im: true, user: users });
    expect(again).toMatchObject({ already_open: true, channel: { id: first.channel?.id } });
    const members = await client.conversations.members({ channel: first.channel?.id ?? '' });
    expect(members.members?.toSorted()).toEqual([at.slack.workspace.botUser.id, users].toSorted());
    expect(await errorOf(client.conversations.open({ users: id('left@acme.example') }))).toBe('user_disabled');
    expect(await errorOf(client.conversations.open({ users: 'U0NOBODY' }))).toBe('user_not_found');
    expect(await errorOf(client.conversations.open({ users: id('builds') }))).toBe('cannot_dm_bot');
  });

  it('have channels the app may see: public ones, and private ones it is in', async () => {
    const other = await startTestWorkspace({ app: { scopes: ['channels:read', 'groups:read'] } });
    const listed = await other.client.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
    });
    expect(listed.channels?.map(({ name }) => name)).toEqual(['general']);
    await other.slack.stop();
  });
});

describe('who calls', () => {
  const post = { channel: 'C1', text: 'x' };

  it('is told what scope is missing, and which there are', async () => {
    const other = await startTestWorkspace({ app: { scopes: ['users:read'] } });
    expect(await answer(other.client.chat.postMessage(post))).toMatchObject({
      ok: false,
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'users:read',
    });
    const ada = (await other.client.users.info({ user: other.id('ada@acme.example') })).user;
    expect(ada?.profile).not.toHaveProperty('email');
    expect(await errorOf(other.client.users.lookupByEmail({ email: 'ada@acme.example' }))).toBe('missing_scope');
    await other.slack.stop();
  });

  it('needs a token, the right one, of the right kind, not revoked', async () => {
    expect((await raw('auth.test', {})).body).toEqual({ ok: false, error: 'not_authed' });
    expect(await errorOf(clientOf(at.slack, 'xoxb-other').auth.test())).toBe('invalid_auth');
    expect(await errorOf(clientOf(at.slack, DEFAULT_APP.appToken).chat.postMessage(post))).toBe(
      'not_allowed_token_type',
    );
    expect(await errorOf(at.client.apps.connections.open({}))).toBe('not_allowed_token_type');
    const inForm = new URLSearchParams({ token: DEFAULT_APP.appToken }).toString();
    expect((await raw('apps.connections.open', { headers: FORM, body: inForm })).body.error).toBe('not_authed');
    const other = await startTestWorkspace();
    other.slack.workspace.revoke('account_inactive');
    expect(await errorOf(other.client.auth.test())).toBe('account_inactive');
    await other.slack.stop();
  });

  it('may write a form or JSON, with the token in the header, or in the form', async () => {
    const channel = at.id('ada@acme.example');
    const form = new URLSearchParams({ token: DEFAULT_APP.botToken, channel, text: 'form' }).toString();
    expect((await raw('chat.postMessage', { headers: FORM, body: form })).body.ok).toBe(true);
    const json = JSON.stringify({ channel, text: 'json', blocks: [section('json')] });
    expect(
      (await raw('chat.postMessage', { headers: { ...JSON_BODY, ...bearer() }, body: json })).body,
    ).not.toHaveProperty('warning');
    const bare = { 'content-type': 'application/json', ...bearer() };
    expect((await raw('chat.postMessage', { headers: bare, body: json })).body).toMatchObject({
      ok: true,
      warning: 'missing_charset',
    });
    const inBody = JSON.stringify({ token: DEFAULT_APP.botToken, channel, text: 'x' });
    expect((await raw('chat.postMessage', { headers: JSON_BODY, body: inBody })).body.error).toBe('not_authed');
  });

  it('is refused for what cannot be read', async () => {
    const send = async (type: string, body: string, method = 'chat.postMessage') =>
      (await raw(method, { headers: { ...bearer(), 'content-type': type }, body })).body;
    expect((await send('application/json', '{')).error).toBe('invalid_json');
    expect((await send('application/json', '[]')).error).toBe('json_not_object');
    expect((await send('text/xml', '<a/>')).error).toBe('invalid_post_type');
    expect((await send('application/json; charset=utf-16', '{}')).error).toBe('invalid_charset');
    expect((await send('application/json; charset=utf-8', '{}')).error).toBe('invalid_arguments');
    // A reading method does not look into JSON.
    const lookup = await send('application/json; charset=utf-8', '{"email":"ada@acme.example"}', 'users.lookupByEmail');
    expect(lookup).toEqual({
      ok: false,
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: email'] },
    });
    expect((await send('application/json; charset=utf-8', '{}', 'chat.shout')).error).toBe('unknown_method');
  });
});

describe('limits', () => {
  it('answer 429 with the seconds to wait, for one channel as for a method, and let go when they have passed', async () => {
    const limited = await startTestWorkspace({ limits: 'published' });
    const { client, id, pass } = limited;
    const write = (who: string) => client.chat.postMessage({ channel: id(who), text: 'x' });
    for (let count = 0; count < 10; count += 1) await write('ada@acme.example');
    const refused = await write('ada@acme.example').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 10 });
    // The direct message is the same place by its own id, and somebody else's is another.
    const { id: channel = '' } = (await client.conversations.open({ users: id('ada@acme.example') })).channel ?? {};
    await expect(client.chat.postMessage({ channel, text: 'x' })).rejects.toMatchObject({
      code: ErrorCode.RateLimitedError,
    });
    await write('grace@acme.example');
    pass(10_000);
    await write('ada@acme.example');
    await limited.slack.stop();

    const tight = await startTestWorkspace({ limits: { 'users.info': 1 } });
    await tight.client.users.info({ user: tight.id('ada@acme.example') });
    const again = await fetch(`${tight.slack.apiUrl}users.info?user=U1`, { headers: bearer() });
    expect([again.status, again.headers.get('retry-after'), await again.json()]).toEqual([
      429,
      '60',
      { ok: false, error: 'ratelimited' },
    ]);
    await tight.slack.stop();
  });

  it('aside, an answer may be lost after the work was done', async () => {
    at.slack.faults.add({ on: 'chat.postMessage', do: 'lose-response' });
    const before = at.slack.as('grace@acme.example').messages.length;
    const lost = await at.client.chat
      .postMessage({ channel: at.id('grace@acme.example'), text: 'x' })
      .catch((error: unknown) => error);
    expect(lost).toMatchObject({ code: ErrorCode.RequestError });
    expect(at.slack.as('grace@acme.example').messages.length).toBe(before + 1);
  });
});
