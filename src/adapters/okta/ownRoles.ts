/**
 * Our own admin roles, and how far they let us see. Where a resource set leaves somebody out, Okta may say of them what it
 * says of whom it does not have (404 E0000007; nothing documents it): only to a role that reaches the whole org that means gone.
 */
import type { OktaConnection } from '../../core/policy/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { Errand, OktaClient } from './client.ts';
import { identified, type Role, role } from './schemas.ts';

/** "Standard administrator roles": these see everybody and every group, and no targets narrow them. */
const SEE_ALL = new Set(['SUPER_ADMIN', 'ORG_ADMIN', 'READ_ONLY_ADMIN']);

/** What cannot be told is `false`. */
export async function seesEverything(client: OktaClient, connection: OktaConnection, errand: Errand): Promise<boolean> {
  try {
    return (await ownRoles(client, connection, errand)).some(({ type }) => SEE_ALL.has(type));
  } catch (error) {
    if (error instanceof Fault && error.kind !== 'transient') return false;
    throw error;
  }
}

export async function ownRoles(client: OktaClient, { auth }: OktaConnection, errand: Errand): Promise<readonly Role[]> {
  const operation = 'read our own roles';
  if (auth.kind === 'private-key-jwt') {
    const path = `/oauth2/v1/clients/${encodeURIComponent(auth.clientId)}/roles`;
    return (await client.list({ operation, method: 'GET', path, effect: 'read' }, role, errand)).filter(isActive);
  }
  const me = await client.read(
    { operation, method: 'GET', path: '/api/v1/users/me', effect: 'read' },
    identified,
    errand,
  );
  const path = `/api/v1/users/${encodeURIComponent(me.id)}/roles`;
  return (await client.list({ operation, method: 'GET', path, effect: 'read' }, role, errand)).filter(isActive);
}

const isActive = ({ status }: Role) => (status ?? 'ACTIVE') === 'ACTIVE';
