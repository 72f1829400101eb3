/**
 * The roles of one site in a full sweep: who is an actor of each role the policy names, against the ledger. It chooses
 * accounts to look at and names findings, and changes nothing. A role that does not answer is unknown, not empty.
 */
import { judgeMembership } from '../../core/finding/index.ts';
import type { Finding } from '../../core/finding/model.ts';
import { isLive } from '../../core/grant/index.ts';
import { roleTargets } from '../../core/policy/index.ts';
import {
  type AccountId,
  type ConnectionId,
  connectionOf,
  type GroupId,
  type ProviderAccountId,
  withinConnection,
} from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { CallOptions } from '../../ports/provider.ts';
import type { ExceptionRow, StoredGroup } from '../../ports/store.ts';
import type { SeenActors, TargetSystem } from '../../ports/targets.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { isOver } from '../settling/findingRows.ts';
import type { Swept } from '../sweep/connection.ts';
import { knownOtherwise, memberDifferences } from '../sweep/differences.ts';
import { tellFindings } from '../sweep/findings.ts';
import { type Concluded, gather } from '../sweep/found.ts';
import { keyOfRow, rowsOf } from '../sweep/rows.ts';
import type { World } from '../world.ts';
import { actorsOnRecord, presentHolders } from './actorRecord.ts';
import { type SweptGroup, sweepGroup, whyMemberOver } from './groupSweep.ts';
import { listRoles } from './list.ts';
import { personWith } from './members.ts';

const CALL: CallOptions = { lane: 'bulk', timeoutMilliseconds: 10 * 60_000 };

interface Sweep {
  readonly sweep: string;
  readonly connection: ConnectionId;
  readonly goOn: () => Promise<void>;
}

/** `null` = the policy names no role there, and nobody is known to hold one. */
export async function sweepRoles(world: World, of: Sweep, target: TargetSystem): Promise<Swept | null> {
  const { connection, goOn } = of;
  const { store } = world;
  const seen = { accounts: 0, groups: 0, memberships: 0, looks: new Set<AccountId>() };
  const unread: Swept['unread'][number][] = [];
  let counts: Swept['findings'] = {};
  const answer = (rest: Pick<Swept, 'raised' | 'withdrawn' | 'brokenOff'>): Swept => {
    const { looks, ...read } = seen;
    return { connection, ...read, looks: looks.size, findings: counts, unread, ...rest };
  };
  try {
    const policy = await store.read.policyInForce();
    if (policy !== null) await listRoles(world, policy);
    world.rules.forget();
    const force = await world.rules.current();
    const managed = force === null ? [] : await managedRoles(world, force, connection);
    if (force === null) return null;
    const rows = await rowsOf(store.read, connection);
    if (managed.length === 0 && !(await mayWithdraw(world, connection, rows))) return null;
    const listed = new Set(rows.map(keyOfRow));
    const found = gather(connection, listed, force.policy.settings.sweep.mostFindings);
    counts = found.counts;
    const read = new Map<GroupId, ReadRole>();
    const ids = new Set(managed.map(({ id }) => id));
    for (const role of managed) {
      await goOn();
      const onRecord = (await actorsOnRecord(store.read, [role.id])).get(role.id);
      const from = await store.read.now();
      const actors = await target.readActors(role.id, CALL);
      if (typeof actors === 'string') {
        unread.push({ group: role.name, because: actors });
        continue;
      }
      seen.groups += 1;
      seen.memberships += actors.people.length;
      const isOut = actors.groupActor === false;
      // Let in by a decision, and nobody has put it in: whoever may was closed, or has left. Others are asked.
      const left = isOut && onRecord === 'set-aside' ? await presentHolders(world, role.id, of.sweep) : [];
      for (const account of left) if (!seen.looks.has(account)) await look(account);
      const isGone = isOut && (onRecord === 'verified' || left.length > 0);
      // Only while the group is in the role do its members hold it.
      const group = actors.groupActor === true ? await sweepGroup(world, { force, target, role, of }) : null;
      if (typeof group === 'string') unread.push({ group: role.name, because: group });
      const one: ReadRole = { role, actors, from, isGone, group };
      if (group !== null && typeof group !== 'string') {
        seen.memberships += group.members.size;
        if (group.unknown.size > 0) unread.push({ group: role.name, because: hiddenIn(group) });
        for (const finding of group.findings) found.add(finding);
        for (const account of group.looks) if (!seen.looks.has(account)) await look(account);
      }
      if (one.isGone) found.add(await groupActorGone(world, of, one));
      // Once for the role, however many ways of holding it are read.
      const isNew = !read.has(actors.heldByPeople);
      for (const finding of isNew ? groupsNobodyNames(one, ids) : []) found.add(finding);
      // The role as people hold it is in its own turn, whichever of the two comes first.
      const isTheirs = role.id === actors.heldByPeople;
      const isJudged = !isTheirs && (ids.has(actors.heldByPeople) || read.has(actors.heldByPeople));
      read.set(role.id, one);
      read.set(actors.heldByPeople, read.get(actors.heldByPeople) ?? one);
      if (isJudged) continue;
      const { looks, findings } = await peopleOf(world, of, force, target, one);
      for (const finding of findings) found.add(finding);
      for (const account of looks) if (!seen.looks.has(account)) await look(account);
    }
    const isWhole = unread.length === 0;
    // What is told of a role is told of it as people hold it: also of one that could not be read.
    const known = new Set([...ids, ...managed.map(({ id }) => target.asHeldByPeople(id))]);
    const roleOf = (row: ExceptionRow) => (row.group === null ? null : target.asHeldByPeople(row.group));
    // Of a group the role is not held through any more: the role itself may still be read, as people hold it.
    const isDropped = ({ kind, group }: ExceptionRow) =>
      OF_ITS_GROUP.includes(kind) && group !== null && !ids.has(group);
    const whyOver = async (row: ExceptionRow) =>
      isDropped(row)
        ? 'not-managed'
        : ((await whyOverOf(world, target, row, read, roleOf(row))) ?? notManaged(roleOf(row), known));
    const told = await tellFindings(world, { connection, found, isWhole, whyOver, goOn });
    return answer({ ...told, brokenOff: null });
  } catch (trouble) {
    await store.sweeps.clearOwn(of).catch(() => {});
    return answer({ raised: 0, withdrawn: 0, brokenOff: trouble instanceof Error ? trouble.message : String(trouble) });
  }

  async function look(account: AccountId): Promise<void> {
    seen.looks.add(account);
    await world.engine.send({ lane: 'bulk', look: account });
  }
}

