/** Scopes, admin roles, keys and tokens: what Okta gives a credential, and how the adapter finds out. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../emulators/kit/clock.ts';
import type { AppCredential } from '../../emulators/okta/index.ts';
import { createOktaProvider } from '../../src/adapters/okta/index.ts';
import { providerAccountId } from '../../src/core/shared/ids.ts';
import {
  ALL_SCOPES,
  CLIENT,
  connectionTo,
  MARK,
  type OktaWorld,
  type OktaWorldOptions,
  publicJwk,
  startOktaWorld,
  TOKEN,
} from './okta.world.ts';
import { faultOf, ordinary } from './provider.world.ts';

let world: OktaWorld;
afterEach(() => world.stop());

async function withApp(app: Partial<AppCredential>, options: OktaWorldOptions = {}): Promise<OktaWorld> {
  const whole = { clientId: CLIENT, publicJwk, scopes: ALL_SCOPES, ...app };
  world = await startOktaWorld({ auth: 'key', credentials: { apiTokens: [TOKEN], apps: [whole] }, ...options });
  return world;
}

const lacking = async ({ provider }: OktaWorld) => (await provider.probePowers(ordinary)).filter(({ held }) => !held);
const without = (...scopes: string[]) => ALL_SCOPES.filter((scope) => !scopes.includes(scope));
const someone = providerAccountId('00u00000000000000001');

describe('the self-test', () => {
  it('finds nothing missing for a super administrator with a token', async () => {
    world = await startOktaWorld();
    expect(await lacking(world)).toEqual([]);
  });

  it.each(['vanishes', 'invalid_scope'] as const)('names a scope that was not granted (%s)', async (ungrantedScope) => {
    await withApp(
      { scopes: without('okta.policies.read', 'okta.apps.read', 'okta.apps.manage') },
      { quirks: { ungrantedScope } },
    );
    const missing = await lacking(world);
    const powers = missing.map(({ power }) => power);
    expect(powers).toEqual(
      expect.arrayContaining([
        'scope okta.policies.read',
        'scope okta.apps.manage',
        'read direct app assignments',
        'read enrolment policies',
      ]),
    );
    expect(missing.find(({ power }) => power === 'scope okta.policies.read')?.remedy).toContain(
      'grants okta.policies.read',
    );
    expect(powers).not.toContain('read people');
  });

  it('really reads the log, and names the right that is missing', async () => {
    await withApp({});
    world.emulator.faults.add({
      on: 'GET /api/v1/logs',
      do: 'refuse',
      status: 403,
      body: { errorCode: 'E0000006', errorSummary: 'You do not have permission to perform the requested action' },
    });
    expect(await lacking(world)).toEqual([
      {
        power: 'read the System Log',
        held: false,
        remedy: expect.stringContaining('scope okta.logs.read, and a role'),
      },
    ]);
  });

  it('finds nothing missing for a service app with a standard role', async () => {
    await withApp({});
    expect(await lacking(world)).toEqual([]);
  });

  const custom = (...permissions: string[]) => ({ roles: [{ label: 'Tenure', permissions }] });
  const WITHOUT_APPS = [
    'okta.users.create',
    'okta.users.userprofile.manage',
    'okta.users.lifecycle.manage',
    'okta.users.groupMembership.manage',
    'okta.groups.members.manage',
  ];

  it('finds nothing missing for a service app with a custom role that has it all', async () => {
    await withApp(custom(...WITHOUT_APPS, 'okta.users.appAssignment.manage', 'okta.apps.assignment.manage'));
    world.org.rule(world.org.group('filled'));
    expect(await lacking(world)).toEqual([]);
  });

  it('does not take an empty list of rules for an org without any, unless the role sees everything', async () => {
    const app = custom(...WITHOUT_APPS, 'okta.users.appAssignment.manage', 'okta.apps.assignment.manage');
    await withApp(app);
    expect((await lacking(world)).map(({ power }) => power)).toEqual(['read group rules']);
    await withApp({ roles: [...app.roles, { type: 'READ_ONLY_ADMIN' }] });
    expect(await lacking(world)).toEqual([]);
  });

  it('names what a custom role lacks to take a leaver’s direct assignments', async () => {
    await withApp(custom(...WITHOUT_APPS));
    world.org.rule(world.org.group('filled'));
    expect((await lacking(world)).map(({ remedy }) => remedy)).toEqual([
      'add to the admin role: okta.users.appAssignment.manage, okta.apps.assignment.manage',
    ]);
  });

  it('does not take a standard role that reaches less for the power to write', async () => {
    await withApp({ roles: [{ type: 'HELP_DESK_ADMIN' }] });
    const write = (await lacking(world)).at(-1);
    expect(write?.remedy).toContain('okta.users.create');
  });

  it('is not deceived by the empty lists that an app without an admin role gets', async () => {
    await withApp({ adminRole: false });
    const powers = await lacking(world);
    const people = powers.find(({ power }) => power === 'read people');
    expect(people?.remedy).toContain('admin role');
    expect(people?.remedy).toContain('empty list');
    const apps = powers.find(({ power }) => power === 'read direct app assignments');
    expect(apps?.remedy).toContain('not one application is shown');
  });

  it('names the attribute our mark needs', async () => {
    world = await startOktaWorld();
    const connection = { ...connectionTo(world.emulator.url), markAttribute: 'noSuchAttribute' };
    const powers = await createOktaProvider({ connection, secret: TOKEN }).probePowers(ordinary);
    const mark = powers.find(({ power }) => power === 'profile attribute noSuchAttribute');
    expect(mark).toMatchObject({ held: false, remedy: expect.stringContaining('Profile Editor') });
  });

  it('does not know about that attribute where the schema may not be read, and does not call it missing', async () => {
    await withApp({ scopes: without('okta.schemas.read') });
    const powers = await world.provider.probePowers(ordinary);
    expect(powers.filter(({ held }) => held === false).map(({ power }) => power)).toEqual([
      'scope okta.schemas.read',
      'read the profile schema',
    ]);
    expect(powers.find(({ power }) => power === `profile attribute ${MARK}`)).toEqual({
      power: `profile attribute ${MARK}`,
      held: null,
      remedy: expect.stringContaining('the profile schema could not be read'),
    });
  });

  it('says so when only a write could prove the power to write', async () => {
    await withApp({ scopes: without('okta.roles.read') });
    const write = (await lacking(world)).find(({ power }) => power.startsWith('create and change'));
    expect(write?.remedy).toMatch(/^not provable without writing/);
  });

  it('stops at a credential that nobody knows', async () => {
    world = await startOktaWorld({ secret: 'wrong-token' });
    const powers = await world.provider.probePowers(ordinary);
    expect(powers.map(({ power, held }) => ({ power, held }))).toEqual([{ power: 'sign in', held: false }]);
    expect(JSON.stringify(powers)).not.toContain('wrong-token');
  });
});

describe('an app', () => {
  it('with a key the org does not know is denied, by name', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await withApp({ publicJwk: publicKey.export({ format: 'jwk' }) });
    expect(await faultOf(world.provider.readAccount(someone, ordinary))).toMatchObject({
      kind: 'denied',
      vendorCode: 'invalid_client',
    });
  });

  it.each(['P-256', 'P-384'])('may sign with %s, given as a JWK', async (namedCurve) => {
    const pair = generateKeyPairSync('ec', { namedCurve });
    const alg = namedCurve === 'P-256' ? 'ES256' : 'ES384';
    const secret = JSON.stringify(pair.privateKey.export({ format: 'jwk' }));
    await withApp({ publicJwk: { ...pair.publicKey.export({ format: 'jwk' }), alg } }, { secret });
    expect(await world.provider.readAccount(someone, ordinary)).toBeNull();
  });

  it('that demands DPoP is given a proof, and its nonce, without anybody configuring it', async () => {
    await withApp({ requireDpop: true });
    for (const _ of [1, 2]) expect(await world.provider.readAccount(someone, ordinary)).toBeNull();
    const log = world.emulator.log.list();
    // Asked for a proof, asked for its nonce, given; then two calls with a proof each.
    expect(log.map(({ status }) => status)).toEqual([400, 400, 200, 404, 404]);
    expect((await world.provider.listGroups(ordinary)).length).toBeGreaterThan(0);
  });

  it('that demands DPoP and asks for a nonce at the API too is given it, once', async () => {
    await withApp({ requireDpop: true });
    const body = { errorCode: 'E0000011', errorSummary: 'Invalid token provided', errorCauses: [] };
    const headers = { 'dpop-nonce': 'another' };
    await world.provider.readAccount(someone, ordinary);
    world.emulator.faults.add({ on: '^GET /api/v1/users/', do: 'refuse', status: 401, body, headers });
    expect(await world.provider.readAccount(someone, ordinary)).toBeNull();
    expect(world.emulator.log.list({ matching: /oauth2/ })).toHaveLength(3);
  });

  it('without the scope for a call is denied, and nothing is concluded', async () => {
    await withApp({ scopes: without('okta.groups.read', 'okta.groups.manage') });
    expect((await faultOf(world.provider.listGroups(ordinary))).kind).toBe('denied');
  });

  it('without policies.read still gets its groups', async () => {
    await withApp({ scopes: without('okta.policies.read') });
    expect((await world.provider.listGroups(ordinary)).every(({ mfaEnrolment }) => !mfaEnrolment)).toBe(true);
  });

  it('fetches one token for many calls at once', async () => {
    await withApp({});
    await Promise.all(Array.from({ length: 40 }, () => world.provider.readAccount(someone, ordinary)));
    expect(world.emulator.log.list({ matching: /oauth2/ })).toHaveLength(1);
  });

  it('renews the token before it ends', async () => {
    const clock = manualClock(Date.now() - 3_590_000);
    await withApp({}, { clock, now: () => clock.now() });
    await world.provider.readAccount(someone, ordinary);
    clock.moveTo(clock.now() + 3_590_000);
    await world.provider.readAccount(someone, ordinary);
    expect(world.emulator.log.list({ matching: /oauth2/ })).toHaveLength(2);
    expect(world.emulator.log.list().some(({ status }) => status === 401)).toBe(false);
  });

  it('gets one fresh token and one repeat when the org no longer takes the old one', async () => {
    const clock = manualClock(Date.now());
    const asIfStopped = Date.now();
    await withApp({}, { clock, now: () => asIfStopped });
    await world.provider.readAccount(someone, ordinary);
    clock.moveTo(clock.now() + 3_700_000);
    expect(await world.provider.readAccount(someone, ordinary)).toBeNull();
    expect(world.emulator.log.list().map(({ status }) => status)).toEqual([200, 404, 401, 200, 404]);
  });

  it('with a key that is none is refused at once, without quoting it', async () => {
    world = await startOktaWorld();
    const connection = connectionTo(world.emulator.url, { auth: 'key' });
    expect(() => createOktaProvider({ connection, secret: '-----BEGIN PRIVATE KEY-----\nsecret' })).toThrow(
      /^sign in to Okta: invalid: the private key is neither PEM nor JWK$/,
    );
  });
});
