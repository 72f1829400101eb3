import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OktaEmulator } from '../index.ts';
import { type Caller, someone, startOrg } from '../testing/client.ts';

let okta: OktaEmulator;
let call: Caller;
beforeAll(async () => {
  ({ okta, call } = await startOrg());
});
afterAll(() => okta.stop());

const password = { password: { value: 'Correct-horse-1' } };
const federation = { provider: { type: 'FEDERATION', name: 'IdP' } };

describe('creating a user', () => {
  it.each([
    ['no password, not activated', '?activate=false', undefined, 'STAGED'],
    ['no password', '', undefined, 'PROVISIONED'],
    ['a password, not activated', '?activate=false', password, 'STAGED'],
    ['a password', '', password, 'ACTIVE'],
    ['a federated sign-in', '?provider=true', federation, 'ACTIVE'],
    ['a password to be changed', '?nextLogin=changePassword', password, 'PASSWORD_EXPIRED'],
  ])('with %s gives the status of the reference', async (_, query, credentials, status) => {
    const reply = await call('POST', `/api/v1/users${query}`, { profile: someone(), credentials });
    expect(reply.status).toBe(200);
    expect(reply.body.status).toBe(status);
  });

  it('sends an activation mail only to someone who must activate', async () => {
    const before = okta.directory.mails.length;
    await call('POST', '/api/v1/users?activate=false', { profile: someone() });
    await call('POST', '/api/v1/users', { profile: someone(), credentials: password });
    expect(okta.directory.mails.length).toBe(before);
    await call('POST', '/api/v1/users', { profile: someone() });
    expect(okta.directory.mails.length).toBe(before + 1);
  });

  it('puts the person into groups at once', async () => {
    const groups = [okta.directory.createGroup('First').id, okta.directory.createGroup('Second').id];
    const { body } = await call('POST', '/api/v1/users?activate=false', { profile: someone(), groupIds: groups });
    expect(okta.directory.groupsOf(body.id)).toEqual(groups);
  });

  it('refuses more than twenty groups, and then creates nobody', async () => {
    const groupIds = Array.from({ length: 21 }, (_, n) => okta.directory.createGroup(`Many ${n}`).id);
    const profile = someone();
    expect((await call('POST', '/api/v1/users', { profile, groupIds })).refusal).toMatch(/^E0000093/);
    expect(okta.directory.user(profile.login)).toBeUndefined();
  });

  it('ignores the provider unless asked to take it', async () => {
    const { body } = await call('POST', '/api/v1/users', { profile: someone(), credentials: federation });
    expect(body.credentials.provider).toEqual({ type: 'OKTA', name: 'OKTA' });
    expect(body.status).toBe('PROVISIONED');
  });

  it.each([
    [
      'a login somebody has, also in capitals',
      () => ({ login: 'ADMIN@emulator.test', email: 'a@b.test' }),
      'login: An object with this field already exists',
    ],
    [
      'an attribute outside the schema',
      () => ({ ...someone(), shoeSize: 44 }),
      "Property name 'shoeSize' is not defined in profile",
    ],
    ['a missing name', () => ({ ...someone(), lastName: '' }), 'lastName: The field cannot be left blank'],
    [
      'a login that is no address',
      () => ({ ...someone(), login: 'adamoreau' }),
      'login: Username must be in the form of an email address',
    ],
    [
      'a number where text belongs',
      () => ({ ...someone(), title: 7 }),
      'title: The field has a value of the wrong type',
    ],
    [
      'an emoji',
      () => ({ ...someone(), firstName: 'Ada 🦊' }),
      'firstName: Contains characters that are not supported',
    ],
  ])('refuses %s', async (_, profile, cause) => {
    const { status, refusal } = await call('POST', '/api/v1/users', { profile: { ...someone(), ...profile() } });
    expect(status).toBe(400);
    expect(refusal).toContain(`E0000001 ${cause}`);
  });

  it('refuses a body it cannot read', async () => {
    expect((await call('POST', '/api/v1/users', { profile: 'Ada' })).refusal).toBe('E0000003');
    expect((await call('POST', '/api/v1/users', { profile: someone() }, { 'content-type': 'text/plain' })).status).toBe(
      415,
    );
  });

  it('refuses an expiring password where there is none, or nobody to use it', async () => {
    const at = '/api/v1/users?nextLogin=changePassword';
    expect((await call('POST', at, { profile: someone() })).refusal).toBe('E0000124');
    expect((await call('POST', `${at}&activate=false`, { profile: someone(), credentials: password })).refusal).toBe(
      'E0000125',
    );
  });

  it('shows telephone and second address as null when they were never given', async () => {
    const { body } = await call('POST', '/api/v1/users', { profile: someone() });
    expect(body.profile).toMatchObject({ mobilePhone: null, secondEmail: null });
    expect(body.credentials.password).toBeUndefined();
  });
});