interface ReadRole {
  readonly role: StoredGroup;
  readonly actors: SeenActors;
  /** When its reading began. */
  readonly from: Instant;
  /** Its group was in the role, and another hand took it out; or it was to be put back, and is not. */
  readonly isGone: boolean;
  /** Who is in the group through which it is held; a text = why that is not known. `null` = not asked. */
  readonly group: SweptGroup | string | null;
}

/** What a sweep says about the group through which a role is held. */
const OF_ITS_GROUP: readonly string[] = ['unexplained-group-member', 'group-actor-gone'];

const hiddenIn = ({ unknown }: SweptGroup) => `${unknown.size} of its group’s members show no address`;

/** Named by the catalogue, or held by somebody. Those of a team-managed project are nothing we may judge. */
async function managedRoles(
  { store }: World,
  { policy, groupsByName, groupsById }: RulesInForce,
  connection: ConnectionId,
): Promise<readonly StoredGroup[]> {
  const named = roleTargets(policy.catalogue).flatMap(({ name }) => groupsByName.get(name) ?? []);
  const held = (await store.sweeps.heldGroups(connection)).flatMap((id) => groupsById.get(id) ?? []);
  const all = [...new Map([...named, ...held].map((one) => [one.id, one])).values()];
  return all.filter(
    ({ id, vanished, owner }) => connectionOf(id) === connection && !vanished && owner !== 'not-covered',
  );
}

/** No role is left to read there: that is a reading too, of what still stands on the list of it. */
async function mayWithdraw({ store }: World, connection: ConnectionId, rows: readonly ExceptionRow[]) {
  if (rows.some((row) => !isOver(row))) return true;
  const broken = await store.read.exceptions({ kinds: ['sweep-broken-off'], open: true });
  return broken.some(({ detail }) => detail.connection === connection);
}

/** Nobody manages its role any more. */
const notManaged = (role: GroupId | null, managed: ReadonlySet<GroupId>) =>
  role !== null && !managed.has(role) ? 'not-managed' : null;

/** Groups that are in a role without a policy that says so. */
const groupsNobodyNames = ({ actors, role }: ReadRole, named: ReadonlySet<GroupId>): readonly Concluded[] =>
  actors.groups
    .filter(({ heldThrough }) => !named.has(heldThrough))
    .map(({ heldThrough: group, name: through }) => ({
      finding: { kind: 'unexplained-group-actor', group, role: nameOfRole(role), through },
      stillSo: () => Promise.resolve(true),
    }));

const nameOfRole = ({ name }: StoredGroup) => withinConnection(name).replace(/ through .*$/, '');

