/**
 * Project roles: who is an actor of one, by name or through a group of the site, and the writes that make and end it
 * ("Get project role for project", "Add actors to project role", "Delete actors from project role"). Never "Set
 * actors": it replaces everybody, and whoever was added meanwhile would be gone.
 */

import type { SeenGroup } from '../../core/reconcile/model.ts';
import { type ConnectionId, type GroupId, type ProviderAccountId, providerAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { SeenRoles, TargetSystem } from '../../ports/targets.ts';
import { readGroups, searchUsers } from './actors.ts';
import { api, type JiraClient } from './client.ts';
import { listGroupMembers, listSmallGroup } from './groupMembers.ts';
import type { RoleId } from './roleIds.ts';
import { roleGroupId, roleIdOf } from './roleIds.ts';
import { account, role, roleAddresses } from './schemas.ts';

type RoleWork = Omit<TargetSystem, 'listRoles' | 'probeRoles'>;

export function roleWork(client: JiraClient, connection: ConnectionId): RoleWork {
  return {
    async readAccount(id) {
      const call = { operation: 'read user', path: api`/user`, query: { accountId: id } };
      const found = await client.orAbsent(client.send(call, account));
      if (found === null) return null;
      // "User record unavailable": all that is shown of them is a stand-in then, also whether they are active.
      if (found.accountId !== id) throw new Fault('transient', call.operation, { note: 'the record is not available' });
      const state = found.active === false ? 'deactivated' : 'active';
      return { providerId: id, login: found.emailAddress ?? '', state, profile: {}, masteredElsewhere: false };
    },

    async findAccount(workMail) {
      const { one: found } = await searchUsers(client, workMail);
      // Whoever has one for the portal alone is still to get the account that holds roles.
      if (found === null || found.isPortalOnly) return null;
      return { providerId: providerAccountId(found.id), certain: found.isShown };
    },

    /** Our own account is out of reach; who administers the site is not decided by project roles. */
    holdsAdminRole: async (id) => id === (await client.self()),

    async readRolesOf(id, among) {
      const asked = among.flatMap((group) => {
        const ids = roleIdOf(group);
        return ids === null ? [] : [{ group, ids }];
      });
      const isThrough = asked.some(({ ids }) => ids.through !== null);
      const [roles, groups] = await Promise.all([
        readEach(client, asked),
        isThrough ? readGroups(client, id) : Promise.resolve([]),
      ]);
      const own = new Set(groups.flatMap(({ groupId }) => groupId ?? []));
      return seenRoles(id, asked, roles, own);
    },

    async addMember(group, id) {
      await add(client, required(group), 'add actor', { user: [id] }, ({ users }) => users.has(id));
    },

    async readActors(group) {
      const ids = required(group);
      const actors = await actorsOf(client, ids);
      if (typeof actors === 'string') return actors === 'hidden' ? 'unread' : actors;
      return {
        heldByPeople: roleGroupId(connection, { ...ids, through: null }),
        people: [...actors.users].map(providerAccountId),
        groups: [...actors.groups].map(([id, name]) => ({
          heldThrough: roleGroupId(connection, { ...ids, through: id }),
          name,
        })),
        groupActor: ids.through === null ? null : actors.groups.has(ids.through),
      };
    },

    asHeldByPeople: (group) => {
      const ids = roleIdOf(group);
      return ids === null ? group : roleGroupId(connection, { ...ids, through: null });
    },

    listGroupMembers: async (group, call) => listGroupMembers(client, throughOf(required(group)), call),

    listSmallGroup: async (group, most, call) => listSmallGroup(client, throughOf(required(group)), most, call),

    async putGroupActor(group) {
      const ids = required(group);
      const through = throughOf(ids);
      await add(client, ids, 'add group actor', { groupId: [through] }, ({ groups }) => groups.has(through));
    },

    async removeMember(group, id) {
      const ids = required(group);
      const path = api`/project/${ids.project}/role/${ids.role}`;
      try {
        await client.tell({ operation: 'remove actor', method: 'DELETE', path, query: { user: id } });
      } catch (fault) {
        if (!(fault instanceof Fault) || fault.kind !== 'missing') throw fault;
        // 404 says that they are no actor, that there is no such role, or that we may not: only a reading tells.
        const actors = await actorsOf(client, ids);
        if (actors !== 'vanished' && (actors === 'hidden' || actors.users.has(id))) throw lackingRight(fault);
      }
    },
  };
}

interface Actors {
  readonly users: ReadonlySet<string>;
  /** By id, with the name. */
  readonly groups: ReadonlyMap<string, string>;
}
/** `hidden`: the project does not answer to us. `vanished`: it answers, and has no such role. */
type Reading = Actors | 'hidden' | 'vanished';

/** Without Administer Projects Jira says 404 of a role that exists, so the list of the project's roles is asked too. */
export async function actorsOf(client: JiraClient, { project, role: id }: RoleId): Promise<Reading> {
  const call = { operation: 'read project role', path: api`/project/${project}/role/${id}` };
  const found = await client.orAbsent(client.send(call, role));
  if (found !== null) {
    const actors = found.actors ?? [];
    return {
      users: new Set(actors.flatMap(({ actorUser }) => actorUser?.accountId ?? [])),
      groups: new Map(
        actors.flatMap(({ actorGroup: group }) =>
          group?.groupId === undefined ? [] : [[group.groupId, group.name ?? group.groupId] as const],
        ),
      ),
    };
  }
  const list = { operation: 'read project roles', path: api`/project/${project}/role` };
  const addresses = await client.orAbsent(client.send(list, roleAddresses));
  if (addresses === null) return 'hidden';
  return Object.values(addresses).some((address) => address.endsWith(`/role/${id}`)) ? 'hidden' : 'vanished';
}

interface Asked {
  readonly group: GroupId;
  readonly ids: RoleId;
}

/** A role that is held in two ways is read once. */
async function readEach(client: JiraClient, asked: readonly Asked[]): Promise<ReadonlyMap<string, Reading>> {
  const distinct = new Map(asked.map(({ ids }) => [placeOf(ids), ids]));
  const read = await Promise.all(
    [...distinct].map(async ([place, ids]) => [place, await actorsOf(client, ids)] as const),
  );
  return new Map(read);
}

const placeOf = ({ project, role: id }: RoleId) => `${project}/${id}`;

function seenRoles(
  id: ProviderAccountId,
  asked: readonly Asked[],
  roles: ReadonlyMap<string, Reading>,
  own: ReadonlySet<string>,
): SeenRoles {
  const groups: SeenGroup[] = [];
  const [unread, vanished] = [new Set<GroupId>(), new Set<GroupId>()];
  const groupActors = new Map<GroupId, boolean>();
  for (const { group, ids } of asked) {
    const actors = roles.get(placeOf(ids)) ?? 'hidden';
    if (actors === 'hidden') unread.add(group);
    else if (actors === 'vanished') vanished.add(group);
    else if (ids.through === null) {
      if (actors.users.has(id)) groups.push({ group, name: '', owner: 'tenure' });
    } else {
      const isActor = actors.groups.has(ids.through);
      groupActors.set(group, isActor);
      if (isActor && own.has(ids.through)) groups.push({ group, name: '', owner: 'rule' });
    }
  }
  return { groups, unread, vanished, groupActors };
}

/** An actor that is there already is refused with 400: what counts is that it is there. */
async function add(
  client: JiraClient,
  ids: RoleId,
  operation: string,
  json: unknown,
  isThere: (actors: Actors) => boolean,
): Promise<void> {
  try {
    const path = api`/project/${ids.project}/role/${ids.role}`;
    await client.tell({ operation, method: 'POST', path, json });
  } catch (fault) {
    if (!(fault instanceof Fault) || (fault.kind !== 'invalid' && fault.kind !== 'missing')) throw fault;
    const actors = await actorsOf(client, ids);
    if (actors === 'hidden') throw lackingRight(fault);
    if (actors === 'vanished' || !isThere(actors)) throw fault;
  }
}

const lackingRight = (fault: Fault) =>
  new Fault('denied', fault.operation, {
    vendorCode: fault.vendorCode,
    right: 'Administer projects',
    cause: fault,
  });

function throughOf({ through }: RoleId): string {
  if (through === null) throw new Fault('invalid', 'name a role', { note: 'people are its actors, not a group' });
  return through;
}

function required(group: GroupId): RoleId {
  const ids = roleIdOf(group);
  if (ids === null) throw new Fault('invalid', 'name a role', { note: 'its project is not covered' });
  return ids;
}
