/** Each switch in its other position. The default positions are what all other tests see. */
import { afterEach, describe, expect, it } from 'vitest';
import type { OktaEmulator, OktaQuirks } from './index.ts';
import { type Caller, someone, startOrg } from './testing/client.ts';

let okta: OktaEmulator;
afterEach(() => okta.stop());

async function org(quirks: Partial<OktaQuirks>): Promise<Caller> {
  const started = await startOrg({ quirks });
  okta = started.okta;
  return started.call;
}

describe('an unproven behaviour can be switched', () => {
  it('a repeated membership is refused, and a missing one reported', async () => {
    const call = await org({ addMemberAgain: 400, removeNonMember: 404 });
    const group = okta.directory.createGroup('G');
    const at = `/api/v1/groups/${group.id}/users/${okta.directory.createUser({ profile: someone() }).id}`;
    const statuses = [];
    for (const method of ['PUT', 'PUT', 'DELETE', 'DELETE']) statuses.push((await call(method, at)).status);
    expect(statuses).toEqual([204, 400, 204, 404]);
  });

  it('somebody deactivated is put into no group', async () => {
    const call = await org({ addDeprovisioned: 'E0000038' });
    const { id } = okta.directory.createUser({ profile: someone(), status: 'DEPROVISIONED' });
    const group = okta.directory.createGroup('G');
    expect((await call('PUT', `/api/v1/groups/${group.id}/users/${id}`)).refusal).toBe('E0000038');
  });

  it.each(['E0000006', 'E0000007'] as const)(
    'what a custom role does not reach is on no list, and by its id %s',
    async (outOfReach) => {
      const call = await org({ outOfReach });
      const { directory } = okta;
      const [near, far] = [directory.createGroup('Near').id, directory.createGroup('Far').id];
      const user = directory.createUser({ profile: someone(), groupIds: [near, far] });
      const other = directory.createUser({ profile: someone() });
      directory.narrowRole([far, other.id]);
      const idsAt = async (path: string) => (await call('GET', path)).body.map(({ id }: { id: string }) => id);
      expect(await idsAt(`/api/v1/users/${user.id}/groups`)).toEqual([directory.everyoneId, near]);
      expect(await idsAt('/api/v1/groups')).not.toContain(far);
      expect(await idsAt('/api/v1/users')).not.toContain(other.id);
      const asked = [`users/${other.id}`, `users/${other.profile.login}`, `groups/${far}`, `groups/${far}/users`];
      for (const path of asked) expect((await call('GET', `/api/v1/${path}`)).refusal).toBe(outOfReach);
      expect((await call('DELETE', `/api/v1/groups/${far}/users/${user.id}`)).refusal).toBe(outOfReach);
      const roles = `/api/v1/users/${directory.adminId}/roles`;
      expect((await call('GET', roles)).body).toMatchObject([{ type: 'CUSTOM' }]);
      directory.narrowRole([]);
      expect((await call('GET', roles)).body).toMatchObject([{ type: 'SUPER_ADMIN' }]);
      expect(await idsAt('/api/v1/groups')).toContain(far);
    },
  );

  it('deactivating twice answers E0000038, and respond-async 202', async () => {
    const call = await org({ deactivateDeprovisioned: 'E0000038', respondAsync: 202 });
    const at = `/api/v1/users/${okta.directory.createUser({ profile: someone() }).id}/lifecycle/deactivate`;
    expect((await call('POST', at, undefined, { prefer: 'respond-async' })).status).toBe(202);
    expect((await call('POST', at)).refusal).toBe('E0000038');
  });

  it('suspension follows the recorded links', async () => {
    const call = await org({ suspendOnlyActive: false });
    const user = okta.directory.createUser({ profile: someone(), status: 'PROVISIONED' });
    expect((await call('POST', `/api/v1/users/${user.id}/lifecycle/suspend`)).status).toBe(200);
  });

  it('an app user can be assigned again', async () => {
    const call = await org({ assignAppUserAgain: 200 });
    const app = okta.directory.createApp({ label: 'A' });
    const { id } = okta.directory.createUser({ profile: someone() });
    for (let n = 0; n < 2; n += 1) {
      expect((await call('POST', `/api/v1/apps/${app.id}/users`, { id, scope: 'USER' })).status).toBe(200);
    }
  });

  it('a deactivated profile may be edited', async () => {
    const call = await org({ updateDeprovisioned: 'allowed' });
    const user = okta.directory.createUser({ profile: someone(), status: 'DEPROVISIONED' });
    expect((await call('POST', `/api/v1/users/${user.id}`, { profile: { title: 'Former' } })).status).toBe(200);
  });

  it('a second group of one name is a 409', async () => {
    const call = await org({ duplicateGroupName: 'E0000055' });
    okta.directory.createGroup('Same');
    expect((await call('POST', '/api/v1/groups', { profile: { name: 'Same' } })).status).toBe(409);
  });

  it('a person without password can be ACTIVE at once', async () => {
    const call = await org({ passwordlessActivation: 'ACTIVE' });
    expect((await call('POST', '/api/v1/users', { profile: someone() })).body.status).toBe('ACTIVE');
    expect(okta.directory.mails).toEqual([]);
  });

  it('emoji and short logins pass where the org allows them', async () => {
    const call = await org({ refuseFourByteCharacters: false, loginMustBeEmail: false });
    const profile = { ...someone(), login: 'foxlover', firstName: '🦊' };
    expect((await call('POST', '/api/v1/users', { profile })).status).toBe(200);
  });

  it('a member list leaves out the deactivated', async () => {
    const call = await org({ listDeprovisionedMembers: false });
    const group = okta.directory.createGroup('Living');
    const user = okta.directory.createUser({ profile: someone(), groupIds: [group.id] });
    await call('POST', `/api/v1/users/${user.id}/lifecycle/deactivate`);
    expect((await call('GET', `/api/v1/groups/${group.id}/users`)).body).toEqual([]);
    expect(okta.directory.members(group.id)).toEqual([user.id]);
  });

  it('a full exclusion list lets the rule add the person again', async () => {
    const call = await org({ exclusionListFull: 'added-again' });
    const group = okta.directory.createGroup('Full');
    okta.directory.createRule({ name: 'R', expression: 'user.title=="x"', groupIds: [group.id] });
    for (let n = 0; n < 101; n += 1) {
      const { id } = okta.directory.createUser({ profile: someone({ title: 'x' }) });
      expect((await call('DELETE', `/api/v1/groups/${group.id}/users/${id}`)).status).toBe(204);
      await call('POST', `/api/v1/users/${id}`, { profile: { department: 'y' } });
    }
    expect(okta.directory.members(group.id)).toHaveLength(1);
  });

  it('a password call in the wrong status is a validation error', async () => {
    const call = await org({ illegalPasswordCall: 'E0000001' });
    const user = okta.directory.createUser({ profile: someone(), status: 'SUSPENDED' });
    expect((await call('POST', `/api/v1/users/${user.id}/lifecycle/expire_password`)).refusal).toMatch(/^E0000001/);
  });
});
