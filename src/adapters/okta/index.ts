/** Okta as an identity provider: what is behind the port, put together. README.md says what it reads and writes. */
import type { OktaConnection } from '../../core/policy/model.ts';
import type { HttpFetch } from '../../ports/http.ts';
import type { IdentityProvider } from '../../ports/provider.ts';
import { accountsOf } from './accounts.ts';
import { activityOf } from './activity.ts';
import { appsOf } from './apps.ts';
import { apiToken, privateKeyJwt } from './auth.ts';
import { OktaClient } from './client.ts';
import { type EventHook, eventHookOf } from './eventHook.ts';
import { groupsOf } from './groups.ts';
import { LimitGauge } from './limits.ts';
import { listingsOf } from './listings.ts';
import { ownNameOf } from './logLine.ts';
import { membershipsOf } from './memberships.ts';
import { overviewOf } from './overview.ts';
import { fieldsOf, profileFieldsOf } from './profileFields.ts';
import { selfTestOf } from './selfTest.ts';

export type { EventHook } from './eventHook.ts';
export { type BucketStanding, LimitGauge } from './limits.ts';

export interface OktaOptions {
  readonly connection: OktaConnection;
  /** The API token, or the private key as PEM or JWK. */
  readonly secret: string;
  readonly fetch?: HttpFetch;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Requests in flight at most; by default our share of the 75 a workforce org answers at a time. */
  readonly concurrency?: number;
}

export type OktaProvider = IdentityProvider & {
  readonly limits: LimitGauge;
  /** How deliveries of this org's event hooks are read, that show this secret. */
  readonly eventHook: (secret: string) => EventHook;
};

export function createOktaProvider(options: OktaOptions): OktaProvider {
  const { connection, secret, now = Date.now } = options;
  const baseUrl = connection.baseUrl.replace(/\/+$/, '');
  const shared = { baseUrl, fetch: options.fetch ?? fetch, now };
  const { auth } = connection;
  const credential =
    auth.kind === 'api-token'
      ? apiToken(secret.trim())
      : privateKeyJwt({ ...shared, clientId: auth.clientId, privateKey: secret, keyId: auth.keyId });
  const limits = new LimitGauge({
    share: connection.rateShare,
    now,
    ...(options.concurrency === undefined ? {} : { slots: options.concurrency }),
  });
  const client = new OktaClient({ ...shared, connection: connection.id, credential, limits });
  const fields = fieldsOf(client, now);
  const profileFields = profileFieldsOf(fields);
  const ownName = ownNameOf(client, connection);
  return {
    limits,
    eventHook: (shown) => eventHookOf(connection, shown.trim(), ownName),
    makeRoom: (account, { lane }) => limits.makeRoom('look at account', account, lane),
    ...profileFields,
    ...accountsOf(client, connection.markAttribute, profileFields),
    ...membershipsOf(client, connection),
    ...groupsOf(client, connection),
    ...listingsOf(client),
    ...activityOf(client, connection, ownName, now),
    ...appsOf(client),
    ...overviewOf(client),
    ...selfTestOf(client, connection, fields),
  };
}
