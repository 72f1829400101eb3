import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OktaEmulator } from '../index.ts';
import { type Caller, someone, startOrg } from '../testing/client.ts';

let okta: OktaEmulator;
let call: Caller;
beforeAll(async () => {
  ({ okta, call } = await startOrg());
});
afterAll(() => okta.stop());

const PUSHED = ['PUSH_NEW_USERS', 'PUSH_USER_DEACTIVATION'];

/** An app given to a group with one person in it. */
function setUp(label: string, features: readonly string[] = []) {
  const { directory } = okta;
  const group = directory.createGroup(`${label} people`);
  const user = directory.createUser({ profile: someone(), groupIds: [group.id] });
  const app = directory.createApp({ label, features, groupIds: [group.id] });
  const accounts = async () => (await call('GET', `/api/v1/apps/${app.id}/users`)).body;
  return { group, user, app, accounts, at: `/api/v1/apps/${app.id}` };
}

describe('apps', () => {
  it('have an account for everybody in their groups, and none for who leaves', async () => {
    const { group, user, accounts } = setUp('Plain');
    expect(await accounts()).toMatchObject([
      { id: user.id, scope: 'GROUP', status: 'ACTIVE', syncState: 'DISABLED', externalId: null },
    ]);
    await call('DELETE', `/api/v1/groups/${group.id}/users/${user.id}`);
    expect(await accounts()).toEqual([]);
  });

  it('with provisioning get the account pushed, and say when that failed', async () => {
    const { group, app, accounts } = setUp('Pushed', PUSHED);
    expect(await accounts()).toMatchObject([
      { status: 'PROVISIONED', syncState: 'SYNCHRONIZED', externalId: expect.any(String) },
    ]);
    okta.directory.failProvisioning(app.id);
    okta.directory.createUser({ profile: someone(), groupIds: [group.id] });
    expect((await accounts())[1]).toMatchObject({ status: 'STAGED', syncState: 'ERROR', externalId: null });
    const failed = await call(
      'GET',
      `/api/v1/logs?filter=${encodeURIComponent('eventType eq "application.provision.user.push" and outcome.result eq "FAILURE"')}`,
    );
    expect(failed.body).toHaveLength(1);
  });

  it('wait with the push until a staged person is activated', async () => {
    const { group, accounts } = setUp('Patient', PUSHED);
    const { body: user } = await call('POST', '/api/v1/users?activate=false', {
      profile: someone(),
      groupIds: [group.id],
    });
    expect((await accounts())[1]).toMatchObject({ id: user.id, status: 'STAGED', externalId: null });
    await call('POST', `/api/v1/users/${user.id}/lifecycle/activate?sendEmail=false`);
    expect((await accounts())[1]).toMatchObject({ id: user.id, status: 'PROVISIONED' });
  });

  it('are unassigned by deactivation, unless INACTIVE, and come back with the groups', async () => {
    const { user, app, accounts, at } = setUp('Revived');
    await call('POST', `/api/v1/users/${user.id}/lifecycle/deactivate`);
    expect(await accounts()).toEqual([]);
    expect((await call('GET', `${at}/users/${user.id}`)).body.errorSummary).toContain('(AppUser)');
    await call('POST', `/api/v1/users/${user.id}/lifecycle/activate?sendEmail=false`);
    expect(await accounts()).toHaveLength(1);
    await call('POST', `/api/v1/apps/${app.id}/lifecycle/deactivate`);
    await call('POST', `/api/v1/users/${user.id}/lifecycle/deactivate`);
    expect(await accounts()).toHaveLength(1);
  });

  it('keep a direct assignment when the group goes', async () => {
    const { group, user, accounts, at } = setUp('Direct');
    expect((await call('POST', `${at}/users`, { id: user.id, scope: 'USER' })).body.scope).toBe('USER');
    await call('DELETE', `${at}/groups/${group.id}`);
    expect(await accounts()).toMatchObject([{ id: user.id, scope: 'USER' }]);
    expect((await call('POST', `${at}/users`, { id: user.id, scope: 'USER' })).refusal).toBe('E0000062');
    expect((await call('DELETE', `${at}/users/${user.id}`)).status).toBe(204);
    expect(await accounts()).toEqual([]);
  });

  it('put an account back that was deleted while the group still holds the person', async () => {
    const { user, accounts, at } = setUp('Stubborn');
    await call('DELETE', `${at}/users/${user.id}`);
    expect(await accounts()).toMatchObject([{ id: user.id, scope: 'GROUP' }]);
  });

  it('show one person the apps they have, with the account embedded', async () => {
    const { user, app } = setUp('Embedded');
    const query = `filter=${encodeURIComponent(`user.id eq "${user.id}"`)}&expand=user/${user.id}`;
    const { body } = await call('GET', `/api/v1/apps?${query}`);
    expect(body.map(({ id }) => id)).toEqual([app.id]);
    expect(body[0]?._embedded.user.scope).toBe('GROUP');
    expect((await call('GET', `/api/v1/users/${user.id}/appLinks`)).body).toMatchObject([{ appInstanceId: app.id }]);
    expect((await call('GET', '/api/v1/apps?expand=group')).status).toBe(400);
  });

  it('are listed while they are switched off only for whoever asks for those', async () => {
    const { user, app, at } = setUp('Switched off');
    await call('POST', `${at}/lifecycle/deactivate`);
    const theirs = `filter=${encodeURIComponent(`user.id eq "${user.id}"`)}&expand=user/${user.id}`;
    const off = `filter=${encodeURIComponent('status eq "INACTIVE"')}`;
    const listed = async (query: string) => (await call('GET', `/api/v1/apps?${query}`)).body.map(({ id }) => id);
    expect([await listed(theirs), (await listed('limit=200')).includes(app.id)]).toEqual([[], false]);
    expect(await listed(`${theirs}&includeNonDeleted=true`)).toEqual([app.id]);
    expect(await listed(`${off}&limit=200`)).toContain(app.id);
  });

  it('refuse a deactivated person, deletion while ACTIVE, and questions about provisioning they do not have', async () => {
    const { at } = setUp('Refusing');
    const gone = okta.directory.createUser({ profile: someone(), status: 'DEPROVISIONED' });
    expect((await call('POST', `${at}/users`, { id: gone.id })).refusal).toBe('E0000117');
    expect((await call('DELETE', at)).refusal).toMatch(/^E0000056 .*must be deactivated before deletion/);
    expect((await call('GET', `${at}/features`)).refusal).toBe('E0000001 Provisioning is not supported.');
    expect((await call('GET', `${at}/groups?limit=5`)).status).toBe(400);
    expect((await call('POST', `${at}/lifecycle/deactivate`)).body).toEqual({});
    expect((await call('DELETE', at)).status).toBe(204);
  });

  it('say whether Okta will close accounts there', async () => {
    const { at } = setUp('Capable', PUSHED);
    const { body } = await call('GET', `${at}/features/USER_PROVISIONING`);
    expect(body.capabilities.update.lifecycleDeactivate.status).toBe('ENABLED');
  });
});
