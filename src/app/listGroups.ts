/** Every provider's groups, listed: names are pinned to ids, owners told, and what has vanished is noticed. */
import { type ConnectionId, type GroupId, withinConnection } from '../core/shared/ids.ts';
import { Fault } from '../ports/fault.ts';
import type { ProviderGroup } from '../ports/provider.ts';
import { lookAtCovered } from './reconcile/enrolment.ts';
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
  const force = await rules.current();
  if (force !== null) await lookAtCovered(world, force);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

const BULK = { lane: 'bulk', timeoutMilliseconds: 60_000 } as const;

type Provider = NonNullable<ReturnType<World['providers']['get']>>;

/**
 * A list that was cut, or that a narrowed role shows in part, lacks groups that are there: each it lacks is asked for by
 * its id, and one that answers, or cannot be asked for, makes the whole list worth nothing. What is gone for certain is kept
 * all the same: else a listing that lacks more than one minute's limit lets us ask for would begin with the same ones for ever.
 */
async function missedByList(
  world: World,
  connection: ConnectionId,
  provider: Provider,
  listed: ReadonlySet<GroupId>,
): Promise<void> {
  const known = (await world.store.read.groups(connection)).filter(({ vanished }) => !vanished);
  const gone = new Set<GroupId>();
  try {
    for (const { id } of known) {
      if (listed.has(id)) continue;
      if (await provider.hasGroup(id, BULK))
        throw new Fault('transient', 'list groups', { note: `${withinConnection(id)} is there and was not listed` });
      gone.add(id);
    }
  } catch (trouble) {
    const left = known.filter(({ id }) => !gone.has(id));
    if (gone.size > 0) await world.store.transaction((tx) => tx.saveGroups(connection, left, tx.now));
    throw trouble;
  }
}

/** Of one provider, as listed. Whoever asks the rules next has to make them forget what they knew. */
export async function listGroupsOf(
  world: World,
  connection: ConnectionId,
  provider: Provider,
): Promise<readonly ProviderGroup[]> {
  const groups = await provider.listGroups(BULK);
  await missedByList(world, connection, provider, new Set(groups.map(({ id }) => id)));
  await world.store.transaction((tx) =>
    tx.saveGroups(
      connection,
      groups.map((group) => ({ ...group, vanished: false })),
      tx.now,
    ),
  );
  return groups;
}
