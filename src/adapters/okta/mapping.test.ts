import { describe, expect, it } from 'vitest';
import { nextPath } from './client.ts';
import { asksForOne } from './enrolment.ts';
import { ownerByType } from './memberships.ts';
import { fromOkta, toOkta } from './profile.ts';
import { policy, user } from './schemas.ts';
import { masteredElsewhere, stateOf } from './states.ts';

describe('the state of an account', () => {
  it.each([
    ['STAGED', 'staged'],
    ['PROVISIONED', 'awaiting-user'],
    ['ACTIVE', 'active'],
    ['PASSWORD_EXPIRED', 'active'],
    ['RECOVERY', 'active'],
    ['LOCKED_OUT', 'active'],
    ['SUSPENDED', 'suspended'],
    ['DEPROVISIONED', 'deactivated'],
    ['ACTIVATING', 'changing'],
  ])('%s is %s', (status, state) => {
    expect(stateOf(user.parse({ id: '00u1', status, profile: {} }))).toBe(state);
  });

  it('is changing while Okta still works on it, whatever the status says', () => {
    expect(stateOf({ status: 'ACTIVE', transitioningToStatus: 'DEPROVISIONED' })).toBe('changing');
  });

  it('is not guessed from a status we have never heard of', () => {
    expect(user.safeParse({ id: '00u1', status: 'HIBERNATING', profile: {} }).success).toBe(false);
  });
});

describe('the master of an account', () => {
  it.each([
    ['OKTA', false],
    ['FEDERATION', false],
    ['SOCIAL', false],
    ['ACTIVE_DIRECTORY', true],
    ['LDAP', true],
    ['IMPORT', true],
  ])('%s: elsewhere is %s', (type, elsewhere) => {
    expect(masteredElsewhere({ credentials: { provider: { type } } })).toBe(elsewhere);
  });
});

describe('the profile', () => {
  it('is written under Okta names and read under both', () => {
    expect(toOkta('test', { givenName: 'Ada', department: 'R&D' }, [])).toEqual({
      firstName: 'Ada',
      department: 'R&D',
    });
    expect(fromOkta({ firstName: 'Ada', mobilePhone: null, level: 3 })).toEqual({
      firstName: 'Ada',
      givenName: 'Ada',
      level: '3',
    });
  });

  it('is refused before the call when Okta cannot store a character, naming the field only', () => {
    expect(() => toOkta('create account', { title: 'Chief 🚀', department: 'Größe 漢字' }, [])).toThrow(
      'create account: invalid: characters Okta cannot store (such as emoji) in: title',
    );
  });
});

it('knows the owner of a group by its kind', () => {
  expect(ownerByType('OKTA_GROUP')).toBe('tenure');
  expect(ownerByType('APP_GROUP')).toBe('directory');
  expect(ownerByType('BUILT_IN')).toBe('built-in');
});

describe('the next page', () => {
  const self = '<https://acme.okta.com/api/v1/groups?limit=2>; rel="self"';

  it('is the cursor as Okta wrote it, without the host', () => {
    const next = '<https://evil.example/api/v1/groups?after=00g1%3A%3D&limit=2>; rel="next"';
    expect(nextPath(`${self}, ${next}`)).toBe('/api/v1/groups?after=00g1%3A%3D&limit=2');
  });

  it('is not there on the last page', () => {
    expect(nextPath(self)).toBeNull();
    expect(nextPath(null)).toBeNull();
  });
});

describe('an enrolment policy', () => {
  const asks = (settings: unknown, status = 'ACTIVE') => asksForOne(policy.parse({ status, settings }));
  const authenticators = (required: string) => ({
    type: 'AUTHENTICATORS',
    authenticators: [
      { key: required, enroll: { self: 'REQUIRED' } },
      { key: 'webauthn', enroll: { self: 'OPTIONAL' } },
    ],
  });
  const factors = (required: string) => ({
    factors: { [required]: { enroll: { self: 'REQUIRED' } }, okta_push: { enroll: { self: 'OPTIONAL' } } },
  });

  it.each(['okta_verify', 'phone_number', 'yubikey_token'])('asks for a second factor where it requires %s', (key) => {
    expect([asks(authenticators(key)), asks(factors(key)), asks(authenticators(key), 'INACTIVE')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each(['okta_password', 'okta_email', 'security_question', 'okta_question'])('asks for none by %s', (key) => {
    expect([asks(authenticators(key)), asks(factors(key))]).toEqual([false, false]);
  });

  it('asks for none where it says nothing', () => {
    expect([asks({}), asks(undefined)]).toEqual([false, false]);
  });
});
