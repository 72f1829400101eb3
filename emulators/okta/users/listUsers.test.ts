import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock } from '../../kit/clock.ts';
import type { OktaEmulator } from '../index.ts';
import { type Body, type Caller, nextLink, someone, startOrg } from '../testing/client.ts';

let okta: OktaEmulator;
let call: Caller;
const clock = manualClock(Date.UTC(2026, 2, 2));
beforeAll(async () => {
  ({ okta, call } = await startOrg({ clock, searchIndexDelayMilliseconds: 3_000 }));
});
afterAll(() => okta.stop());

const find = (query: string) => call('GET', `/api/v1/users?${query}`);
const logins = (body: Body) => body.map(({ profile }) => profile.login);
const search = (text: string) => `search=${encodeURIComponent(text)}`;
const filter = (text: string) => `filter=${encodeURIComponent(text)}`;

describe('listing users', () => {
  it('leaves the deactivated out, except where filter or search ask for them', async () => {
    const gone = okta.directory.createUser({ profile: someone({ lastName: 'Goneaway' }), status: 'DEPROVISIONED' });
    clock.moveTo(clock.now() + 3_000);
    expect(logins((await find('limit=200')).body)).not.toContain(gone.profile.login);
    expect((await find('q=Goneaway')).body).toEqual([]);
    expect(logins((await find(filter('status eq "DEPROVISIONED"'))).body)).toEqual([gone.profile.login]);
    expect(logins((await find(search('profile.lastName eq "goneaway"'))).body)).toEqual([gone.profile.login]);
  });

  it('shows a new person to search only after the index caught up, to filter at once', async () => {
    const { profile, id } = okta.directory.createUser({ profile: someone({ department: 'Lag' }) });
    expect((await find(search('profile.department eq "Lag"'))).body).toEqual([]);
    expect((await find(search(`profile.login eq "${profile.login}"`))).body).toEqual([]);
    expect((await find(filter(`profile.login eq "${profile.login}"`))).body).toHaveLength(1);
    clock.moveTo(clock.now() + 3_000);
    expect((await find(search('profile.department eq "Lag"'))).body).toHaveLength(1);
    await call('POST', `/api/v1/users/${id}`, { profile: { department: 'Moved' } });
    expect((await find(search('profile.department eq "Lag"'))).body).toHaveLength(1);
    clock.moveTo(clock.now() + 3_000);
    expect((await find(search('profile.department eq "Lag"'))).body).toEqual([]);
  });

  it('pages by following next verbatim, also while people on earlier pages disappear', async () => {
    const { id } = okta.directory.createGroup('Sweep');
    const people = Array.from({ length: 5 }, () => okta.directory.createUser({ profile: someone() }));
    for (const person of people) okta.directory.addMember(id, person.id);
    const seen: string[] = [];
    for (let at: string | undefined = `/api/v1/groups/${id}/users?limit=2`; at !== undefined; ) {
      const page = await call('GET', at);
      for (const member of page.body) {
        seen.push(member.id);
        await call('DELETE', `/api/v1/groups/${id}/users/${member.id}`);
      }
      at = nextLink(page.headers);
    }
    expect(seen).toEqual(people.map((person) => person.id));
  });

  it('carries filter and limit along in next, and has an empty last page when the pages come out even', async () => {
    for (let n = 0; n < 4; n += 1) okta.directory.createUser({ profile: someone({ lastName: 'Even' }) });
    const first = await find(`limit=2&${filter('profile.lastName eq "Even"')}`);
    const second = await call('GET', nextLink(first.headers) ?? '');
    const third = await call('GET', nextLink(second.headers) ?? '');
    expect([first, second, third].map(({ body }) => body.length)).toEqual([2, 2, 0]);
    expect(nextLink(third.headers)).toBeUndefined();
  });

  it('knows only self among the links of a listed person', async () => {
    const [first] = (await find('limit=1')).body;
    expect(Object.keys(first?._links ?? {})).toEqual(['self']);
  });

  it('sorts a search and understands and, or, brackets and comparison', async () => {
    for (const title of ['C', 'A', 'B'])
      okta.directory.createUser({ profile: someone({ department: 'Sorted', title }) });
    clock.moveTo(clock.now() + 3_000);
    const titles = async (query: string) => (await find(query)).body.map((user) => user.profile.title);
    const all = search('profile.department eq "Sorted"');
    expect(await titles(`${all}&sortBy=profile.title&sortOrder=desc`)).toEqual(['C', 'B', 'A']);
    const some = search('profile.department eq "Sorted" and (profile.title eq "A" or profile.title gt "B")');
    expect(await titles(`${some}&sortBy=profile.title`)).toEqual(['A', 'C']);
    expect(await titles(`${all}&sortBy=profile.title&limit=2`)).toEqual(['A', 'B']);
  });

  it.each([
    ['an unknown cursor', 'after=abc', 'E0000029'],
    ['a filter on an attribute that only search knows', filter('profile.department eq "x"'), 'E0000031'],
    ['a filter that cannot be read', filter('status eq'), 'E0000053'],
    ['filter and search together', `${filter('status eq "ACTIVE"')}&${search('status pr')}`, 'E0000033'],
    ['a limit of nothing', 'limit=0', 'E0000001'],
  ])('refuses %s', async (_, query, code) => {
    const reply = await find(query);
    expect(reply.status).toBe(400);
    expect(reply.refusal.split(' ')[0]).toBe(code);
  });
});
