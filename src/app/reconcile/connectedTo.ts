/** Where an account lives, and what Tenure may do there. */
import type { ConnectionId } from '../../core/shared/ids.ts';
import type { IdentityProvider } from '../../ports/provider.ts';
import type { TargetSystem } from '../../ports/targets.ts';
import type { World } from '../world.ts';

/** A provider at which Tenure makes and closes accounts, or a site at which it only gives and takes roles. */
export type ConnectedTo =
  | { readonly kind: 'provider'; readonly system: IdentityProvider }
  | { readonly kind: 'target'; readonly system: TargetSystem };

export function connectedTo({ providers, targets }: World, connection: ConnectionId): ConnectedTo | null {
  const provider = providers.get(connection);
  if (provider !== undefined) return { kind: 'provider', system: provider };
  const target = targets.get(connection);
  return target === undefined ? null : { kind: 'target', system: target };
}
