/** Okta's own Node client against the emulator: what it accepts of us, and we of it. */
import { Client } from '@okta/okta-sdk-nodejs';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_API_TOKEN, type OktaEmulator } from './index.ts';
import { someone, startOrg } from './testing/client.ts';

let okta: OktaEmulator;
let client: Client;

const scopes = ['okta.users.manage', 'okta.groups.manage', 'okta.apps.manage', 'okta.logs.read', 'okta.schemas.manage'];
const keys = await generateKeyPair('RS256', { extractable: true });
const publicJwk = await exportJWK(keys.publicKey);
const privateKey = { ...(await exportJWK(keys.privateKey)), kid: 'test' };

/** Its cache answers reads from memory after a write elsewhere; a test wants the server. */
const uncached = { cacheMiddleware: null };

function serviceApp(clientId: string): Client {
  return new Client({
    orgUrl: okta.url,
    authorizationMode: 'PrivateKey',
    clientId,
    scopes,
    privateKey: { ...privateKey },
    ...uncached,
  });
}

async function collect<Item>(collection: { each(visit: (item: Item) => void): Promise<unknown> }): Promise<Item[]> {
  const items: Item[] = [];
  await collection.each((item) => void items.push(item));
  return items;
}

beforeAll(async () => {
  const apps = [
    { clientId: 'bearer-app', publicJwk, scopes },
    { clientId: 'dpop-app', publicJwk, scopes, requireDpop: true },
  ];
  ({ okta } = await startOrg({ credentials: { apiTokens: [DEFAULT_API_TOKEN], apps } }));
  client = new Client({ orgUrl: okta.url, token: DEFAULT_API_TOKEN, ...uncached });
});
afterAll(() => okta.stop());

describe("Okta's own client", () => {
  it('takes a person from creation to deletion', async () => {
    const profile = someone({ department: 'Finance' });
    const created = await client.userApi.createUser({ body: { profile }, activate: false });
    expect(created.status).toBe('STAGED');
    const userId = String(created.id);

    const token = await client.userApi.activateUser({ userId, sendEmail: false });
    expect(token.activationToken).toBeTypeOf('string');
    expect((await client.userApi.getUser({ userId })).status).toBe('PROVISIONED');
    okta.directory.completeActivation(userId);

    const updated = await client.userApi.updateUser({ userId, user: { profile: { department: 'Sales' } } });
    expect(updated.profile?.department).toBe('Sales');
    await client.userApi.suspendUser({ userId });
    expect((await client.userApi.getUser({ userId: profile.login })).status).toBe('SUSPENDED');
    await client.userApi.unsuspendUser({ userId });
    await client.userApi.revokeUserSessions({ userId, oauthTokens: true, forgetDevices: true });
    await client.userApi.deactivateUser({ userId });
    expect((await client.userApi.getUser({ userId })).status).toBe('DEPROVISIONED');
    await client.userApi.deleteUser({ userId });
    await expect(client.userApi.getUser({ userId })).rejects.toMatchObject({ status: 404, errorCode: 'E0000007' });
  });

  it('keeps groups and their members', async () => {
    const group = await client.groupApi.createGroup({ group: { profile: { name: 'Client group', description: 'x' } } });
    const groupId = String(group.id);
    const user = okta.directory.createUser({ profile: someone() });
    await client.groupApi.assignUserToGroup({ groupId, userId: user.id });
    const members = await collect(await client.groupApi.listGroupUsers({ groupId }));
    expect(members.map(({ id }) => id)).toEqual([user.id]);
    const groups = await collect(await client.userApi.listUserGroups({ userId: user.id }));
    expect(groups.map(({ profile }) => profile?.name)).toEqual(['Everyone', 'Client group']);
    await client.groupApi.unassignUserFromGroup({ groupId, userId: user.id });
    expect(okta.directory.members(groupId)).toEqual([]);
    await client.groupApi.deleteGroup({ groupId });
  });

  it('follows the cursor through every page', async () => {
    const { id } = okta.directory.createGroup('Paged');
    const people = Array.from({ length: 7 }, () => okta.directory.createUser({ profile: someone() }).id);
    for (const person of people) okta.directory.addMember(id, person);
    const paged = await collect(await client.groupApi.listGroupUsers({ groupId: id, limit: 3 }));
    expect(paged.map((user) => user.id)).toEqual(people);
    const everyone = await collect(await client.userApi.listUsers({ limit: 4 }));
    expect(everyone.length).toBe(okta.directory.users().length);
  });

  it('makes, wakes and reads group rules', async () => {
    const target = okta.directory.createGroup('Rule target');
    const rule = await client.groupApi.createGroupRule({
      groupRule: {
        type: 'group_rule',
        name: 'By department',
        conditions: { expression: { value: 'user.department=="Legal"', type: 'urn:okta:expression:1.0' } },
        actions: { assignUserToGroups: { groupIds: [target.id] } },
      },
    });
    expect(rule.status).toBe('INACTIVE');
    await client.groupApi.activateGroupRule({ ruleId: String(rule.id) });
    const user = await client.userApi.createUser({
      body: { profile: someone({ department: 'Legal' }), credentials: { password: { value: 'a-password' } } },
    });
    expect(okta.directory.members(target.id)).toEqual([user.id]);
    expect((await collect(await client.groupApi.listGroupRules())).map(({ status }) => status)).toEqual(['ACTIVE']);
  });

  it('assigns apps and reads what became of it', async () => {
    const app = okta.directory.createApp({ label: 'Wiki', features: ['PUSH_NEW_USERS'] });
    const group = okta.directory.createGroup('Wiki readers');
    const user = okta.directory.createUser({ profile: someone(), groupIds: [group.id] });
    await client.applicationApi.assignGroupToApplication({ appId: app.id, groupId: group.id });
    const [appUser] = await collect(await client.applicationApi.listApplicationUsers({ appId: app.id }));
    expect(appUser).toMatchObject({ id: user.id, scope: 'GROUP', status: 'PROVISIONED', syncState: 'SYNCHRONIZED' });
  });

  it('adds a custom attribute to the schema', async () => {
    const custom = {
      id: '#custom',
      type: 'object',
      properties: { badge: { title: 'Badge', type: 'string' as const } },
    };
    await client.schemaApi.updateUserProfile({ schemaId: 'default', userSchema: { definitions: { custom } } });
    const user = await client.userApi.createUser({ body: { profile: someone({ badge: '7' }) } });
    expect(user.profile).toMatchObject({ badge: '7' });
  });

  it.each(['bearer-app', 'dpop-app'])('signs in as %s with its private key', async (clientId) => {
    const app = serviceApp(clientId);
    const user = await app.userApi.createUser({ body: { profile: someone() } });
    expect(user.status).toBe('PROVISIONED');
    const events = await collect(
      await app.systemLogApi.listLogEvents({
        filter: `actor.id eq "${clientId}"`,
        until: new Date(Date.now() + 1000).toISOString(),
      }),
    );
    expect(events.map(({ eventType }) => eventType)).toContain('user.lifecycle.create');
  });

  it('is told what it did wrong', async () => {
    const profile = someone();
    await client.userApi.createUser({ body: { profile } });
    await expect(client.userApi.createUser({ body: { profile } })).rejects.toMatchObject({
      status: 400,
      errorCode: 'E0000001',
      errorCauses: [{ errorSummary: 'login: An object with this field already exists in the current organization' }],
    });
    await expect(
      new Client({ orgUrl: okta.url, token: 'wrong', ...uncached }).userApi.getUser({ userId: 'x' }),
    ).rejects.toMatchObject({
      status: 401,
      errorCode: 'E0000011',
    });
  });
});
