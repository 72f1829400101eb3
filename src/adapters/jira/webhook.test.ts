import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type DeliveryInput, readDelivery } from './webhook.ts';

const SECRET = 'a shared secret';
const TOKEN = 'a shared token';
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
const signatureOf = (rawBody: Uint8Array, secret = SECRET) =>
  `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;

const UPDATED = {
  timestamp: 1,
  webhookEvent: 'jira:issue_updated',
  user: { accountId: '712020:ada' },
  issue: { id: '10001', key: 'ONB-1', fields: { summary: 'Zoë 👩🏽‍💻 "quoted" <b>' } },
};

function signed(body: unknown, changed: Partial<DeliveryInput> & { headers?: Record<string, string> } = {}) {
  const rawBody = bytes(body);
  const headers = {
    'x-hub-signature': signatureOf(rawBody),
    'x-atlassian-webhook-identifier': 'delivery-1',
    ...changed.headers,
  };
  return readDelivery({ rawBody, secret: SECRET, automationToken: TOKEN, ...changed, headers });
}

const byToken = (body: unknown, token = TOKEN) =>
  readDelivery({
    headers: { 'X-Tenure-Token': token },
    rawBody: bytes(body),
    secret: SECRET,
    automationToken: TOKEN,
  });

const refused = (refusal: string) => ({ ok: false, refusal });

describe('a delivery from Jira', () => {
  it('is only the issue, the event and whoever did it', () => {
    expect(signed(UPDATED)).toEqual({
      ok: true,
      value: {
        id: 'delivery-1',
        issue: '10001',
        parent: null,
        event: 'jira:issue_updated',
        kind: null,
        actorAccountId: '712020:ada',
      },
    });
  });

  it('is signed over the bytes as they came, not over the same JSON written again', () => {
    const spaced = bytes(JSON.stringify(UPDATED, null, 2));
    const input = { rawBody: spaced, secret: SECRET, automationToken: null };
    expect(readDelivery({ ...input, headers: { 'x-hub-signature': signatureOf(spaced) } })).toMatchObject({ ok: true });
    expect(readDelivery({ ...input, headers: { 'x-hub-signature': signatureOf(bytes(UPDATED)) } })).toEqual(
      refused('wrong-signature'),
    );
  });

  it.each([
    ['of another secret', signatureOf(bytes(UPDATED), 'guessed')],
    ['in capitals', signatureOf(bytes(UPDATED)).toUpperCase()],
    ['without its prefix', signatureOf(bytes(UPDATED)).slice(7)],
    ['cut short', signatureOf(bytes(UPDATED)).slice(0, 20)],
    ['empty', ''],
  ])('with a signature %s is refused', (_, signature) => {
    expect(signed(UPDATED, { headers: { 'x-hub-signature': signature } })).toEqual(refused('wrong-signature'));
  });

  it('with a wrong signature is refused even when it brings the right token', () => {
    const headers = { 'x-hub-signature': 'sha256=00', 'x-tenure-token': TOKEN };
    expect(signed(UPDATED, { headers })).toEqual(refused('wrong-signature'));
  });

  it('without any proof is refused, whatever is configured', () => {
    const rawBody = bytes(UPDATED);
    for (const secret of [SECRET, '', null]) {
      expect(readDelivery({ headers: {}, rawBody, secret, automationToken: secret })).toEqual(refused('unsigned'));
    }
  });

  it('with an empty secret configured proves nothing', () => {
    const rawBody = bytes(UPDATED);
    const headers = { 'x-hub-signature': signatureOf(rawBody, ''), 'x-tenure-token': '' };
    expect(readDelivery({ headers, rawBody, secret: '', automationToken: '' })).toEqual(refused('unsigned'));
  });

  it('of 20 MB is refused unread', () => {
    const rawBody = Buffer.alloc(20 * 1024 * 1024, 'x');
    const before = performance.now();
    const read = readDelivery({
      headers: { 'x-hub-signature': 'sha256=00' },
      rawBody,
      secret: SECRET,
      automationToken: null,
    });
    expect(read).toEqual(refused('too-large'));
    expect(performance.now() - before).toBeLessThan(50);
  });

  it('that is no JSON is refused', () => {
    expect(signed('<html>')).toEqual(refused('not-json'));
    expect(signed('[[['.repeat(10_000))).toEqual(refused('not-json'));
  });

  it.each(['ONB-1; DROP TABLE', '../ONB-1', 'onb-1', 'ONB-0', 'ONB-', '-1', `ONB-${'9'.repeat(40)}`, 'ONB-1\n'])(
    'about the issue %j is forged',
    (key) => {
      expect(signed({ ...UPDATED, issue: { id: '10001', key } })).toEqual(refused('forged-issue'));
      expect(byToken({ issueKey: key })).toEqual(refused('forged-issue'));
    },
  );

  it.each(['10001/../2', '1e5', '-5', '0', ''])('about the issue id %j is forged', (id) => {
    expect(signed({ ...UPDATED, issue: { id, key: 'ONB-1' } })).toEqual(refused('forged-issue'));
  });

  it('about no issue has nothing to look at', () => {
    expect(signed({ webhookEvent: 'user_created', user: { accountId: 'x' } })).toEqual(refused('no-issue'));
    expect(signed({})).toEqual(refused('no-issue'));
    expect(signed('null')).toEqual(refused('forged-issue'));
  });

  it('keeps its id across repeats', () => {
    const [first, second] = [signed(UPDATED), signed(UPDATED, { headers: { 'x-atlassian-webhook-retry': '1' } })];
    expect(first).toEqual(second);
  });

  it('without an identifier is known by the hash of its body', () => {
    const headers = { 'x-atlassian-webhook-identifier': '' };
    const read = signed(UPDATED, { headers });
    expect(read).toEqual(signed(UPDATED, { headers }));
    expect(read).toMatchObject({ value: { id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) } });
    expect(signed({ ...UPDATED, timestamp: 2 }, { headers })).not.toEqual(read);
  });

  it('reads the headers of a fetch request as well', () => {
    const rawBody = bytes(UPDATED);
    const headers = new Headers({ 'X-Hub-Signature': signatureOf(rawBody) });
    expect(readDelivery({ headers, rawBody, secret: SECRET, automationToken: null })).toMatchObject({ ok: true });
  });

  it('about a comment names whoever wrote it', () => {
    const comment = { author: { accountId: 'a' }, updateAuthor: { accountId: 'b' } };
    const read = signed({ webhookEvent: 'comment_updated', comment, issue: { id: '10001', key: 'ONB-1' } });
    expect(read).toMatchObject({ value: { event: 'comment_updated', actorAccountId: 'b' } });
    // Who wrote it did not delete it: one of ours would be left out as our own doing.
    const gone = signed({ webhookEvent: 'comment_deleted', comment, issue: { id: '10001', key: 'ONB-1' } });
    expect(gone).toMatchObject({ value: { event: 'comment_deleted', actorAccountId: null } });
  });

  it.each([
    ['comment', { comment: { self: 'https://acme.atlassian.net/rest/api/2/issue/10001/comment/10200' } }],
    ['property', { property: { self: 'https://acme.atlassian.net/rest/api/2/issue/10001/properties/x' } }],
  ])('about a %s without its issue finds the issue in the address', (_, body) => {
    expect(signed({ webhookEvent: 'x', ...body })).toMatchObject({ value: { issue: '10001' } });
  });

  it('about a sub-task names its parent', () => {
    const issue = { id: '10002', key: 'ONB-2', fields: { parent: { id: '10001', key: 'ONB-1' } } };
    expect(signed({ ...UPDATED, issue })).toMatchObject({ value: { issue: '10002', parent: '10001' } });
  });
});

describe('a web request from Automation', () => {
  it('is proved by its token', () => {
    expect(byToken({ issueKey: 'ONB-1', event: 'created', actorAccountId: '712020:ada' })).toMatchObject({
      value: { issue: 'ONB-1', event: 'created', actorAccountId: '712020:ada' },
    });
    expect(byToken({ issueKey: 'ONB-1' }, 'a shared tokem')).toEqual(refused('wrong-token'));
    expect(byToken({ issueKey: 'ONB-1' }, '')).toEqual(refused('wrong-token'));
  });

  it('is new each time: the same rule sends the same bytes for every edit', () => {
    const body = { issueKey: 'ONB-1', event: 'updated' };
    const ids = [byToken(body), byToken(body)].map((read) => (read.ok ? read.value.id : ''));
    expect(new Set(ids).size).toBe(2);
  });

  it('may send the issue itself, whose ids are numbers then', () => {
    expect(byToken({ id: 10001, key: 'ONB-1', fields: {}, namedValue: {} })).toMatchObject({
      value: { issue: '10001' },
    });
  });

  it('says nothing by an event name that is no name', () => {
    expect(byToken({ issueKey: 'ONB-1', event: '<script>'.repeat(100) })).toMatchObject({
      value: { event: 'unnamed' },
    });
  });
});
