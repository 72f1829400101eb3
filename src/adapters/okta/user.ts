/** One user by id or login, always from the store and never from the search index ("Get a user"). */
import type { ProviderAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { Errand, OktaClient } from './client.ts';
import { type User, user } from './schemas.ts';

/** `null` only when Okta itself said E0000007. */
export async function readUser(
  client: OktaClient,
  operation: string,
  idOrLogin: ProviderAccountId | string,
  errand: Errand,
): Promise<User | null> {
  const path = `/api/v1/users/${encodeURIComponent(idOrLogin)}`;
  try {
    return await client.read({ operation, method: 'GET', path, effect: 'read' }, user, errand);
  } catch (error) {
    if (error instanceof Fault && error.kind === 'missing') return null;
    throw error;
  }
}
