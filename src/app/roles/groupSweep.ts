/**
 * The group of a site through which a role is held, in a full sweep: each member against the ledger and against the
 * provider's own group, of which it is to be a copy. Who is in neither is a finding; nothing is taken. What could not be
 * read to its end, or seen at all, is unknown.
 */
import { isShort } from '../../core/finding/index.ts';
import type { Finding } from '../../core/finding/model.ts';
import {
  type AccountId,
  type ConnectionId,
  connectionOf,
  type ProviderAccountId,
  providerAccountId,
  withinConnection,
} from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions, IdentityProvider } from '../../ports/provider.ts';
import type { StoredGroup } from '../../ports/store.ts';
import type { GroupMember, SeenActors, TargetSystem } from '../../ports/targets.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { memberDifferences } from '../sweep/differences.ts';
import type { Concluded } from '../sweep/found.ts';
import { BULK } from '../sweep/listing.ts';
import type { World } from '../world.ts';
import { type Beyond, beyondLedger, judged, type ThroughGroup, throughGroup } from './members.ts';

const CALL: CallOptions = { lane: 'bulk', timeoutMilliseconds: 10 * 60_000 };

export interface SweptGroup {
  readonly looks: ReadonlySet<AccountId>;
  readonly findings: readonly Concluded[];
  readonly members: ReadonlySet<ProviderAccountId>;
  /** In the group, and nobody can say whether the provider put them there. */
  readonly unknown: ReadonlySet<ProviderAccountId>;
}

interface Sweep {
  readonly sweep: string;
  readonly connection: ConnectionId;
  readonly goOn: () => Promise<void>;
}

interface Roles {
  readonly force: RulesInForce;
  readonly target: TargetSystem;
  readonly role: StoredGroup;
  readonly of: Sweep;
}

/** `null` = the policy does not say who is to be in it. A text = why nothing is known of it. */
export async function sweepGroup(world: World, roles: Roles): Promise<SweptGroup | string | null> {
  const { force, target, role, of } = roles;
  const through = throughGroup(force, role.id);
  if (through.openers.length === 0) return null;
  try {
    const from = await world.store.read.now();
    // Before the provider's: who joins there meanwhile is explained then.
    const members = await target.listGroupMembers(role.id, CALL);
    const looks = new Set(await outOfGroup(world, of, { role, from, members }));
    const beyond: Beyond[] = [];
    for await (const one of beyondLedger({ store: world.store, force, target, call: CALL }, through, members)) {
      await of.goOn();
      if (one.judgement === 'finding') beyond.push(one);
      else if (one.account !== null) looks.add(one.account);
    }
    const { found, unknown } = await notAtProvider(world, of, through, beyond);
    const findings = found.map((one) => concluded(world, roles, through, one));
    return { looks, findings, members: new Set(members.map(({ providerId }) => providerId)), unknown };
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.kind === 'transient') throw fault;
    return fault.message;
  }
}

/** Whoever holds the role by the ledger and is not in the group: their own reading has to say first. */
async function outOfGroup(
  world: World,
  of: Sweep,
  {
    role,
    from,
    members,
  }: { role: StoredGroup; from: Parameters<typeof memberDifferences>[2]['from']; members: readonly GroupMember[] },
): Promise<ReadonlySet<AccountId>> {
  await world.store.sweeps.stageMembers(
    of,
    role.id,
    members.map(({ providerId }) => providerId),
  );
  const staged = { group: role, from, members: members.length };
  const { looks } = await memberDifferences(world, of, staged, of.goOn);
  await world.store.sweeps.clearMembers(of, role.id);
  return looks;
}

function concluded(
  { store }: World,
  { of, role }: Roles,
  through: ThroughGroup,
  { member, person, account }: Beyond,
): Concluded {
  const [name = '', group = ''] = withinConnection(role.name).split(' through ');
  const finding: Finding = {
    kind: 'unexplained-group-member',
    connection: of.connection,
    group: role.id,
    role: name,
    through: group,
    providerId: member.providerId,
    person,
    account,
  };
  return { finding, stillSo: async () => (await judged(store, through, person)) === 'finding' };
}

