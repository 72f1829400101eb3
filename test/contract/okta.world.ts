/** An Okta org on loopback for the port's contract, with every exchange held against Okta's own API description. */
import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { type OktaEmulator, type OktaEmulatorOptions, startOktaEmulator } from '../../emulators/okta/index.ts';
import { createOktaProvider, type OktaProvider } from '../../src/adapters/okta/index.ts';
import type { OktaConnection } from '../../src/core/policy/model.ts';
import { connectionId, groupId, providerAccountId, withinConnection } from '../../src/core/shared/ids.ts';
import { loadDescription } from './openapi.ts';
import type { Org, Trouble, World } from './provider.world.ts';

export const TOKEN = 'emulator-token';
export const CLIENT = '0oaTenureServiceApp0';
export const MARK = 'tenureMark';
export const OKTA = connectionId('okta');

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const publicJwk: JWK = publicKey.export({ format: 'jwk' });

export const ALL_SCOPES = [
  'okta.users.read',
  'okta.users.manage',
  'okta.groups.read',
  'okta.groups.manage',
  'okta.apps.read',
  'okta.apps.manage',
  'okta.schemas.read',
  'okta.roles.read',
  'okta.policies.read',
  'okta.logs.read',
];

export interface OktaWorld extends World {
  readonly emulator: OktaEmulator;
  readonly provider: OktaProvider;
}

export interface OktaWorldOptions extends OktaEmulatorOptions {
  readonly auth?: 'token' | 'key';
  readonly share?: number;
  readonly secret?: string;
  readonly now?: () => number;
  readonly slots?: number;
  /** Checking costs more than the call: off where many are sent. */
  readonly unchecked?: boolean;
}

export async function startOktaWorld(options: OktaWorldOptions = {}): Promise<OktaWorld> {
  const app = { clientId: CLIENT, publicJwk, scopes: ALL_SCOPES };
  const emulator = await startOktaEmulator({
    credentials: { apiTokens: [TOKEN], apps: [app] },
    limits: 'off',
    ...options,
  });
  emulator.directory.defineAttribute(MARK, { title: 'Tenure mark', type: 'string' });
  const violations: string[] = [];
  const provider = createOktaProvider({
    connection: connectionTo(emulator.url, options),
    secret: options.secret ?? (options.auth === 'key' ? PEM : TOKEN),
    fetch: options.unchecked === true ? fetch : checked(fetch, violations),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.slots === undefined ? {} : { concurrency: options.slots }),
  });
  return {
    emulator,
    provider,
    org: orgOf(emulator),
    trouble: troubleOf(emulator),
    calls() {
      const seen = emulator.log.list().filter(({ path }) => !path.startsWith('/oauth2/'));
      const reads = seen.filter(({ method }) => method === 'GET').length;
      return { reads, writes: seen.length - reads };
    },
    forgetCalls: () => emulator.log.clear(),
    takeViolations: () => violations.splice(0),
    stop: () => emulator.stop(),
  };
}

export function connectionTo(baseUrl: string, { auth, share }: OktaWorldOptions = {}): OktaConnection {
  return {
    kind: 'okta',
    id: OKTA,
    baseUrl,
    auth:
      auth === 'key'
        ? { kind: 'private-key-jwt', clientId: CLIENT, key: { env: 'OKTA_KEY' }, keyId: null }
        : { kind: 'api-token', token: { env: 'OKTA_TOKEN' } },
    markAttribute: MARK,
    eventHookSecret: null,
    rateShare: share ?? 1,
  };
}

const STATUS = { staged: 'STAGED', active: 'ACTIVE', suspended: 'SUSPENDED', deactivated: 'DEPROVISIONED' } as const;

