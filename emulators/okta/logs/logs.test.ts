import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock } from '../../kit/clock.ts';
import type { OktaEmulator } from '../index.ts';
import { type Caller, nextLink, someone, startOrg } from '../testing/client.ts';

const clock = manualClock(Date.UTC(2026, 3, 1));
let okta: OktaEmulator;
let call: Caller;
beforeAll(async () => {
  ({ okta, call } = await startOrg({ clock }));
});
afterAll(() => okta.stop());

const logs = (query: string) => call('GET', `/api/v1/logs?${query}`);
const filter = (text: string) => `filter=${encodeURIComponent(text)}`;
const types = (body: readonly { eventType: string }[]) => body.map(({ eventType }) => eventType);
const now = () => new Date(clock.now()).toISOString();

describe('the System Log', () => {
  it('names actor, targets and transaction of a membership change', async () => {
    const group = okta.directory.createGroup('Watched');
    const user = okta.directory.createUser({ profile: someone() });
    const { headers } = await call('PUT', `/api/v1/groups/${group.id}/users/${user.id}`);
    const { body } = await logs(filter(`eventType eq "group.user_membership.add" and target.id eq "${group.id}"`));
    expect(body).toHaveLength(1);
    expect(body[0]).toMatchObject({
      actor: { id: okta.directory.adminId, type: 'User' },
      target: [
        { id: user.id, type: 'User' },
        { id: group.id, type: 'UserGroup' },
      ],
      outcome: { result: 'SUCCESS' },
      transaction: { id: headers.get('x-okta-request-id') },
    });
  });

  it('polled, always has a next, also on an empty page, and loses nothing', async () => {
    clock.moveTo(clock.now() + 1_000);
    const start = await logs(`since=${now()}`);
    expect(start.body).toEqual([]);
    const [first, second] = [someone(), someone()];
    await call('POST', '/api/v1/users?activate=false', { profile: first });
    const page = await call('GET', nextLink(start.headers) ?? '');
    expect(types(page.body)).toEqual(['user.lifecycle.create']);
    await call('POST', '/api/v1/users', { profile: second });
    const later = await call('GET', nextLink(page.headers) ?? '');
    expect(types(later.body)).toEqual(['user.lifecycle.create', 'user.lifecycle.activate']);
    expect((await call('GET', nextLink(later.headers) ?? '')).body).toEqual([]);
  });

  it('bounded, ends', async () => {
    clock.moveTo(clock.now() + 1_000);
    const since = now();
    clock.moveTo(clock.now() + 1_000);
    for (let n = 0; n < 3; n += 1) okta.directory.createGroup(`Bounded ${n}`);
    clock.moveTo(clock.now() + 1_000);
    okta.directory.createGroup('Too late');
    const first = await logs(`since=${since}&until=${now()}&limit=2`);
    const second = await call('GET', nextLink(first.headers) ?? '');
    expect([first.body.length, second.body.length]).toEqual([2, 1]);
    expect(nextLink(second.headers)).toBeUndefined();
    const newest = await logs(`since=${since}&sortOrder=DESCENDING&limit=1`);
    expect(newest.body[0]?.target[0]?.displayName).toBe('Too late');
    expect((await call('GET', nextLink(newest.headers) ?? '')).body[0]?.target[0]?.displayName).toBe('Bounded 2');
  });

  it('keeps the use of an app, and forgets it after ninety days', async () => {
    const user = okta.directory.createUser({ profile: someone() });
    const app = okta.directory.createApp({ label: 'Used' });
    okta.directory.useApp(user.id, app.id);
    const used = filter('eventType eq "user.authentication.sso" and outcome.result eq "SUCCESS"');
    expect((await logs(used)).body[0]).toMatchObject({
      actor: { id: user.id },
      target: [{ id: app.id }, { type: 'AppUser' }],
    });
    const since = new Date(clock.now() - 1_000).toISOString();
    clock.moveTo(clock.now() + 91 * 24 * 3_600_000);
    expect((await logs(`since=${since}&${used}`)).body).toEqual([]);
  });

  it.each([
    ['since and after together', 'since=2026-04-01T00:00:00Z&after=1_1', 'E0000001'],
    ['a since of long ago', 'since=2018-01-01T00:00:00Z', 'E0000053'],
    ['a filter on published', filter('published gt "2026-01-01T00:00:00Z"'), 'E0000053'],
    ['an unknown cursor', 'after=zzz', 'E0000029'],
    ['too many words', `q=${Array(11).fill('a').join('+')}`, 'E0000001'],
  ])('refuses %s', async (_, query, code) => {
    const reply = await logs(query);
    expect([reply.status, reply.refusal.split(' ')[0]]).toEqual([400, code]);
  });
});
