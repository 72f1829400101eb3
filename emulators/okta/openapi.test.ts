/**
 * Every answer below is held against Okta's API description. CONTRACTS_DIR names the folder with
 * okta.openapi.json; without it these tests are skipped and say so.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Description, type Drift, loadDescription } from '../../test/contract/openapi.ts';
import { DEFAULT_API_TOKEN, type OktaEmulator } from './index.ts';
import { type Caller, nextLink, someone, startOrg } from './testing/client.ts';

/** Where recorded traffic and the description disagree; the emulator follows the recordings. */
export const OKTA_DRIFT: readonly Drift[] = [
  { on: '*', status: 401, as: 403, because: 'every operation can be called with a bad token' },
  { on: '*', status: 400, as: 403, because: 'bad cursors, filters and bodies are refused on operations without a 400' },
  { on: 'POST /api/v1/meta/schemas/user/{schemaId}', status: 201, as: 200, because: 'recorded' },
  { on: 'POST /api/v1/apps/{appId}/users', status: 409, as: 403, because: 'code table: E0000062' },
  { on: 'PUT /api/v1/groups/{groupId}/users/{userId}', status: 501, as: 403, because: 'issue thread: E0000060' },
  { on: 'POST /api/v1/users/{id}', status: 412, as: 403, because: 'code table: E0000231' },
  {
    on: 'GET /api/v1/apps',
    violation: /_embedded\/user\/\w+ must be object$/,
    because: 'the schema calls each embedded thing a map of objects; the examples beside it show the app user',
  },
  { on: '*', violation: /\/externalId must be string$/, because: 'recorded as null for an app without provisioning' },
];

const publicJwk = { kty: 'EC' };
const APPS = [
  { clientId: '0oaStandard', publicJwk, scopes: [] },
  { clientId: '0oaCustom', publicJwk, scopes: [], roles: [{ label: 'Tenure', permissions: ['okta.users.create'] }] },
];

const folder = process.env.CONTRACTS_DIR;

