/**
 * What is on record of the group actor of a role: that it was read back, or that a person has decided it may be put back. It
 * is nobody's own membership, so it stands beside the ledger, written with the event that says so.
 */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { wanted } from '../../core/grant/index.ts';
import type { ActorOnRecord } from '../../core/reconcile/index.ts';
import { type AccountId, connectionOf, type GroupId, type ProviderAccountId } from '../../core/shared/ids.ts';
import type { Reader, Tx } from '../../ports/store.ts';
import type { MemberDifference } from '../../ports/sweeps.ts';
import type { World } from '../world.ts';

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

/** Cases that wait for it. */
const WAITING = ['role-actor-gone', 'role-opens-for-others'];

/**
 * A person has decided that it may be put in: the next reconcile of anybody who is to hold the role does it. Whoever waits
 * for it is looked at, and some who hold it.
 */
export async function letActorIn(tx: Tx, group: GroupId, holders: readonly AccountId[]): Promise<void> {
  await tx.setControl(keyOf(group), 'set-aside' satisfies ActorOnRecord);
  const open = (await Promise.all(WAITING.map((kind) => tx.openExceptions({ kind })))).flat();
  const waiting = open.flatMap((one) => (one.group === group ? (one.account ?? []) : []));
  for (const look of new Set([...waiting, ...holders])) await tx.send({ lane: 'bulk', look });
}

/** One is enough to put it in; more, should one be closed, protected or in trouble of its own. */
const ENOUGH = 3;
const PAGE = 100;

/** Some who hold the role by what was read back last, and are to hold it now: who has left meanwhile puts nothing in. */
export async function presentHolders(
  { store }: Pick<World, 'store'>,
  role: GroupId,
  sweep: string,
): Promise<readonly AccountId[]> {
  const of = { sweep, connection: connectionOf(role) };
  const found: AccountId[] = [];
  const now = await store.read.now();
  for (let after: ProviderAccountId | null = null; ; ) {
    // Nothing is staged of it, so whoever the ledger holds in it differs.
    const page: readonly MemberDifference[] = await store.sweeps.memberDifferences(of, role, {
      foreign: true,
      after,
      limit: PAGE,
    });
    for (const { person, account: id } of page) {
      const ledger = await store.read.person(person);
      const account = ledger.accounts.find((one) => one.id === id);
      if (account !== undefined && wanted(ledger, account, now).groups.has(role)) found.push(id);
      if (found.length === ENOUGH) return found;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = last.providerId;
  }
}
