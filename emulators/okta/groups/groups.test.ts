import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OktaEmulator } from '../index.ts';
import { type Caller, someone, startOrg } from '../testing/client.ts';

let okta: OktaEmulator;
let call: Caller;
beforeAll(async () => {
  ({ okta, call } = await startOrg());
});
afterAll(() => okta.stop());

const newcomer = () => okta.directory.createUser({ profile: someone() }).id;
const member = (groupId: string, userId: string) => `/api/v1/groups/${groupId}/users/${userId}`;

describe('groups', () => {
  it('are created with 200 and have one name each', async () => {
    const first = await call('POST', '/api/v1/groups', { profile: { name: 'Unique' } });
    expect([first.status, first.body.type, first.body.profile.description]).toEqual([200, 'OKTA_GROUP', '']);
    const again = await call('POST', '/api/v1/groups', { profile: { name: 'unique' } });
    expect(again.refusal).toBe('E0000001 name: An object with this field already exists in the current organization');
    expect((await call('POST', '/api/v1/groups', { profile: {} })).status).toBe(400);
  });

  it('take a member twice and let one go twice', async () => {
    const { id } = okta.directory.createGroup('Twice');
    const user = newcomer();
    for (const method of ['PUT', 'PUT', 'DELETE', 'DELETE']) {
      expect((await call(method, member(id, user))).status).toBe(204);
    }
  });

  it('take members by id only, and only known ones', async () => {
    const { id } = okta.directory.createGroup('Ids only');
    const user = okta.directory.createUser({ profile: someone() });
    expect((await call('PUT', member(id, String(user.profile.login)))).refusal).toBe('E0000007');
    expect((await call('PUT', member('00gnone', user.id))).body.errorSummary).toBe(
      'Not found: Resource not found: 00gnone (UserGroup)',
    );
  });

  it('refuse to be written where Okta does not own them', async () => {
    const imported = okta.directory.createGroup('From AD', { type: 'APP_GROUP' });
    const user = newcomer();
    expect((await call('PUT', member(imported.id, user))).refusal).toBe('E0000006');
    expect((await call('DELETE', member(imported.id, user))).status).toBe(403);
    const everyone = await call('PUT', member(okta.directory.everyoneId, user));
    expect([everyone.status, everyone.refusal]).toEqual([501, 'E0000060']);
    expect((await call('DELETE', `/api/v1/groups/${imported.id}`)).status).toBe(403);
  });

  it('Everyone holds everyone without being asked', async () => {
    const user = newcomer();
    const { body } = await call('GET', `/api/v1/groups/${okta.directory.everyoneId}/users`);
    expect(body.map(({ id }) => id)).toContain(user);
  });

  it('tell when their members and when their profile last changed', async () => {
    const { id } = okta.directory.createGroup('Counted');
    okta.directory.addMember(id, newcomer());
    const { body } = await call('GET', `/api/v1/groups?q=Counted&expand=stats`);
    expect(body[0]?._embedded.stats).toMatchObject({ usersCount: 1, appsCount: 0 });
    const recent = `lastMembershipUpdated gt "2000-01-01T00:00:00.000Z" and id eq "${id}"`;
    expect((await call('GET', `/api/v1/groups?filter=${encodeURIComponent(recent)}`)).body).toHaveLength(1);
    const found = await call(
      'GET',
      `/api/v1/groups?search=${encodeURIComponent('profile.name sw "count" and type eq "OKTA_GROUP"')}`,
    );
    expect(found.body.map((group) => group.id)).toEqual([id]);
  });
});
