/** Reading one account back, by id and completely, and the bounds a plan has to keep. */
import type { PersonLedger, Wanted } from '../../core/grant/index.ts';
import { leadingEngagement } from '../../core/grant/index.ts';
import type { Account } from '../../core/person/model.ts';
import {
  accountProfile,
  attributesOf,
  entitlementsOfGroup,
  isDelivered,
  modeForEverybody,
  modeOf,
  nonPersonAccount,
  roleTargets,
} from '../../core/policy/index.ts';
import type { CaseKind, Settings } from '../../core/policy/model.ts';
import type { ActorOnRecord, Bounds } from '../../core/reconcile/index.ts';
import type { AccountProfile, Change, Seen } from '../../core/reconcile/model.ts';
import {
  connectionOf,
  type GroupId,
  type GroupName,
  type ProviderAccountId,
  withinConnection,
} from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { CallOptions, IdentityProvider } from '../../ports/provider.ts';
import type { Store } from '../../ports/store.ts';
import type { TargetSystem } from '../../ports/targets.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { actorsOnRecord } from '../roles/actorRecord.ts';
import { beyondLedger, throughGroup } from '../roles/members.ts';
import type { ConnectedTo } from './connectedTo.ts';

export interface Reading extends Seen {
  /** Why a leaver's applications are unknown; `null` = they were read, or not asked for. */
  readonly appsUnread: Fault | null;
  /** What was on record of the roles' group actors before they were read. */
  readonly actorsOnRecord?: ReadonlyMap<GroupId, ActorOnRecord>;
}

/**
 * Account and groups at once; applications only for a leaver, who must lose them. Those alone may be missing:
 * they are unknown then, which is not none, and whatever else a leaver has is taken all the same.
 */
export async function observe(
  provider: IdentityProvider,
  id: ProviderAccountId | null,
  leaver: boolean,
  call: CallOptions,
): Promise<Reading> {
  if (id === null) return { account: null, groups: [], appsUnread: null };
  const [account, groups, apps] = await Promise.all([
    provider.readAccount(id, call),
    provider.readGroupsOf(id, call).catch(absentIsEmpty),
    leaver ? provider.readApps(id, call).catch(unread) : undefined,
  ]);
  if (account === null) {
    return {
      account: null,
      groups: [],
      appsUnread: null,
      ...((await tellsGone(provider, call)) ? {} : { unseen: true }),
    };
  }
  if (groups === ABSENT) {
    throw new Fault('transient', 'read account', { note: 'its lists say that it is not there' });
  }
  if (apps === undefined) return { account, groups, appsUnread: null };
  return apps instanceof Fault
    ? { account, groups, appsUnread: apps }
    : { account, groups, apps, directApps: apps.filter(({ direct }) => direct), appsUnread: null };
}

/** Whether “there is no such account” says that there is none. */
export const tellsGone = async (
  provider: Pick<IdentityProvider, 'seesEverything'>,
  call: CallOptions,
): Promise<boolean> => provider.seesEverything === undefined || provider.seesEverything(call);

export interface Observed {
  readonly store: Pick<Store, 'read' | 'sweeps'>;
  readonly at: ConnectedTo;
  readonly force: RulesInForce;
  readonly ledger: PersonLedger;
  readonly account: Account;
}

/** Whichever system it is: the whole account, or the roles that its person has, had or is to have there. */
export function observeAt(
  { store, at, force, ledger, account }: Observed,
  id: ProviderAccountId | null,
  leaver: boolean,
  call: CallOptions,
): Promise<Reading> {
  if (at.kind === 'provider') return observe(at.system, id, leaver, call);
  const asked = { store, force, leaver, among: rolesAsked(force, ledger, account, leaver) };
  return observeRoles(asked, at.system, id, call);
}

interface AskedRoles extends Pick<Observed, 'store' | 'force'> {
  readonly leaver: boolean;
  readonly among: readonly GroupId[];
}

