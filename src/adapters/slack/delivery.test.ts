/** What is let in at the door: the signature over the raw bytes, the time both ways, and what the body may be. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readDelivery } from './delivery.ts';
import type { OwnOrigin } from './origin.ts';

const SECRET = 'a-signing-secret';
const NOW = Date.parse('2026-03-02T08:00:00.000Z');
const seconds = (offset = 0) => NOW / 1_000 + offset;

interface Sent {
  readonly body?: string;
  readonly secret?: string;
  readonly at?: number | string;
  readonly headers?: Record<string, string>;
  readonly ours?: OwnOrigin;
}

/** As where tenure.yaml names neither. */
const ANY: OwnOrigin = { team: null, app: null };

const sign = (secret: string, at: number | string, body: string) =>
  `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;

function read({ body = 'ssl_check=1', secret = SECRET, at = seconds(), headers, ours = ANY }: Sent = {}) {
  const signed = { 'x-slack-request-timestamp': String(at), 'x-slack-signature': sign(secret, at, body) };
  return readDelivery({
    headers: headers ?? signed,
    rawBody: new TextEncoder().encode(body),
    secret: SECRET,
    ours,
    now: NOW,
  });
}
const refusal = (sent: Sent) => {
  const outcome = read(sent);
  return outcome.ok ? 'let in' : outcome.refusal;
};

const form = (payload: unknown) => `payload=${encodeURIComponent(JSON.stringify(payload))}`;
const PRESS = {
  type: 'block_actions',
  user: { id: 'U1', username: 'somebody else' },
  trigger_id: 'trigger',
  response_url: 'https://hooks.slack.com/actions/1',
  container: { type: 'message', channel_id: 'D1', message_ts: '1.0001' },
  actions: [{ type: 'button', action_id: 'question.approve', value: 'token' }],
};
const HANDED_IN = {
  type: 'view_submission',
  user: { id: 'U1' },
  view: {
    callback_id: 'question.refuse',
    private_metadata: 'token',
    state: {
      values: { reason: { value: { type: 'plain_text_input', value: 'No' } }, other: { value: { value: null } } },
    },
  },
};

const OURS: OwnOrigin = { team: 'T1', app: 'A1' };

describe('at the door', () => {
  it.each<[string, Sent]>([
    ['let in', {}],
    ['let in', { at: seconds(-300) }],
    ['let in', { at: seconds(300) }],
    ['too-old', { at: seconds(-301) }],
    ['too-new', { at: seconds(301) }],
    ['wrong-signature', { secret: 'another' }],
    ['unsigned', { headers: {} }],
    ['unsigned', { headers: { 'x-slack-signature': sign(SECRET, seconds(), 'ssl_check=1') } }],
    ['unsigned', { at: 'now' }],
    ['unsigned', { at: `${seconds()}.5` }],
    ['unsigned', { at: -1 }],
    ['unreadable', { body: 'payload=%7Bno' }],
    ['unreadable', { body: '{"type":' }],
    ['too-large', { body: 'x'.repeat(1024 * 1024 + 1) }],
  ])('%s: %o', (expected, sent) => {
    expect(refusal(sent)).toBe(expected);
  });

  it('a signature counts for its own time and body only', () => {
    const signed = sign(SECRET, seconds(), 'ssl_check=1');
    const later = { 'x-slack-signature': signed, 'x-slack-request-timestamp': String(seconds(1)) };
    expect(refusal({ headers: later })).toBe('wrong-signature');
    const same = { 'x-slack-signature': signed, 'x-slack-request-timestamp': String(seconds()) };
    expect(refusal({ headers: same, body: 'ssl_check=2' })).toBe('wrong-signature');
    expect(refusal({ headers: same })).toBe('let in');
  });

  it.each<[string, string, OwnOrigin, string]>([
    ['a press', 'another-workspace', OURS, form({ ...PRESS, team: { id: 'T2' }, api_app_id: 'A1' })],
    ['a press', 'another-app', OURS, form({ ...PRESS, team: { id: 'T1' }, api_app_id: 'A2' })],
    ['a press', 'let in', OURS, form({ ...PRESS, team: { id: 'T1' }, api_app_id: 'A1' })],
    ['a form', 'another-workspace', OURS, form({ ...HANDED_IN, team: { id: 'T2' } })],
    ['a command', 'another-workspace', OURS, 'command=%2Faccess&user_id=U1&trigger_id=t&team_id=T2'],
    ['a command', 'another-app', OURS, 'command=%2Faccess&user_id=U1&trigger_id=t&team_id=T1&api_app_id=A2'],
    ['an event', 'another-workspace', OURS, '{"type":"event_callback","team_id":"T2","api_app_id":"A1"}'],
    ['what names no workspace', 'let in', OURS, form({ ...PRESS, team: null, api_app_id: 'A1' })],
    ['any press, where none is named', 'let in', ANY, form({ ...PRESS, team: { id: 'T2' }, api_app_id: 'A2' })],
  ])('%s is %s, where %o is ours', (_, expected, ours, body) => {
    expect(refusal({ body, ours })).toBe(expected);
  });

  it('a door without a secret lets nobody in', () => {
    const headers = {
      'x-slack-request-timestamp': String(seconds()),
      'x-slack-signature': sign('', seconds(), ''),
    };
    const outcome = readDelivery({ headers, rawBody: new Uint8Array(), secret: '', ours: ANY, now: NOW });
    expect(outcome).toEqual({ ok: false, refusal: 'unsigned' });
  });

  it('proves that the address is ours', () => {
    const outcome = read({ body: JSON.stringify({ type: 'url_verification', challenge: 'abc' }) });
    if (!outcome.ok) throw new Error(outcome.refusal);
    expect(outcome.value.act).toBeNull();
    expect(outcome.value.answer({ kind: 'taken' })).toEqual({ status: 200, body: '{"challenge":"abc"}' });
  });

  it('an act is by whom Slack names, on the card it names', () => {
    const outcome = read({ body: form(PRESS) });
    if (!outcome.ok) throw new Error(outcome.refusal);
    expect(outcome.value.act).toEqual({
      kind: 'press',
      by: 'U1',
      action: 'question.approve',
      token: 'token',
      place: { channel: 'D1', message: '1.0001' },
      formTicket: 'trigger',
      replyTicket: 'https://hooks.slack.com/actions/1',
    });
    expect(outcome.value.answer({ kind: 'busy' }).status).toBe(503);
  });

  it('a form has its mistakes shown beside its fields', () => {
    const outcome = read({ body: form(HANDED_IN) });
    if (!outcome.ok) throw new Error(outcome.refusal);
    expect(outcome.value.act).toMatchObject({ kind: 'form', answers: { reason: 'No' } });
    expect(outcome.value.answer({ kind: 'wrong', fields: { reason: 'Say why.' } })).toEqual({
      status: 200,
      body: '{"response_action":"errors","errors":{"reason":"Say why."}}',
    });
  });

  it('a form with more in a field than it takes is read, so that whoever wrote it is told', () => {
    const long = '<!channel> *all* '.repeat(1_800);
    const values = { reason: { value: { type: 'plain_text_input', value: long } } };
    const outcome = read({ body: form({ ...HANDED_IN, view: { ...HANDED_IN.view, state: { values } } }) });
    expect(outcome).toMatchObject({ ok: true, value: { act: { kind: 'form', answers: { reason: long } } } });
  });

  it.each([
    { ...PRESS, actions: [] },
    { ...PRESS, actions: [{ action_id: 'x', value: 'v'.repeat(2_001) }] },
    { ...PRESS, actions: [{ action_id: 'question.approve' }] },
    { ...PRESS, user: {} },
    { ...PRESS, user: { id: 5 } },
    { ...PRESS, trigger_id: undefined },
    { type: 'something_new', user: { id: 'U1' } },
    { ...HANDED_IN, view: { ...HANDED_IN.view, state: { values: [] } } },
    [],
    null,
    'text',
  ])('what is no act of ours is let in and does nothing: %o', (payload) => {
    const outcome = read({ body: form(payload) });
    if (!outcome.ok) throw new Error(outcome.refusal);
    expect(outcome.value.act).toBeNull();
    expect(outcome.value.answer({ kind: 'taken' })).toEqual({ status: 200, body: '' });
  });
});