function orgOf({ directory, url }: OktaEmulator): Org {
  let serial = 0;
  return {
    groupsGivenAtCreate: 20,
    group: (name, kind = 'writable') =>
      groupId(OKTA, directory.createGroup(name, kind === 'imported' ? { type: 'APP_GROUP' } : {}).id),
    adminGroup: (name) => groupId(OKTA, directory.createGroup(name, { hasAdminRole: true }).id),
    account(login, state = 'active') {
      const profile = { login, email: login, firstName: 'Seeded', lastName: 'Person' };
      return providerAccountId(directory.createUser({ profile, status: STATUS[state] }).id);
    },
    rule(group) {
      const expression = 'user.department=="Nowhere"';
      directory.createRule({ name: `rule ${++serial}`, expression, groupIds: [withinConnection(group)] });
    },
    async removeGroup(group) {
      const headers = { authorization: `SSWS ${TOKEN}` };
      await fetch(`${url}/api/v1/groups/${withinConnection(group)}`, { method: 'DELETE', headers });
    },
    async makeAdmin(account) {
      await fetch(`${url}/api/v1/users/${account}/roles`, {
        method: 'POST',
        headers: { authorization: `SSWS ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'USER_ADMIN' }),
      });
    },
    enrolsSecondFactor: (group) =>
      void directory.createPolicy('MFA_ENROLL', `policy ${++serial}`, [withinConnection(group)]),
    assignDirectly: (label, account) => directory.assignUser(directory.createApp({ label }).id, account),
    assignThrough(label, group, inside) {
      const features = inside === undefined ? [] : ['PUSH_NEW_USERS', 'PUSH_USER_DEACTIVATION'];
      const { id } = directory.createApp({ label, features });
      if (inside === 'refuses') directory.failProvisioning(id);
      directory.assignGroup(id, withinConnection(group));
    },
    put: (account, group) => directory.addMember(withinConnection(group), account),
    signIn: (account) => void directory.signIn(account),
    sessions: (account) => directory.sessionsOf(account).length,
    members: (group) => directory.members(withinConnection(group)).map(providerAccountId),
  };
}

function troubleOf({ faults, clock }: OktaEmulator): Trouble {
  const limitNext = (on: string, seconds: number) =>
    faults.add({
      on,
      do: 'refuse',
      status: 429,
      body: { errorCode: 'E0000047', errorSummary: 'API call exceeded rate limit.', errorCauses: [] },
      headers: {
        date: new Date(clock.now()).toUTCString(),
        'x-rate-limit-limit': '600',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(Math.ceil(clock.now() / 1_000) + seconds),
      },
    });
  return {
    loseAnswerOfCreate: () => faults.add({ on: '^POST /api/v1/users\\?', do: 'lose-response' }),
    loseAnswerOfActivation: () => faults.add({ on: 'lifecycle/activate', do: 'lose-response' }),
    dropNext: () => faults.add({ on: '.', do: 'drop' }),
    failNext: () => faults.add({ on: '.', do: 'refuse', status: 503 }),
    proxyRefusesNext: () =>
      faults.add({ on: '.', do: 'refuse', status: 404, body: { status: 404, message: 'Resource not found' } }),
    breakListing: () =>
      faults.add({
        on: 'GET /api/v1/(groups|users|groups/\\w+/users)\\?.*after=',
        times: 2,
        do: 'refuse',
        status: 400,
        body: { errorCode: 'E0000029', errorSummary: 'Invalid cursor.', errorCauses: [] },
      }),
    limitNextReading: (seconds) => limitNext('^GET /api/v1/users/', seconds),
    limitNextListing: (seconds) => limitNext('^GET /api/v1/groups/\\w+/users', seconds),
  };
}

/** Statuses that recordings hold and the description does not; `okta.md`, sections 2, 6 and 11. */
const DRIFT = [
  ...[400, 401, 409, 501].map((status) => ({ on: '*', status, because: 'recorded error answers' })),
  { on: '*', violation: /\/externalId must be string$/, because: 'recorded as null for an app without provisioning' },
];

/** The description types the embedded app user as a map of objects and forbids the nulls that recordings hold. */
const UNDESCRIBED = /^\/api\/v1\/apps\?/;

/** With CONTRACTS_DIR set, requests and answers are checked against the vendor's description as they pass. */
function checked(send: typeof fetch, violations: string[]): typeof fetch {
  const folder = process.env.CONTRACTS_DIR;
  if (folder === undefined || folder === '') return send;
  const description = loadDescription(`${folder}/okta.openapi.json`, { drift: DRIFT });
  const note = (check: () => void) => {
    try {
      check();
    } catch (error) {
      violations.push(error instanceof Error ? error.message : String(error));
    }
  };
  return async (input, init) => {
    const { pathname, search } = new URL(String(input));
    const path = pathname + search;
    const method = init?.method ?? 'GET';
    const body = typeof init?.body === 'string' ? init.body : '';
    if (pathname !== '/oauth2/v1/token')
      note(() => description.checkRequest(method, path, parse(body, withoutRemovals)));
    const response = await send(input, init);
    // Trouble asked for by a test does not come from Okta and carries none of its headers.
    if (!response.headers.has('x-okta-request-id') || UNDESCRIBED.test(path)) return response;
    const text = await response.clone().text();
    note(() => description.checkResponse(method, path, response.status, parse(text)));
    return response;
  };
}

type Reviver = (key: string, value: unknown) => unknown;
const parse = (text: string, reviver?: Reviver): unknown => (text === '' ? undefined : JSON.parse(text, reviver));

/** `null` removes an attribute of a profile (`okta.md`, section 2), which the description does not know. */
const withoutRemovals: Reviver = (key, value) =>
  key === 'profile' && typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null))
    : value;