async function observeRoles(
  asked: AskedRoles,
  target: TargetSystem,
  id: ProviderAccountId | null,
  call: CallOptions,
): Promise<Reading> {
  if (id === null) return { account: null, groups: [], appsUnread: null };
  const account = await target.readAccount(id, call);
  if (account === null) return { account: null, groups: [], appsUnread: null };
  const { store, force, among } = asked;
  const { groupsById } = force;
  const throughGroups = among.filter((group) => groupsById.get(group)?.owner === 'rule');
  const onRecord = await actorsOnRecord(store.read, throughGroups);
  const { groups, ...roles } = await target.readRolesOf(id, among, call);
  const named = groups.map((one) => ({ ...one, name: nameOf(groupsById.get(one.group)?.name ?? one.group) }));
  const missing = [...roles.groupActors].flatMap(([role, isThere]) => (isThere || onRecord.has(role) ? [] : [role]));
  const opensForOthers = asked.leaver ? new Map() : await othersIn(asked, target, missing, call);
  const read = { account, groups: named, ...roles, opensForOthers, actorsOnRecord: onRecord };
  return { ...read, directApps: [], appsUnread: null };
}

/**
 * A larger group of the site, or a slow one, is not read while an account is held: its pages would outlast the lease, and begin anew with
 * whoever takes it over. Whom it opens the role for is then not known, and a person decides.
 */
const MOST_READ = 1_000;
/** As many are named to whoever has to decide, though the brake allows fewer. */
const NAMED = 10;

/**
 * Whom a role would open for beside those who hold what opens it: the site's group is to be a copy of the provider's, and may
 * have people in it whom nothing in the ledger explains. No further than until it is certain that they are too many: this is
 * read under a lease.
 */
async function othersIn(
  { store, force }: AskedRoles,
  target: TargetSystem,
  roles: readonly GroupId[],
  call: CallOptions,
): Promise<ReadonlyMap<GroupId, readonly ProviderAccountId[] | null>> {
  const enough = Math.max(force.policy.settings.brake.membersPerGroup, NAMED) + 1;
  const others = new Map<GroupId, readonly ProviderAccountId[] | null>();
  for (const role of roles) {
    const members = await target.listSmallGroup(role, MOST_READ, call).catch(notKnown);
    const found: ProviderAccountId[] = [];
    const beyond = beyondLedger({ store, force, target, call }, throughGroup(force, role), members ?? []);
    for await (const { member } of beyond) if (found.push(member.providerId) === enough) break;
    others.set(role, members === null ? null : found);
  }
  return others;
}

/** Not allowed to see is not none. */
function notKnown(fault: unknown): null {
  if (fault instanceof Fault && fault.kind !== 'transient') return null;
  throw fault;
}

const nameOf = (known: GroupId | GroupName) => withinConnection(known);

/** Of somebody who left every role that is known at all; of everybody else what the ledger knows of them. */
function rolesAsked(force: RulesInForce, ledger: PersonLedger, account: Account, leaver: boolean): readonly GroupId[] {
  const own = [
    ...ledger.grants.flatMap(({ groups }) => groups),
    ...ledger.records.filter((record) => record.account === account.id).map(({ group }) => group),
  ];
  const known = leaver ? [...force.groupsById.values()].filter(({ vanished }) => !vanished).map(({ id }) => id) : [];
  return [...new Set([...own, ...known])].filter((group) => connectionOf(group) === account.connection);
}

function unread(fault: unknown): Fault {
  if (fault instanceof Fault) return fault;
  throw fault;
}

const ABSENT = Symbol('absent');

/** "No such account" from a list counts only if the account's own reading says the same. */
function absentIsEmpty(fault: unknown): typeof ABSENT {
  if (fault instanceof Fault && fault.kind === 'missing') return ABSENT;
  throw fault;
}

export function wantedProfile(
  { policy }: RulesInForce,
  ledger: PersonLedger,
  account: Account,
  now: Instant,
): AccountProfile {
  const engagement = leadingEngagement(ledger.engagements, now);
  if (engagement === undefined || ledger.person === null) return {};
  const login = account.renameTo ?? account.login;
  const { profile } = ledger.person;
  const follows = profile.workMail.toLowerCase() === account.login.toLowerCase();
  const wanted = accountProfile(
    policy.settings,
    follows ? { ...profile, workMail: login } : profile,
    attributesOf(engagement),
    login,
    engagement.emptied,
  );
  const left = new Set(account.leftAsFound);
  return Object.fromEntries(Object.entries(wanted).filter(([field]) => !left.has(field)));
}

