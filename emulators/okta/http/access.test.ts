/** Who is let in, and how a service app gets its token. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock } from '../../kit/clock.ts';
import { DEFAULT_API_TOKEN, type OktaEmulator } from '../index.ts';
import { type Caller, callerOf, someone, startOrg } from '../testing/client.ts';

const keys = await generateKeyPair('RS256', { extractable: true });
const otherKeys = await generateKeyPair('RS256', { extractable: true });
const publicJwk = await exportJWK(keys.publicKey);
const clock = manualClock(Date.now());

let okta: OktaEmulator;
let call: Caller;
beforeAll(async () => {
  const apps = [
    { clientId: 'reader', publicJwk, scopes: ['okta.users.read', 'okta.groups.read'] },
    {
      clientId: 'roleless',
      publicJwk,
      scopes: ['okta.users.manage', 'okta.groups.manage', 'okta.apps.read'],
      adminRole: false,
    },
    { clientId: 'helpdesk', publicJwk, scopes: ['okta.groups.manage'], superAdmin: false },
    { clientId: 'bound', publicJwk, scopes: ['okta.users.read'], requireDpop: true },
  ];
  ({ okta, call } = await startOrg({ clock, credentials: { apiTokens: [DEFAULT_API_TOKEN], apps } }));
});
afterAll(() => okta.stop());

interface Claims {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string;
  readonly exp?: number;
  readonly jti?: string;
}

const seconds = () => Math.floor(Date.now() / 1000);

function assertion(clientId: string, claims: Claims = {}, key = keys.privateKey): Promise<string> {
  const { exp = seconds() + 300, aud = `${okta.url}/oauth2/v1/token`, ...rest } = claims;
  const payload = { iss: clientId, sub: clientId, aud, exp, jti: crypto.randomUUID(), ...rest };
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256' }).setIssuedAt().sign(key);
}

interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: string;
  readonly error: string;
  readonly error_description: string;
}

async function requestToken(signed: string, scope: string, headers: Record<string, string> = {}) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: signed,
  });
  const response = await fetch(`${okta.url}/oauth2/v1/token`, { method: 'POST', body: form, headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as TokenAnswer };
}

async function bearer(clientId: string, scope: string): Promise<Caller> {
  const { body } = await requestToken(await assertion(clientId), scope);
  return callerOf(okta.url, `Bearer ${body.access_token}`);
}

describe('an API token', () => {
  it('must be a known one', async () => {
    const wrong = await callerOf(okta.url, 'SSWS wrong')('GET', '/api/v1/users');
    expect([wrong.status, wrong.refusal]).toEqual([401, 'E0000011']);
    expect((await fetch(`${okta.url}/api/v1/users`)).status).toBe(401);
  });

  it('shows its owner', async () => {
    expect((await call('GET', '/api/v1/users/me')).body.id).toBe(okta.directory.adminId);
  });
});

describe('a service app', () => {
  it('gets a token for the scopes it was granted, and for no more', async () => {
    const { status, body } = await requestToken(await assertion('reader'), 'okta.users.read okta.apps.manage');
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'okta.users.read' });
    const refused = await requestToken(await assertion('reader'), 'okta.apps.manage');
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_scope']);
  });

  it.each<[string, () => Promise<string>]>([
    ['signed with another key', () => assertion('reader', {}, otherKeys.privateKey)],
    ['made for another address', () => assertion('reader', { aud: 'https://example.test/oauth2/v1/token' })],
    ['that expired', () => assertion('reader', { exp: seconds() - 10 })],
    ['that lives too long', () => assertion('reader', { exp: seconds() + 7200 })],
    ['issued by somebody else', () => assertion('reader', { iss: 'helpdesk' })],
    ['of an unknown app', () => assertion('nobody')],
  ])('is refused an assertion %s', async (_, make) => {
    const { status, body } = await requestToken(await make(), 'okta.users.read');
    expect([status, body.error]).toEqual([401, 'invalid_client']);
  });

  it('can use an assertion once', async () => {
    const signed = await assertion('reader');
    expect((await requestToken(signed, 'okta.users.read')).status).toBe(200);
    expect((await requestToken(signed, 'okta.users.read')).body.error_description).toContain('already been used');
  });

  it('is refused what its token has no scope for, and reads with a manage scope', async () => {
    const reader = await bearer('reader', 'okta.users.read');
    expect((await reader('GET', '/api/v1/users')).status).toBe(200);
    const refused = await reader('POST', '/api/v1/users', { profile: someone() });
    expect([refused.status, refused.refusal]).toEqual([403, 'E0000006']);
    expect((await reader('GET', '/api/v1/groups')).status).toBe(403);
    const helpdesk = await bearer('helpdesk', 'okta.groups.manage');
    expect((await helpdesk('GET', '/api/v1/groups')).status).toBe(200);
  });

  it('without an admin role sees nobody and no app, and is refused the rest', async () => {
    const roleless = await bearer('roleless', 'okta.users.manage okta.groups.manage okta.apps.read');
    const users = await roleless('GET', '/api/v1/users');
    expect([users.status, users.body]).toEqual([200, []]);
    const apps = await roleless('GET', '/api/v1/apps');
    expect([apps.status, apps.body]).toEqual([200, []]);
    expect((await roleless('GET', `/api/v1/users/${okta.directory.adminId}`)).refusal).toBe('E0000006');
    expect((await roleless('GET', '/api/v1/groups')).refusal).toBe('E0000006');
  });

  it('who is no super admin cannot change a group that carries an admin role', async () => {
    const { id } = okta.directory.createGroup('Admins', { hasAdminRole: true });
    const user = okta.directory.createUser({ profile: someone() });
    const helpdesk = await bearer('helpdesk', 'okta.groups.manage');
    expect((await helpdesk('PUT', `/api/v1/groups/${id}/users/${user.id}`)).refusal).toBe('E0000006');
    expect((await call('PUT', `/api/v1/groups/${id}/users/${user.id}`)).status).toBe(204);
  });

  it('loses its token after an hour', async () => {
    const reader = await bearer('reader', 'okta.users.read');
    clock.moveTo(clock.now() + 3_600_000);
    expect((await reader('GET', '/api/v1/users')).refusal).toBe('E0000011');
  });
});

describe('a token bound to a key (DPoP)', () => {
  const proof = (claims: Record<string, unknown>, url = `${okta.url}/oauth2/v1/token`, method = 'POST') =>
    new SignJWT({ htm: method, htu: url, jti: crypto.randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'dpop+jwt', jwk: publicJwk })
      .setIssuedAt()
      .sign(keys.privateKey);

  it('is given after a proof with the nonce that was asked for, and only works with a proof', async () => {
    const scope = 'okta.users.read';
    const bare = await requestToken(await assertion('bound'), scope);
    expect([bare.status, bare.body.error]).toEqual([400, 'invalid_dpop_proof']);
    const challenged = await requestToken(await assertion('bound'), scope, { dpop: await proof({}) });
    expect([challenged.status, challenged.body.error]).toEqual([400, 'use_dpop_nonce']);
    const nonce = challenged.headers.get('dpop-nonce');
    const { body } = await requestToken(await assertion('bound'), scope, { dpop: await proof({ nonce }) });
    expect(body.token_type).toBe('DPoP');

    const token = String(body.access_token);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
    const ath = Buffer.from(digest).toString('base64url');
    const users = `${okta.url}/api/v1/users`;
    const asDpop = callerOf(okta.url, `DPoP ${token}`);
    expect((await asDpop('GET', '/api/v1/users', undefined, { dpop: await proof({ ath }, users, 'GET') })).status).toBe(
      200,
    );
    expect((await asDpop('GET', '/api/v1/users')).status).toBe(401);
    const once = await proof({ ath }, users, 'GET');
    expect((await asDpop('GET', '/api/v1/users', undefined, { dpop: once })).status).toBe(200);
    expect((await asDpop('GET', '/api/v1/users', undefined, { dpop: once })).status).toBe(401);
    const ofAnother = await proof({ ath: 'bm90IHRoaXMgdG9rZW4' }, users, 'GET');
    expect((await asDpop('GET', '/api/v1/users', undefined, { dpop: ofAnother })).status).toBe(401);
    expect((await asDpop('GET', '/api/v1/users', undefined, { dpop: await proof({ ath }, users, 'PUT') })).status).toBe(
      401,
    );
    expect((await callerOf(okta.url, `Bearer ${token}`)('GET', '/api/v1/users')).status).toBe(401);
  });
});