/** Everybody who is an actor themselves: looked at, explained, or a finding. */
async function peopleOf(world: World, of: Sweep, force: RulesInForce, target: TargetSystem, one: ReadRole) {
  const { store } = world;
  const { actors, role, from } = one;
  const known = await store.read.accountsWith(of.connection, actors.people);
  const isHeldByPeople = role.id === actors.heldByPeople;
  const findings: Concluded[] = [];
  const looks = new Set<AccountId>();
  if (isHeldByPeople) {
    await store.sweeps.stageMembers(of, role.id, actors.people);
    const differing = await memberDifferences(world, of, { group: role, from, members: actors.people.length }, of.goOn);
    await store.sweeps.clearMembers(of, role.id);
    findings.push(...differing.findings);
    for (const account of differing.looks) looks.add(account);
  }
  for (const providerId of actors.people) {
    if (isHeldByPeople && known.has(providerId)) continue;
    await of.goOn();
    const actor = { providerId, account: known.get(providerId) ?? null };
    const judged = () => unexplained(world, of.connection, force, target, one, actor);
    const finding = await judged();
    if (finding === 'look' && actor.account !== null) looks.add(actor.account);
    if (finding === null || finding === 'look') continue;
    findings.push({ finding, stillSo: async () => isFinding(await judged()) });
  }
  return { looks, findings };
}

interface PersonActor {
  readonly providerId: ProviderAccountId;
  readonly account: AccountId | null;
}

/** `look` = its own reading has to say first. `null` = our own account, nobody's own, or somebody who is to hold it and has not been found at the site yet. */
async function unexplained(
  world: World,
  connection: ConnectionId,
  { policy }: RulesInForce,
  target: TargetSystem,
  { actors, role, from }: ReadRole,
  { providerId, account }: PersonActor,
): Promise<Finding | 'look' | null> {
  const { read } = world.store;
  if (await target.holdsAdminRole(providerId, CALL)) return null;
  const login = (await target.readAccount(providerId, CALL))?.login ?? '';
  if (knownOtherwise(policy)(providerId, login === '' ? null : login)) return null;
  const person =
    account === null ? await personWith(world.store, login === '' ? null : login) : await read.personOfAccount(account);
  const ledger = person === null ? null : await read.person(person);
  const now = await read.now();
  const group = actors.heldByPeople;
  const own = ledger?.accounts.find(({ id }) => id === account);
  if (ledger !== null && own === undefined) {
    if (ledger.grants.some((grant) => grant.groups.includes(group) && isLive(grant, now))) return null;
  } else if (ledger !== null && own !== undefined) {
    const judged = judgeMembership({
      ledger,
      account: own,
      group,
      owner: 'tenure',
      listed: true,
      listedFrom: from,
      now,
    });
    if (judged !== 'finding') return judged === 'look' ? 'look' : null;
  }
  return { kind: 'unexplained-actor', connection, group, role: nameOfRole(role), providerId, person, account };
}

const isFinding = (judged: Finding | 'look' | null) => judged !== null && judged !== 'look';

/** With somebody who held it: whoever decides to restore it has them looked at. */
async function groupActorGone({ store }: World, of: Sweep, { role }: ReadRole): Promise<Concluded> {
  const page = { foreign: true, after: null, limit: 1 };
  const [holder] = await store.sweeps.memberDifferences(of, role.id, page);
  const finding: Finding = {
    kind: 'group-actor-gone',
    group: role.id,
    name: role.name,
    holder: holder?.account ?? null,
  };
  return { finding, stillSo: () => Promise.resolve(true) };
}

/** Only what was read to its end ends a finding. */
async function whyOverOf(
  { store }: World,
  target: TargetSystem,
  row: ExceptionRow,
  read: ReadonlyMap<GroupId, ReadRole>,
  heldByPeople: GroupId | null,
) {
  const { kind, group, detail, person, account } = row;
  if (kind === 'many-findings') return 'fewer';
  const asPeople = heldByPeople === null ? undefined : read.get(heldByPeople);
  if (kind === 'unexplained-group-actor') {
    if (asPeople === undefined) return null;
    return asPeople.actors.groups.some(({ heldThrough }) => heldThrough === group) ? 'explained' : 'gone';
  }
  const one = group === null ? undefined : read.get(group);
  if (one === undefined) return null;
  if (kind === 'group-actor-gone') return one.isGone ? null : 'gone';
  if (kind === 'unexplained-group-member') return whyMemberOver(target, one, detail.providerId);
  const own = person === null ? [] : (await store.read.person(person)).accounts;
  const providerId = detail.providerId ?? own.find(({ id }) => id === account)?.providerId;
  return one.actors.people.some((id) => id === providerId) ? 'explained' : 'gone';
}
