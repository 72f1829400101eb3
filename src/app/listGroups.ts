/** Every provider's groups, listed: names are pinned to ids, owners told, and what has vanished is noticed. */
import type { ConnectionId } from '../core/shared/ids.ts';
import { listRoles } from './roles/index.ts';
import type { World } from './world.ts';

/**
 * Every provider's groups with their owners, and the roles that policy ties to them: pins names to ids, and notices
 * what was renamed or vanished. One that cannot be read keeps none of the others from it; the trouble is thrown at the end.
 */
export async function listGroups(world: World): Promise<void> {
  const { providers, store, rules } = world;
  const listings = [...providers].map(([connection, provider]) => listGroupsOf(world, connection, provider));
  const ended = await Promise.allSettled(listings);
  const policy = await store.read.policyInForce();
  if (policy !== null) await listRoles(world, policy);
  rules.forget();
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

/** Of one provider. Whoever asks the rules next has to make them forget what they knew. */
export async function listGroupsOf(
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
