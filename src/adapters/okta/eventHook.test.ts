import { describe, expect, it } from 'vitest';
import type { OktaConnection } from '../../core/policy/model.ts';
import { connectionId } from '../../core/shared/ids.ts';
import { createOktaProvider } from './index.ts';

const US = '0oaTenure';
const SECRET = 'a long secret nobody guesses';
const connection: OktaConnection = {
  kind: 'okta',
  id: connectionId('okta'),
  baseUrl: 'https://org.okta.test',
  auth: { kind: 'private-key-jwt', clientId: US, key: { env: 'KEY' }, keyId: null },
  markAttribute: 'tenureMark',
  eventHookSecret: { env: 'HOOK' },
  rateShare: 0.5,
};
const EC_KEY =
  '{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps","d":"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"}';
const hookWith = (secret: string) => createOktaProvider({ connection, secret: EC_KEY }).eventHook(secret);

const event = (uuid: string, actor: string, more: object = {}) => ({
  uuid,
  published: '2026-03-02T08:00:00.000Z',
  eventType: 'group.user_membership.remove',
  actor: { id: actor, type: 'User' },
  target: [
    { id: `00u${uuid}`, type: 'User' },
    { id: '00gX', type: 'UserGroup' },
  ],
  ...more,
});
const bodyOf = (...events: unknown[]) => JSON.stringify({ eventType: 'com.okta.event_hook', data: { events } });
const read = (body: string, headers: Record<string, string> = { authorization: SECRET }, secret = SECRET) =>
  hookWith(secret).read(headers, new TextEncoder().encode(body));

describe("an event hook's delivery", () => {
  it('hints at the accounts others have moved, and not at what we did ourselves', () => {
    expect(read(bodyOf(event('1', '00uadmin'), event('2', US)))).toEqual({
      ok: true,
      value: [{ id: '1', account: '00u1' }],
    });
  });

  it('takes no line that it cannot read, and all beside it', () => {
    const odd = [
      null,
      42,
      {},
      event('', 'x'),
      event('3', 'x', { published: 'yesterday' }),
      event('4', 'x', { target: [] }),
    ];
    expect(read(bodyOf(...odd, event('5', 'x')))).toEqual({ ok: true, value: [{ id: '5', account: '00u5' }] });
  });

  it.each([
    ['no secret', bodyOf(), {}, SECRET, 'no-secret'],
    ['another secret', bodyOf(), { authorization: `${SECRET} x` }, SECRET, 'wrong-secret'],
    ['the beginning of the secret', bodyOf(), { authorization: SECRET.slice(0, -1) }, SECRET, 'wrong-secret'],
    ['an empty secret of ours', bodyOf(), { authorization: ' ' }, '', 'wrong-secret'],
    ['no JSON', '{', { authorization: SECRET }, SECRET, 'not-json'],
    ['no list of events', '{"data":{}}', { authorization: SECRET }, SECRET, 'no-events'],
    ['too much', ' '.repeat(5 * 1024 * 1024 + 1), { authorization: SECRET }, SECRET, 'too-large'],
  ])('with %s is refused by name', (_, body, headers, secret, refusal) => {
    expect(read(body, headers, secret)).toEqual({ ok: false, refusal });
  });
});
