/**
 * Reading a provider as a whole, for a diagnosis. Accounts, groups and members are needed for every figure: a listing
 * that breaks off ends the diagnosis. What a missing right hides costs only the figures it belongs to.
 */
import { type DiagnosedGroup, type DiagnosisInput, type Known, known, notKnown } from '../../core/diagnosis/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { groupNamesOf } from '../../core/policy/index.ts';
import {
  type ConnectionId,
  connectionOf,
  type GroupId,
  type GroupName,
  type ProviderAccountId,
} from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions, IdentityProvider, ProviderGroup } from '../../ports/provider.ts';
import type { StoredGroup } from '../../ports/store.ts';
import { usesOnRecord } from '../activity/lastUse.ts';
import { listGroupsOf } from '../listGroups.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

/** A listing waits for its limits; a large tenant takes minutes. */
const BULK: CallOptions = { lane: 'bulk', timeoutMilliseconds: 30 * 60_000 };
/** Read side by side: enough to hide the way there and back, too few to be a burden. */
const ABREAST = 4;

export async function readForDiagnosis(world: World, connection: ConnectionId): Promise<DiagnosisInput> {
  const provider = world.providers.get(connection);
  if (provider === undefined) throw new Error(`no provider for ${connection}`);
  const now = await world.store.read.now();
  // Another provider's trouble is none of this diagnosis.
  const listed = await listGroupsOf(world, connection, provider);
  world.rules.forget();
  const force = await world.rules.current();
  if (force === null) throw new Error('no policy is in force yet');
  const accounts = await all(provider.listAccounts(BULK));
  const given = givenBy(force, connection);
  const managed = new Set([...given, ...inCatalogue(force, connection)]);
  const stored = (await world.store.read.groups(connection)).filter(({ vanished }) => !vanished);
  return {
    connection,
    rules: force.rules,
    catalogue: force.policy.catalogue,
    rows: force.policy.table.map(({ id }) => id),
    given: [...given],
    accounts,
    admins: await ifAllowed(async () => new Set(await all(provider.listAdmins(BULK)))),
    groups: await withMembers(provider, stored, managed),
    absentGroups: [...managed].filter((name) => !force.groupsByName.has(name)),
    applications: await ifAllowed(() => applicationsOf(provider)),
    privileged: await ifAllowed(() => privilegedOf(provider, listed)),
    lastUse: await usesOnRecord(world, connection),
    ledgers: await ledgersOf(world),
    now,
  };
}

function givenBy({ policy: { table, catalogue } }: RulesInForce, connection: ConnectionId): ReadonlySet<GroupName> {
  const names = table.flatMap(({ gives }) => gives.flatMap((given) => groupNamesOf(catalogue, given)));
  return new Set(names.filter((name) => connectionOf(name) === connection));
}

const inCatalogue = ({ policy: { catalogue } }: RulesInForce, connection: ConnectionId): readonly GroupName[] =>
  catalogue.applications
    .flatMap(({ entitlements }) => entitlements.flatMap(({ groups }) => groups))
    .filter((name) => connectionOf(name) === connection);

/** Only the policy's groups are listed person by person: of the others the provider's own count is enough. */
const withMembers = (
  provider: IdentityProvider,
  stored: readonly StoredGroup[],
  managed: ReadonlySet<GroupName>,
): Promise<readonly DiagnosedGroup[]> =>
  abreast(stored, async ({ id: group, name, owner, members: size }) => ({
    group,
    name,
    owner,
    size,
    members: managed.has(name) ? new Set<ProviderAccountId>(await all(provider.listMembers(group, BULK))) : null,
  }));

async function applicationsOf(provider: IdentityProvider) {
  const found = await all(provider.listApplications(BULK));
  return abreast(found, async (one) => ({ ...one, assignments: await all(provider.listAssignments(one.app, BULK)) }));
}

/** Most listings say it of each group; where one does not, the group is asked. */
async function privilegedOf(
  provider: IdentityProvider,
  listed: readonly ProviderGroup[],
): Promise<ReadonlySet<GroupId>> {
  const told = await abreast(listed, async ({ id, admin }) => ({
    id,
    gives: admin ?? (await provider.givesAdminRole(id, BULK)),
  }));
  return new Set(told.flatMap(({ id, gives }) => (gives ? [id] : [])));
}

/** A right that is missing makes the figure unknown; everything else is trouble, and the diagnosis ends with it. */
async function ifAllowed<Value>(read: () => Promise<Value>): Promise<Known<Value>> {
  try {
    return known(await read());
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.kind !== 'denied') throw fault;
    return notKnown(fault.right === null ? fault.message : `${fault.message}: ${fault.right}`);
  }
}

async function all<Item>(listing: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of listing) items.push(item);
  return items;
}

/** In the order given. The first that fails ends the others too: nobody would hear what they still find. */
async function abreast<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  let broken = false;
  const lane = async () => {
    for (let at = next++; at < items.length && !broken; at = next++) {
      const item = items[at];
      if (item !== undefined) results.set(at, await read(item));
    }
  };
  const lanes = Array.from({ length: ABREAST }, () =>
    lane().catch((fault: unknown) => {
      broken = true;
      throw fault;
    }),
  );
  for (const outcome of await Promise.allSettled(lanes)) if (outcome.status === 'rejected') throw outcome.reason;
  return items.flatMap((_, at) => results.get(at) ?? []);
}

async function ledgersOf({ store }: World): Promise<readonly PersonLedger[]> {
  const ledgers: PersonLedger[] = [];
  for await (const person of store.read.allPersons()) ledgers.push(await store.read.person(person));
  return ledgers;
}
