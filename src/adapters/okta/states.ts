/** Okta's user statuses in the core's words ("Users, user status"). */
import type { SeenState } from '../../core/person/model.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import type { User } from './schemas.ts';

export function stateOf({ status, transitioningToStatus }: Pick<User, 'status' | 'transitioningToStatus'>): SeenState {
  // Activation and deactivation may finish later; until then nothing is concluded.
  if (transitioningToStatus != null) return 'changing';
  switch (status) {
    case 'STAGED':
      return 'staged';
    case 'PROVISIONED':
      return 'awaiting-user';
    case 'ACTIVE':
    case 'PASSWORD_EXPIRED':
    case 'RECOVERY':
    case 'LOCKED_OUT':
      return 'active';
    case 'SUSPENDED':
      return 'suspended';
    case 'DEPROVISIONED':
      return 'deactivated';
    case 'ACTIVATING':
      return 'changing';
    default:
      return unreachable(status);
  }
}

/**
 * A directory (Active Directory, LDAP) or an import (HR) is the master of such an account. FEDERATION and SOCIAL
 * only say where the person signs in; the account itself is Okta's.
 */
const MASTERED_ELSEWHERE = new Set(['ACTIVE_DIRECTORY', 'LDAP', 'IMPORT']);
export const masteredElsewhere = ({ credentials }: Pick<User, 'credentials'>) =>
  MASTERED_ELSEWHERE.has(credentials?.provider?.type ?? 'OKTA');

/** Which one: two Active Directory domains are two masters. */
export function sourceOf(found: Pick<User, 'credentials'>): string | undefined {
  const provider = found.credentials?.provider;
  return provider == null || !masteredElsewhere(found) ? undefined : `${provider.type}:${provider.name ?? ''}`;
}
