/**
 * Complete listings of one connection, streamed into the staging tables. Whoever has not seen the end of a listing knows
 * nothing: an account listing that breaks off ends the sweep of its connection, a group's leaves out that group.
 */
import { isShort } from '../../core/finding/index.ts';
import { groupNamesOf } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import { type ConnectionId, connectionOf, type GroupId, type GroupName } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions, IdentityProvider } from '../../ports/provider.ts';
import type { StoredGroup } from '../../ports/store.ts';
import type { Staging } from '../../ports/sweeps.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

/** A listing waits for its limits; that of a very large group takes an hour. */
export const BULK: CallOptions = { lane: 'bulk', timeoutMilliseconds: 3 * 3_600_000 };
const BATCH = 1_000;

/** Named by catalogue or reference table, or with somebody in it whom the ledger holds there. Vanished ones too. */
export async function managedGroups(
  { store }: World,
  { policy, groupsByName, groupsById }: RulesInForce,
  connection: ConnectionId,
): Promise<readonly StoredGroup[]> {
  const named = namesIn(policy).flatMap((name) =>
    connectionOf(name) === connection ? (groupsByName.get(name) ?? []) : [],
  );
  const held = (await store.sweeps.heldGroups(connection)).flatMap((id) => groupsById.get(id) ?? []);
  return [...new Map([...named, ...held].map((one) => [one.id, one])).values()];
}

function namesIn({ catalogue, table }: Policy): readonly GroupName[] {
  const inCatalogue = catalogue.applications.flatMap(({ entitlements }) =>
    entitlements.flatMap(({ groups }) => groups),
  );
  const inTable = table.flatMap(({ gives }) => gives.flatMap((given) => groupNamesOf(catalogue, given)));
  return [...new Set([...inCatalogue, ...inTable])];
}

/** Answers how many were told. */
export async function stageAccounts(
  world: World,
  staging: Staging,
  provider: IdentityProvider,
  goOn: () => Promise<void>,
): Promise<number> {
  const told = await inBatches(provider.listAccounts(BULK), goOn, (some) =>
    world.store.sweeps.stageAccounts(
      staging,
      some.map(({ providerId, login, state }) => ({ providerId, login, state })),
    ),
  );
  await wholeAccounts(world, staging, told);
  return told;
}

/** Asked before and after they are compared: a table that was emptied in between looks like an empty organisation. */
export async function wholeAccounts({ store }: World, staging: Staging, told: number): Promise<void> {
  const kept = await store.sweeps.countAccounts(staging);
  if (kept !== told) throw new Fault('transient', 'sweep', { note: `${kept} of ${told} listed accounts are left` });
}

/** The same of one group's members. */
export async function wholeMembers({ store }: World, staging: Staging, group: GroupId, told: number) {
  const kept = await store.sweeps.countMembers(staging, group);
  return kept === told ? { ok: true as const } : { ok: false as const, because: 'its rows were lost' };
}

export interface StagedGroup {
  readonly group: StoredGroup;
  /** When its listing began. */
  readonly from: Instant;
  readonly members: number;
}

/** `because` = it could not be read to its end, by a fault that waiting does not mend. */
export type Staged =
  | { readonly ok: true; readonly value: StagedGroup }
  | { readonly ok: false; readonly because: string };

export async function stageMembers(
  world: World,
  staging: Staging,
  provider: IdentityProvider,
  group: StoredGroup,
  goOn: () => Promise<void>,
): Promise<Staged> {
  const { store } = world;
  const from = await store.read.now();
  try {
    const members = await inBatches(provider.listMembers(group.id, BULK), goOn, (some) =>
      store.sweeps.stageMembers(staging, group.id, some),
    );
    const whole = await wholeMembers(world, staging, group.id, members);
    if (!whole.ok) return whole;
    if (isShort(members, group.members ?? null)) {
      return { ok: false, because: `${members} members are shown, and it has ${group.members}` };
    }
    return { ok: true, value: { group, from, members } };
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.kind === 'transient') throw fault;
    return { ok: false, because: fault.message };
  }
}

async function inBatches<Item>(
  items: AsyncIterable<Item>,
  goOn: () => Promise<void>,
  store: (some: readonly Item[]) => Promise<void>,
): Promise<number> {
  let told = 0;
  let waiting: Item[] = [];
  const flush = async () => {
    const some = waiting;
    waiting = [];
    if (some.length > 0) await store(some);
    await goOn();
  };
  for await (const item of items) {
    told += 1;
    waiting.push(item);
    if (waiting.length === BATCH) await flush();
  }
  await flush();
  return told;
}
