/** Every provider's groups, listed: names are pinned to ids, owners told, and what has vanished is noticed. */
import type { ConnectionId } from '../core/shared/ids.ts';
import { listRoles } from './roles/index.ts';
import type { World } from './world.ts';

/**
 * Every provider's groups with their owners, and the roles that policy ties to them: pins names to ids, and notices
 * what was renamed or vanished.
 */
export async function listGroups(world: World): Promise<void> {
  for (const [connection, provider] of world.providers) await listGroupsOf(world, connection, provider);
  const policy = await world.store.read.policyInForce();
  if (policy !== null) await listRoles(world, policy);
  world.rules.forget();
}

async function listGroupsOf(
  world: World,
  connection: ConnectionId,
  provider: NonNullable<ReturnType<World['providers']['get']>>,
): Promise<void> {
  const groups = await provider.listGroups({ lane: 'bulk', timeoutMilliseconds: 60_000 });
  await world.store.transaction((tx) =>
    tx.saveGroups(
      connection,
      groups.map((group) => ({ ...group, vanished: false })),
      tx.now,
    ),
  );
}

/** `pause`: milliseconds before each turn, or what says them by the turn's number. */
