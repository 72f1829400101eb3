/** What is there now, read outside and complete, as the core's list takes it. Whatever breaks off is a fault: nothing is concluded. */
import {
  type AdoptionList,
  type AdoptionScope,
  adoptionList,
  type ListedAccount,
  type ListedGroup,
} from '../../core/adoption/index.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { groupNamesOf, riskOfGroup } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import { connectionOf, type GroupName, type ProviderAccountId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { CallOptions, IdentityProvider } from '../../ports/provider.ts';
import type { StoredGroup } from '../../ports/store.ts';
import { listGroups } from '../listGroups.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

export interface Listed {
  readonly list: AdoptionList;
  /** When the first listing began. */
  readonly at: Instant;
  /** Groups the policy names and the provider does not have: nothing about them is on the list. */
  readonly unknownGroups: readonly GroupName[];
}

/** A listing waits for its limits; a large tenant takes minutes. */
const LONGEST = 30 * 60_000;
const BULK: CallOptions = { lane: 'bulk', timeoutMilliseconds: LONGEST };
/** Groups read side by side: enough to hide the way there and back, too few to be a burden. */
const ABREAST = 4;

export async function listAdoption(world: World, scope: AdoptionScope): Promise<Listed> {
  const provider = world.providers.get(scope.connection);
  if (provider === undefined) throw new Error(`no provider for ${scope.connection}`);
  const at = await world.store.read.now();
  // Names are pinned and owners told anew: a group may have been renamed, or given to a rule, since the last look.
  await listGroups(world);
  const force = await world.rules.current();
  if (force === null) throw new Error('no policy is in force yet');
  const { groups, unknown } = managedGroups(force, scope);
  const accounts = await accountsOf(provider);
  const listed = await membersOf(provider, force, groups);
  const ledgers = await ledgersOf(world);
  const list = adoptionList({ scope, accounts, groups: listed, ledgers, rules: force.rules, now: at });
  return { list, at, unknownGroups: unknown };
}

function managedGroups({ policy, groupsByName }: RulesInForce, scope: AdoptionScope) {
  const names = [...new Set(namesIn(policy, scope))].filter((name) => connectionOf(name) === scope.connection);
  return {
    groups: names.flatMap((name) => groupsByName.get(name) ?? []),
    unknown: names.filter((name) => !groupsByName.has(name)),
  };
}

/** Named by catalogue or reference table; of an application, its own. */
function namesIn({ catalogue, table }: Policy, scope: AdoptionScope): readonly GroupName[] {
  const applications = catalogue.applications.filter(
    (one) => scope.kind !== 'application' || one.id === scope.application,
  );
  const inCatalogue = applications.flatMap(({ entitlements }) => entitlements.flatMap(({ groups }) => groups));
  if (scope.kind === 'application') return inCatalogue;
  return [...inCatalogue, ...table.flatMap(({ gives }) => gives.flatMap((given) => groupNamesOf(catalogue, given)))];
}

async function accountsOf(provider: IdentityProvider): Promise<readonly ListedAccount[]> {
  const admins = new Set<ProviderAccountId>();
  for await (const id of provider.listAdmins(BULK)) admins.add(id);
  const accounts: ListedAccount[] = [];
  for await (const one of provider.listAccounts(BULK)) accounts.push({ ...one, admin: admins.has(one.providerId) });
  return accounts;
}

async function membersOf(
  provider: IdentityProvider,
  { policy }: RulesInForce,
  groups: readonly StoredGroup[],
): Promise<readonly ListedGroup[]> {
  const listed: ListedGroup[] = [];
  const waiting = [...groups];
  let broken = false;
  const lane = async () => {
    // One that breaks off ends the others too: nobody would hear what they still find.
    for (let next = waiting.shift(); next !== undefined && !broken; next = waiting.shift()) {
      const { id: group, name, owner } = next;
      const members = new Set<ProviderAccountId>();
      for await (const id of provider.listMembers(group, BULK)) members.add(id);
      const guarded = policy.settings.protected.groups.includes(name);
      listed.push({ group, name, owner, risk: riskOfGroup(policy.catalogue, name), protected: guarded, members });
    }
  };
  const lanes = Array.from({ length: ABREAST }, () =>
    lane().catch((fault: unknown) => {
      broken = true;
      throw fault;
    }),
  );
  const ended = await Promise.allSettled(lanes);
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
  return listed;
}

async function ledgersOf({ store }: World): Promise<readonly PersonLedger[]> {
  const ledgers: PersonLedger[] = [];
  for await (const person of store.read.allPersons()) ledgers.push(await store.read.person(person));
  return ledgers;
}