describe.skipIf(folder === undefined)('the answers, held against the API description', () => {
  let okta: OktaEmulator;
  let description: Description;
  /** Calls, and throws when the request or the answer is not as described. */
  let call: Caller;

  beforeAll(async () => {
    description = loadDescription(join(folder ?? '', 'okta.openapi.json'), { drift: OKTA_DRIFT });
    const org = await startOrg({ credentials: { apiTokens: [DEFAULT_API_TOKEN], apps: APPS } });
    okta = org.okta;
    call = async (method, path, body, headers) => {
      const bare = path.replace(okta.url, '');
      const reply = await org.call(method, path, body, headers);
      if (reply.status < 400) description.checkRequest(method, bare, body);
      description.checkResponse(method, bare, reply.status, reply.body);
      return reply;
    };
  });
  afterAll(() => okta?.stop());

  it('holds for the life of a user', async () => {
    const user = (await call('POST', '/api/v1/users?activate=false', { profile: someone() })).body;
    const at = `/api/v1/users/${user.id}`;
    await call('GET', '/api/v1/users/me');
    await call('GET', at);
    await call('POST', at, { profile: { department: 'Sales' } });
    await call('POST', at, { profile: { nonsense: 1 } });
    await call('POST', at, { profile: { title: 'x' } }, { 'if-match': 'W/"0"' });
    await call('PUT', at, { profile: { ...someone(), title: 'Lead' } });
    await call('POST', `${at}/lifecycle/activate?sendEmail=false`);
    await call('POST', `${at}/lifecycle/activate`);
    await call('POST', `${at}/lifecycle/reactivate?sendEmail=false`);
    okta.directory.completeActivation(user.id);
    for (const action of ['suspend', 'suspend', 'unsuspend', 'unlock', 'expire_password', 'reset_factors']) {
      await call('POST', `${at}/lifecycle/${action}`);
    }
    await call('POST', `${at}/lifecycle/expire_password_with_temp_password?revokeSessions=true`);
    await call('POST', `${at}/lifecycle/reset_password?sendEmail=false`);
    await call('DELETE', `${at}/sessions?oauthTokens=true&forgetDevices=true`);
    await call('POST', `${at}/lifecycle/deactivate?sendEmail=false`);
    await call('POST', `${at}/lifecycle/deactivate`);
    await call('DELETE', at);
    expect((await call('GET', at)).status).toBe(404);
  });

  it('holds for lists, filters and their refusals', async () => {
    for (const query of ['limit=2', 'q=pat', 'filter=status eq "ACTIVE"', 'search=profile.lastName sw "N"&sortBy=id']) {
      await call('GET', `/api/v1/users?${encodeURI(query)}`);
    }
    const first = await call('GET', '/api/v1/users?limit=1');
    await call('GET', nextLink(first.headers) ?? '');
    expect((await call('GET', '/api/v1/users?after=nonsense')).status).toBe(400);
    expect((await call('GET', '/api/v1/users?filter=title%20eq%20%22x%22')).status).toBe(400);
    await call('GET', '/api/v1/groups?expand=stats&limit=5');
    await call('GET', '/api/v1/logs?limit=1000');
    await call('GET', '/api/v1/logs?since=2000-01-01T00:00:00Z');
  });

  it('holds for groups, members and rules', async () => {
    const user = okta.directory.createUser({ profile: someone() });
    const group = (await call('POST', '/api/v1/groups', { profile: { name: 'Described', description: 'd' } })).body;
    const at = `/api/v1/groups/${group.id}`;
    await call('POST', '/api/v1/groups', { profile: { name: 'Described' } });
    await call('GET', at);
    await call('PUT', at, { profile: { name: 'Described again' } });
    await call('PUT', `${at}/users/${user.id}`);
    await call('PUT', `/api/v1/groups/${okta.directory.everyoneId}/users/${user.id}`);
    await call('GET', `${at}/users`);
    await call('GET', `/api/v1/users/${user.id}/groups`);
    await call('GET', `${at}/apps`);
    const rule = (
      await call('POST', '/api/v1/groups/rules', {
        type: 'group_rule',
        name: 'Described rule',
        conditions: { expression: { value: 'user.title=="x"', type: 'urn:okta:expression:1.0' } },
        actions: { assignUserToGroups: { groupIds: [group.id] } },
      })
    ).body;
    const ruleAt = `/api/v1/groups/rules/${rule.id}`;
    await call('GET', ruleAt);
    await call('POST', `${ruleAt}/lifecycle/activate`);
    await call('GET', '/api/v1/groups/rules?limit=200');
    await call('POST', `${ruleAt}/lifecycle/deactivate`);
    await call('DELETE', `${ruleAt}?removeUsers=true`);
    await call('DELETE', `${at}/users/${user.id}`);
    await call('DELETE', at);
    await call('GET', at);
  });

  it('holds for apps and their assignments', async () => {
    const { directory } = okta;
    const app = directory.createApp({ label: 'Pushed', features: ['PUSH_NEW_USERS', 'PUSH_USER_DEACTIVATION'] });
    const plain = directory.createApp({ label: 'Plain' });
    const group = directory.createGroup('App people');
    const user = directory.createUser({ profile: someone(), groupIds: [group.id] });
    const at = `/api/v1/apps/${app.id}`;
    await call('GET', at);
    await call('PUT', `${at}/groups/${group.id}`, { priority: 1 });
    await call('GET', `${at}/groups?limit=20`);
    await call('GET', `${at}/groups/${group.id}`);
    await call('GET', `${at}/users`);
    await call('GET', `${at}/users/${user.id}`);
    await call('POST', `${at}/users`, { id: user.id, scope: 'USER' });
    expect((await call('POST', `${at}/users`, { id: user.id, scope: 'USER' })).status).toBe(409);
    await call('GET', `/api/v1/apps?filter=${encodeURIComponent(`user.id eq "${user.id}"`)}&expand=user/${user.id}`);
    await call('GET', `/api/v1/users/${user.id}/appLinks`);
    await call('GET', `${at}/features`);
    await call('GET', `${at}/features/USER_PROVISIONING`);
    expect((await call('GET', `/api/v1/apps/${plain.id}/features`)).status).toBe(400);
    await call('DELETE', `${at}/users/${user.id}`);
    await call('DELETE', `${at}/groups/${group.id}`);
    await call('DELETE', at);
    await call('POST', `${at}/lifecycle/deactivate`);
    await call('DELETE', at);
    await call('GET', `${at}/users/${user.id}`);
  });

  it('holds for factors, clients, roles, schema, policies and sessions', async () => {
    const { directory } = okta;
    const user = directory.createUser({ profile: someone() });
    const at = `/api/v1/users/${user.id}`;
    const factor = directory.enrollFactor(user.id);
    const client = directory.authorizeClient(user.id, 'Mobile app');
    const policy = directory.createPolicy('MFA_ENROLL', 'Factors', [directory.everyoneId]);
    for (const path of ['factors', `factors/${factor.id}`, 'clients', 'roles']) await call('GET', `${at}/${path}`);
    for (const what of ['tokens', 'grants']) {
      await call('GET', `${at}/clients/${client.id}/${what}`);
      await call('DELETE', `${at}/clients/${client.id}/${what}`);
    }
    await call('DELETE', `${at}/grants`);
    await call('DELETE', `${at}/factors/${factor.id}`);
    await call('GET', `/api/v1/users/${directory.adminId}/roles`);
    const role = (await call('POST', `${at}/roles`, { type: 'USER_ADMIN' })).body;
    await call('DELETE', `${at}/roles/${role.id}`);
    for (const app of APPS) {
      const [assigned] = (await call('GET', `/oauth2/v1/clients/${app.clientId}/roles`)).body;
      if (assigned?.type === 'CUSTOM') await call('GET', `/api/v1/iam/roles/${assigned.role}/permissions`);
    }
    await call('GET', '/oauth2/v1/clients/0oaNobody/roles');
    await call('GET', '/api/v1/iam/roles/cr0Nobody/permissions');
    await call('GET', '/api/v1/meta/schemas/user/default');
    const properties = { cardNumber: { title: 'Card', type: 'string' } };
    await call('POST', '/api/v1/meta/schemas/user/default', { definitions: { custom: { properties } } });
    await call('GET', '/api/v1/policies?type=MFA_ENROLL');
    await call('GET', `/api/v1/policies/${policy.id}`);
    const hook = {
      name: 'Tenure',
      events: { type: 'EVENT_TYPE', items: ['user.lifecycle.suspend'] },
      channel: { type: 'HTTP', version: '1.0.0', config: { uri: 'https://127.0.0.1:1/webhooks/okta' } },
    };
    const { id: hookId } = (await call('POST', '/api/v1/eventHooks', hook)).body;
    await call('POST', '/api/v1/eventHooks', hook);
    await call('GET', '/api/v1/eventHooks');
    await call('PUT', `/api/v1/eventHooks/${hookId}`, { ...hook, name: 'Tenure again' });
    await call('POST', `/api/v1/eventHooks/${hookId}/lifecycle/verify`);
    await call('POST', `/api/v1/eventHooks/${hookId}/lifecycle/deactivate`);
    await call('POST', `/api/v1/eventHooks/${hookId}/lifecycle/activate`);
    await call('POST', `/api/v1/eventHooks/${hookId}/lifecycle/deactivate`);
    await call('DELETE', `/api/v1/eventHooks/${hookId}`);
    await call('GET', `/api/v1/eventHooks/${hookId}`);
    const session = directory.signIn(user.id);
    await call('GET', `/api/v1/sessions/${session}`);
    await call('DELETE', `/api/v1/sessions/${session}`);
    await call('DELETE', `/api/v1/sessions/${session}`);
  });
});
