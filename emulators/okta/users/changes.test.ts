import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OktaEmulator } from '../index.ts';
import { type Caller, someone, startOrg } from '../testing/client.ts';

let okta: OktaEmulator;
let call: Caller;
beforeAll(async () => {
  ({ okta, call } = await startOrg());
});
afterAll(() => okta.stop());

const newcomer = (more = {}) => okta.directory.createUser({ profile: someone(more) });

describe('changing a user', () => {
  it('with POST leaves alone what is not given, with PUT empties it', async () => {
    const user = newcomer({ department: 'Sales', title: 'Clerk' });
    const at = `/api/v1/users/${user.id}`;
    expect((await call('POST', at, { profile: { title: 'Lead' } })).body.profile).toMatchObject({
      department: 'Sales',
      title: 'Lead',
    });
    const { login, email, firstName, lastName } = user.profile;
    const replaced = await call('PUT', at, { profile: { login, email, firstName, lastName } });
    expect(replaced.body.profile.department).toBeUndefined();
  });

  it('keeps an empty text and removes a null', async () => {
    const user = newcomer({ department: 'Sales', title: 'Clerk' });
    const { body } = await call('POST', `/api/v1/users/${user.id}`, { profile: { department: '', title: null } });
    expect(body.profile.department).toBe('');
    expect('title' in body.profile).toBe(false);
  });

  it('answers 412 when the record has moved on since the ETag was read', async () => {
    const at = `/api/v1/users/${newcomer().id}`;
    const etag = (await call('GET', at)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[0-9a-f]{64}"$/);
    expect((await call('POST', at, { profile: { title: 'A' } }, { 'if-match': etag })).status).toBe(200);
    const late = await call('POST', at, { profile: { title: 'B' } }, { 'if-match': etag });
    expect([late.status, late.refusal]).toEqual([412, 'E0000231']);
    expect((await call('POST', at, { profile: {} }, { 'if-match': 'nonsense' })).refusal).toBe('E0000242');
  });

  it('refuses a deactivated person, and a login that somebody else has', async () => {
    const [first, second] = [newcomer(), newcomer()];
    const taken = await call('POST', `/api/v1/users/${first.id}`, { profile: { login: second.profile.login } });
    expect(taken.refusal).toMatch(/login: .*already exists/);
    await call('POST', `/api/v1/users/${first.id}/lifecycle/deactivate`);
    expect((await call('POST', `/api/v1/users/${first.id}`, { profile: { title: 'x' } })).refusal).toBe('E0000038');
  });

  it('finds a person by id, login and short name, and after a rename by the new ones only', async () => {
    const user = okta.directory.createUser({ profile: { ...someone(), login: 'Vera.Blum@example.test' } });
    for (const name of [user.id, 'vera.blum@example.test', 'vera.blum']) {
      expect((await call('GET', `/api/v1/users/${name}`)).body.id).toBe(user.id);
    }
    await call('POST', `/api/v1/users/${user.id}`, { profile: { login: 'vera.kern@example.test' } });
    expect((await call('GET', '/api/v1/users/vera.kern')).body.id).toBe(user.id);
    expect((await call('GET', '/api/v1/users/vera.blum')).refusal).toBe('E0000007');
    okta.directory.createUser({ profile: { ...someone(), login: 'vera.kern@other.test' } });
    expect((await call('GET', '/api/v1/users/vera.kern')).status).toBe(404);
  });

  it('takes custom attributes once they are defined, with their type', async () => {
    const at = `/api/v1/users/${newcomer().id}`;
    expect((await call('POST', at, { profile: { floor: 3 } })).status).toBe(400);
    const properties = { floor: { title: 'Floor', type: 'integer' } };
    const schema = await call('POST', '/api/v1/meta/schemas/user/default', { definitions: { custom: { properties } } });
    expect(schema.body.definitions.custom.properties.floor?.type).toBe('integer');
    expect((await call('POST', at, { profile: { floor: 3 } })).body.profile.floor).toBe(3);
    expect((await call('POST', at, { profile: { floor: 'third' } })).status).toBe(400);
  });
});
