/**
 * What is on record of the group actor of a role: that it was read back, or that a person has decided it may be put back. It
 * is nobody's own membership, so it stands beside the ledger, written with the event that says so.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { ActorOnRecord } from '../../core/reconcile/index.ts';
import type { AccountId, GroupId } from '../../core/shared/ids.ts';
import type { Reader, Tx } from '../../ports/store.ts';

const keyOf = (group: GroupId) => `role-actor:${group}`;

/** Asked before the role is read: what is missing then, and on record from before, another hand has taken out. */
export async function actorsOnRecord(
  read: Pick<Reader, 'getControl'>,
  roles: readonly GroupId[],
): Promise<ReadonlyMap<GroupId, ActorOnRecord>> {
  const found = await Promise.all(
    roles.map(async (group) => [group, await read.getControl<ActorOnRecord>(keyOf(group))] as const),
  );
  return new Map(found.flatMap(([group, known]) => (known === null ? [] : [[group, known] as const])));
}

/** In the transaction that appends these events. */
export async function keepActors(tx: Tx, events: readonly TenureEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type === 'RoleActorVerified') await tx.setControl(keyOf(event.group), 'verified' satisfies ActorOnRecord);
  }
}

/**
 * A person has decided to restore it: the next reconcile of anybody who is to hold the role puts it back. Whoever waits for
 * it is looked at, and `holder`, somebody who held it.
 */
export async function restoreActor(tx: Tx, group: GroupId, holder: AccountId | null): Promise<void> {
  await tx.setControl(keyOf(group), 'set-aside' satisfies ActorOnRecord);
  const waiting = (await tx.openExceptions({ kind: 'role-actor-gone' })).filter((one) => one.group === group);
  const accounts = [...waiting.map(({ account }) => account), holder].filter((one) => one !== null);
  for (const look of new Set(accounts)) await tx.send({ lane: 'bulk', look });
}