/** Of these, who is in none of the provider's groups; and of whom that cannot be said. */
async function notAtProvider(
  { store, providers }: World,
  of: Sweep,
  { openers }: ThroughGroup,
  beyond: readonly Beyond[],
) {
  const found: Beyond[] = [];
  const unknown = new Set<ProviderAccountId>();
  if (beyond.length === 0) return { found, unknown };
  const logins = new Set(beyond.flatMap(({ member }) => member.login?.toLowerCase() ?? []));
  const listings: (Listing & { readonly ids: ReadonlyMap<string, ProviderAccountId> })[] = [];
  for (const one of await listed(providers, openers, of.goOn)) {
    listings.push({ ...one, ids: await idsOf(one.provider, logins, of.goOn) });
  }
  for (const one of beyond) {
    await of.goOn();
    const { member, person } = one;
    const { accounts } = person === null ? { accounts: [] } : await store.read.person(person);
    const isIn = listings.map(({ connection, members, ids }) => {
      const own = accounts.flatMap((account) => (account.connection === connection ? (account.providerId ?? []) : []));
      if (own.length > 0) return own.some((id) => members.has(id));
      if (member.login === null) return member.isApp ? false : null;
      const id = ids.get(member.login.toLowerCase());
      return id !== undefined && members.has(id);
    });
    if (isIn.includes(true)) continue;
    if (isIn.includes(null)) unknown.add(member.providerId);
    else found.push(one);
  }
  return { found, unknown };
}

/** More than these are found in one listing of all accounts rather than one by one. */
const FEW = 100;

/** Whose login is the address that the site shows. */
async function idsOf(
  provider: IdentityProvider,
  logins: ReadonlySet<string>,
  goOn: () => Promise<void>,
): Promise<ReadonlyMap<string, ProviderAccountId>> {
  const ids = new Map<string, ProviderAccountId>();
  if (logins.size > FEW) {
    for await (const { login, providerId } of provider.listAccounts(BULK)) {
      if (logins.has(login.toLowerCase())) ids.set(login.toLowerCase(), providerId);
      await goOn();
    }
    return ids;
  }
  for (const login of logins) {
    await goOn();
    const account = await provider.readAccountByLogin(login, BULK);
    if (account !== null) ids.set(login, account.providerId);
  }
  return ids;
}

interface Listing {
  readonly connection: ConnectionId;
  readonly provider: IdentityProvider;
  readonly members: ReadonlySet<ProviderAccountId>;
}

async function listed(
  providers: World['providers'],
  openers: ThroughGroup['openers'],
  goOn: () => Promise<void>,
): Promise<readonly Listing[]> {
  const listings: Listing[] = [];
  for (const opener of openers) {
    const provider = opener === null ? undefined : providers.get(connectionOf(opener.id));
    if (opener === null || provider === undefined) throw unread('a group that opens it is not known');
    const members = new Set<ProviderAccountId>();
    for await (const id of provider.listMembers(opener.id, BULK)) {
      if (members.size % 1_000 === 0) await goOn();
      members.add(id);
    }
    if (isShort(members.size, opener.members ?? null)) {
      throw unread(`of ${withinConnection(opener.name)} ${members.size} are shown, and it has ${opener.members}`);
    }
    listings.push({ connection: connectionOf(opener.id), provider, members });
  }
  return listings;
}

const unread = (note: string) => new Fault('invalid', 'list group members', { note });

/** Of one that was not found any more. That the list lacks them says only where to look: they are read by their id. */
export async function whyMemberOver(
  target: TargetSystem,
  { role, actors, group }: { role: StoredGroup; actors: SeenActors; group: SweptGroup | string | null },
  id: unknown,
): Promise<'gone' | 'explained' | null> {
  // In a group that is not in the role any more nobody holds it.
  if (actors.groupActor === false) return 'gone';
  if (group === null || typeof group === 'string' || typeof id !== 'string') return null;
  const member = providerAccountId(id);
  if (group.members.has(member)) return group.unknown.has(member) ? null : 'explained';
  const { groups, unread } = await target.readRolesOf(member, [role.id], CALL);
  return unread.has(role.id) || groups.some((one) => one.group === role.id) ? null : 'gone';
}
