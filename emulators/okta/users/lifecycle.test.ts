import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock } from '../../kit/clock.ts';
import type { OktaEmulator, StoredUser, UserStatus } from '../index.ts';
import { type Caller, someone, startOrg } from '../testing/client.ts';

let okta: OktaEmulator;
let call: Caller;
beforeAll(async () => {
  ({ okta, call } = await startOrg());
});
afterAll(() => okta.stop());

const person = (status: UserStatus): StoredUser => okta.directory.createUser({ profile: someone(), status });
const lifecycle = (user: StoredUser, action: string) => call('POST', `/api/v1/users/${user.id}/lifecycle/${action}`);
const statusOf = (user: StoredUser) => okta.directory.user(user.id)?.status;

describe('the life cycle', () => {
  it.each<[string, UserStatus, UserStatus]>([
    ['activate', 'STAGED', 'ACTIVE'],
    ['activate', 'DEPROVISIONED', 'ACTIVE'],
    ['reactivate', 'PROVISIONED', 'PROVISIONED'],
    ['suspend', 'ACTIVE', 'SUSPENDED'],
    ['unsuspend', 'SUSPENDED', 'ACTIVE'],
    ['unlock', 'LOCKED_OUT', 'ACTIVE'],
    ['expire_password', 'ACTIVE', 'PASSWORD_EXPIRED'],
    ['reset_password?sendEmail=false', 'ACTIVE', 'RECOVERY'],
    ['deactivate', 'ACTIVE', 'DEPROVISIONED'],
    ['deactivate', 'SUSPENDED', 'DEPROVISIONED'],
    ['deactivate', 'STAGED', 'DEPROVISIONED'],
  ])('%s takes %s to %s', async (action, from, to) => {
    const user = person(from);
    expect((await lifecycle(user, action)).status).toBe(200);
    expect(statusOf(user)).toBe(to);
  });

  it.each<[string, UserStatus, number, string]>([
    ['activate', 'ACTIVE', 403, 'E0000016'],
    ['activate', 'SUSPENDED', 403, 'E0000016'],
    ['reactivate', 'ACTIVE', 403, 'E0000038'],
    ['suspend', 'SUSPENDED', 400, 'E0000001'],
    ['suspend', 'STAGED', 400, 'E0000001'],
    ['suspend', 'PROVISIONED', 400, 'E0000001'],
    ['unsuspend', 'ACTIVE', 400, 'E0000001'],
    ['unlock', 'ACTIVE', 403, 'E0000032 The user is not locked out.'],
    ['expire_password', 'SUSPENDED', 403, 'E0000038'],
    ['reset_password', 'ACTIVE', 400, 'E0000001'],
    ['deactivate', 'DEPROVISIONED', 404, 'E0000007'],
  ])('%s is refused to someone who is %s', async (action, from, status, refusal) => {
    const user = person(from);
    const reply = await lifecycle(user, action);
    expect(reply.status).toBe(status);
    expect(reply.refusal).toContain(refusal);
    expect(statusOf(user)).toBe(from);
  });

  it('makes someone without a password PROVISIONED, and ACTIVE once they set one', async () => {
    const user = okta.directory.createUser({ profile: someone(), status: 'STAGED', hasPassword: false });
    await lifecycle(user, 'activate?sendEmail=false');
    expect(statusOf(user)).toBe('PROVISIONED');
    expect(okta.directory.mails.filter(({ userId }) => userId === user.id)).toEqual([]);
    expect(okta.directory.completeActivation(user.id).status).toBe('ACTIVE');
  });

  it('gives the activation link only where no mail goes out', async () => {
    expect((await lifecycle(person('STAGED'), 'activate')).body).toEqual({});
    const { body } = await lifecycle(person('STAGED'), 'activate?sendEmail=false');
    expect(body).toEqual({ activationUrl: expect.any(String), activationToken: expect.any(String) });
  });

  it('deletes in two steps: first only deactivated, then gone and the login free', async () => {
    const user = person('ACTIVE');
    expect((await call('DELETE', `/api/v1/users/${user.id}`)).status).toBe(204);
    expect(statusOf(user)).toBe('DEPROVISIONED');
    expect((await call('POST', '/api/v1/users', { profile: user.profile })).refusal).toMatch(/login: .*already exists/);
    expect((await call('DELETE', `/api/v1/users/${user.id}`)).status).toBe(204);
    expect((await call('DELETE', `/api/v1/users/${user.id}`)).refusal).toBe('E0000007');
    expect((await call('POST', '/api/v1/users', { profile: user.profile })).status).toBe(200);
  });

  it('keeps memberships through deactivation and brings them back to life', async () => {
    const user = person('ACTIVE');
    const group = okta.directory.createGroup('Survives');
    okta.directory.addMember(group.id, user.id);
    await lifecycle(user, 'deactivate');
    const { body } = await call('GET', `/api/v1/users/${user.id}/groups`);
    expect(body.map((entry) => entry.profile.name)).toEqual(['Everyone', 'Survives']);
    expect((await call('DELETE', `/api/v1/groups/${group.id}/users/${user.id}`)).status).toBe(204);
    expect(okta.directory.members(group.id)).toEqual([]);
  });

  it('ends the sessions of someone suspended, and of someone whose sessions are cleared', async () => {
    const user = person('ACTIVE');
    const session = okta.directory.signIn(user.id);
    await lifecycle(user, 'suspend');
    expect((await call('GET', `/api/v1/sessions/${session}`)).refusal).toBe('E0000007');
    expect(() => okta.directory.signIn(user.id)).toThrow('SUSPENDED');
    expect((await call('DELETE', `/api/v1/users/${user.id}/sessions`)).status).toBe(204);
  });

  it('ends sessions and tokens of someone deactivated', async () => {
    const user = person('ACTIVE');
    const session = okta.directory.signIn(user.id);
    okta.directory.authorizeClient(user.id, 'Phone');
    await lifecycle(user, 'deactivate');
    expect((await call('GET', `/api/v1/sessions/${session}`)).status).toBe(404);
    expect((await call('GET', `/api/v1/users/${user.id}/clients`)).body).toEqual([]);
  });

  it('takes tokens of clients away only where asked to', async () => {
    const user = person('ACTIVE');
    okta.directory.authorizeClient(user.id, 'Phone');
    const clients = async () => (await call('GET', `/api/v1/users/${user.id}/clients`)).body.length;
    await call('DELETE', `/api/v1/users/${user.id}/sessions`);
    expect(await clients()).toBe(1);
    await call('DELETE', `/api/v1/users/${user.id}/sessions?oauthTokens=true`);
    expect(await clients()).toBe(0);
  });

  it('offers in _links what it would allow', async () => {
    const links = async (user: StoredUser) => Object.keys((await call('GET', `/api/v1/users/${user.id}`)).body._links);
    expect(await links(person('STAGED'))).toContain('activate');
    expect(await links(person('SUSPENDED'))).toEqual(expect.arrayContaining(['unsuspend', 'deactivate']));
    expect(await links(person('DEPROVISIONED'))).toEqual(expect.arrayContaining(['activate', 'delete']));
  });

  it('may finish a deactivation later, and says meanwhile where it is going', async () => {
    const clock = manualClock(Date.UTC(2026, 0, 5));
    const slow = await startOrg({ clock, quirks: { lifecycleDelayMilliseconds: 2_000 } });
    const user = slow.okta.directory.createUser({ profile: someone() });
    const at = `/api/v1/users/${user.id}`;
    await slow.call('POST', `${at}/lifecycle/deactivate`);
    expect((await slow.call('GET', at)).body).toMatchObject({
      status: 'ACTIVE',
      transitioningToStatus: 'DEPROVISIONED',
    });
    clock.moveTo(clock.now() + 2_000);
    const { body } = await slow.call('GET', at);
    expect(body.status).toBe('DEPROVISIONED');
    expect(body.transitioningToStatus).toBeUndefined();
    await slow.okta.stop();
  });
});
