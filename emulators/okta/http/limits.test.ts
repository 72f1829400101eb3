import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../kit/clock.ts';
import {
  DEFAULT_API_TOKEN,
  type OktaEmulator,
  type OktaEmulatorOptions,
  type Seeded,
  startOktaEmulator,
} from '../index.ts';
import { callerOf, someone } from '../testing/client.ts';

const clock = manualClock(Date.UTC(2026, 5, 1, 12));
let okta: OktaEmulator;
const start = async (options: OktaEmulatorOptions) => {
  okta = await startOktaEmulator({ clock, ...options });
  return callerOf(okta.url);
};
afterEach(() => okta.stop());

interface ControlAnswer extends Seeded {
  readonly status: string;
  readonly sessionId: string;
}

const standing = (headers: Headers) =>
  ['limit', 'remaining'].map((name) => Number(headers.get(`x-rate-limit-${name}`)));

describe('rate limits', () => {
  it('give one token half of the published bucket and say so on every answer', async () => {
    const call = await start({});
    expect(standing((await call('GET', '/api/v1/users')).headers)).toEqual([300, 299]);
    expect(standing((await call('GET', `/api/v1/users/${okta.directory.adminId}`)).headers)).toEqual([1000, 999]);
    expect(standing((await call('GET', '/api/v1/groups/none')).headers)).toEqual([500, 499]);
    expect(standing((await call('POST', '/api/v1/users', { profile: someone() })).headers)).toEqual([300, 298]);
    expect((await call('GET', '/api/v1/apps')).headers.get('x-okta-request-id')).toMatch(/^\S{8,}$/);
  });

  it('answer 429 without Retry-After, and a reset computed on the clock of the Date header', async () => {
    const call = await start({ limits: { users: 2 } });
    await call('GET', '/api/v1/users');
    clock.moveTo(clock.now() + 20_000);
    await call('GET', '/api/v1/users');
    const refused = await call('GET', '/api/v1/users');
    expect([refused.status, refused.refusal, standing(refused.headers)]).toEqual([429, 'E0000047', [2, 0]]);
    expect(refused.headers.get('retry-after')).toBeNull();
    const date = Date.parse(refused.headers.get('date') ?? '') / 1000;
    expect(Number(refused.headers.get('x-rate-limit-reset')) - date).toBe(40);
    clock.moveTo(clock.now() + 40_000);
    expect((await call('GET', '/api/v1/users')).status).toBe(200);
    expect((await call('GET', '/api/v1/users')).status).toBe(429);
  });

  it('are counted per principal within the bucket of the org', async () => {
    await start({ principalShare: 0.75, limits: 'integrator', credentials: { apiTokens: ['one', 'two'] } });
    const [one, two] = [callerOf(okta.url, 'SSWS one'), callerOf(okta.url, 'SSWS two')];
    for (let n = 0; n < 15; n += 1) expect((await one('GET', '/api/v1/apps')).status).toBe(200);
    expect((await one('GET', '/api/v1/apps')).status).toBe(429);
    for (let n = 0; n < 5; n += 1) expect((await two('GET', '/api/v1/apps')).status).toBe(200);
    expect((await two('GET', '/api/v1/apps')).status).toBe(429);
  });

  it('refuse the request too many at the same time, with limit and remaining both 0', async () => {
    const call = await start({ limits: 'off', concurrency: 3, latencyMilliseconds: 500 });
    await call('GET', '/api/v1/users');
    const replies = await Promise.all(Array.from({ length: 5 }, () => call('GET', '/api/v1/users')));
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(2);
    expect(refused.map(({ headers }) => standing(headers))).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect((await call('GET', '/api/v1/users')).status).toBe(200);
  });
});

describe('outside the API', () => {
  it('an unknown path is a 404 of the web server, not of Okta', async () => {
    const call = await start({});
    const reply = await call('GET', '/api/v1/nonsense');
    expect([reply.status, reply.body]).toEqual([404, { status: 404, message: 'Resource not found' }]);
    expect(reply.headers.get('server')).toBe('Apache');
  });

  it('a known path refuses an unknown method', async () => {
    const call = await start({});
    expect((await call('PUT', '/api/v1/users')).refusal).toBe('E0000022');
  });

  it('control routes seed, show the state and let a person act, unseen by log and limits', async () => {
    await start({});
    const control = async (path: string, body: unknown) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const response = await fetch(`${okta.url}/_emulator/${path}`, init);
      return { status: response.status, body: (await response.json()) as ControlAnswer };
    };
    const profile = someone({ badge: 'x' });
    const { body } = await control('seed', {
      attributes: { badge: { title: 'Badge', type: 'string' } },
      groups: [{ name: 'Seeded' }],
      users: [{ profile, status: 'PROVISIONED', groups: ['Seeded'] }],
      apps: [{ label: 'Seeded app', groups: ['Seeded'] }],
      rules: [{ name: 'Seeded rule', expression: 'user.badge=="x"', groups: ['Seeded'] }],
      policies: [{ type: 'MFA_ENROLL', name: 'Factors', groups: ['Seeded'] }],
    });
    const id = body.users[profile.login] ?? '';
    expect(okta.directory.members(body.groups.Seeded ?? '')).toEqual([id]);
    expect((await control('sign-in', { login: profile.login })).status).toBe(400);
    expect((await control('activation', { login: profile.login })).body.status).toBe('ACTIVE');
    expect((await control('sign-in', { login: profile.login })).body.sessionId).toBe(okta.directory.sessionsOf(id)[0]);
    const response = await fetch(`${okta.url}/_emulator/state`);
    const state = (await response.json()) as { groups: { id: string; members: string[] }[] };
    expect(state.groups.find((group) => group.id === body.groups.Seeded)?.members).toEqual([id]);
    expect((await control('seed', { users: [{ profile, groups: ['Nowhere'] }] })).status).toBe(400);
    expect(okta.log.list()).toEqual([]);
  });

  it('a lost answer leaves the work done', async () => {
    const call = await start({});
    okta.faults.add({ on: 'POST /api/v1/users', do: 'lose-response' });
    const profile = someone();
    await expect(call('POST', '/api/v1/users?activate=false', { profile })).rejects.toThrow();
    expect(okta.directory.user(profile.login)?.status).toBe('STAGED');
    expect(DEFAULT_API_TOKEN).toBe('emulator-token');
  });
});