export function boundsOf(
  force: RulesInForce,
  account: Account,
  ledger: PersonLedger,
  isAdmin: boolean,
  unaddable: ReadonlySet<GroupId>,
  kindOf: (change: Change) => CaseKind | null,
  now: Instant,
): Bounds {
  const { settings } = force.policy;
  const idOf = (name: Settings['keep'][number]) => force.groupsByName.get(name)?.id;
  const ids = (names: Settings['keep']) => new Set(names.map(idOf).filter((id) => id !== undefined));
  // A group that makes administrators is out of reach like the accounts in it, whether or not the policy names it.
  const admins = [...force.groupsById.values()].flatMap(({ id, admin }) => (admin === true ? [id] : []));
  const protectedGroups = new Set([...ids(settings.protected.groups), ...admins]);
  const names = [account.login, account.providerId, ledger.person?.profile.workMail].filter((one) => one != null);
  const engagement = leadingEngagement(ledger.engagements, now);
  const department = engagement?.attributes.department;
  return {
    ownerOf: (group) => {
      const known = force.groupsById.get(group);
      return known === undefined || known.vanished ? undefined : known.owner;
    },
    lost: (group) => {
      const known = force.groupsById.get(group);
      return known?.vanished === true && known.owner === 'tenure';
    },
    protectedAccount:
      isAdmin ||
      nonPersonAccount(force.policy.catalogue, names) !== undefined ||
      settings.protected.accounts.some((one) => names.some((name) => same(one, name))),
    accountDelivered: engagement !== undefined && isDelivered(settings.mastered, attributesOf(engagement)),
    protectedGroups,
    keep: ids(settings.keep),
    unaddable,
    mostOthers: settings.brake.membersPerGroup,
    shadows: (change) => {
      const group = 'group' in change ? force.groupsById.get(change.group)?.name : undefined;
      return isHeldBack(force, { change: change.type, group, kind: kindOf(change), department });
    },
  };
}

/** With what the reading knew of group actors. */
export const withActors = (bounds: Bounds, { actorsOnRecord: known }: Pick<Reading, 'actorsOnRecord'>): Bounds => ({
  ...bounds,
  actorOnRecord: (group) => known?.get(group),
});

interface MayBeHeld {
  readonly change: string;
  readonly group: GroupName | undefined;
  readonly kind: CaseKind | null;
  readonly department: string | undefined;
}

/** In shadow when any setting that speaks about it says so: the kind of case, its group, application or department. */
export function isHeldBack({ policy }: RulesInForce, { change, group, kind, department }: MayBeHeld): boolean {
  const base = { ...(kind === null ? {} : { case: kind }), ...(department === undefined ? {} : { department }) };
  // A role is held back, or live, with the group that opens it.
  const openers = roleTargets(policy.catalogue).flatMap((one) => (one.name === group ? [one.group] : []));
  const names = openers.length > 0 ? openers : group === undefined ? [] : [group];
  const subjects = names.flatMap((name) => {
    const applications = entitlementsOfGroup(policy.catalogue, name).map((one) => one.application.id);
    return applications.length === 0
      ? [{ group: name }]
      : applications.map((application) => ({ group: name, application }));
  });
  // The group in the role gives it to all who are in the group, not only to the person it is put there for.
  if (change === 'add-group-actor') {
    return subjects.some((one) => modeForEverybody(policy.settings, one) === 'shadow');
  }
  const own = subjects.length === 0 ? [base] : subjects.map((one) => ({ ...base, ...one }));
  return own.some((one) => modeOf(policy.settings, one) === 'shadow');
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** A leaver's calls go in the reserved lane. */
export const callFor = (wanted: Wanted, timeoutMilliseconds: number): CallOptions => ({
  lane: wanted.state === 'deactivated' || wanted.state === 'suspended' ? 'revocation' : 'ordinary',
  timeoutMilliseconds,
});
