/**
 * The project roles a policy names, pinned to Jira's ids, and what has become of those known from before. Projects
 * whose team rules them (`style: next-gen`) have roles of their own making and are named as not covered.
 */
import type { RoleTarget } from '../../core/policy/model.ts';
import { type ConnectionId, type GroupName, groupId, projectRoleName } from '../../core/shared/ids.ts';
import type { StoredGroup } from '../../ports/store.ts';
import { api, type JiraClient } from './client.ts';
import { type RoleId, roleGroupId, roleIdOf } from './roleIds.ts';
import { actorsOf } from './roles.ts';
import { groupPage, project, roleAddresses } from './schemas.ts';

/** What a project said of itself; `null` = it does not answer to us, so nothing is known of it. */
interface ReadProject {
  readonly id: string;
  readonly key: string;
  readonly isTeamManaged: boolean;
  /** Role id -> name; `null` = we may not read them. */
  readonly roles: ReadonlyMap<string, string> | null;
}

export async function listRoles(
  client: JiraClient,
  connection: ConnectionId,
  named: readonly RoleTarget[],
  known: readonly StoredGroup[],
): Promise<readonly StoredGroup[]> {
  const [projects, groups] = await Promise.all([
    readProjects(client, [
      ...named.map((one) => one.project),
      ...known.flatMap(({ id }) => roleIdOf(id)?.project ?? []),
    ]),
    groupIds(client, named),
  ]);
  const found = new Map<string, StoredGroup>();
  for (const one of known) found.set(one.id, await asKnown(client, one, projects, connection));
  for (const target of named) {
    const stored = pinned(target, projects.get(target.project) ?? null, groups);
    if (stored !== null) found.set(stored.id, stored);
  }
  return [...found.values()];
}

/** By key or id; a project that is named by both is read twice, and says the same. */
async function readProjects(
  client: JiraClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadProject | null>> {
  const read = await Promise.all(
    [...new Set(names)].map(async (name) => [name, await readProject(client, name)] as const),
  );
  return new Map(read);
}

async function readProject(client: JiraClient, name: string): Promise<ReadProject | null> {
  const found = await client.orAbsent(client.send({ operation: 'read project', path: api`/project/${name}` }, project));
  if (found === null) return null;
  const { id, key, style, simplified } = found;
  const list = { operation: 'read project roles', path: api`/project/${id}/role` };
  const addresses = await client.orAbsent(client.send(list, roleAddresses));
  const roles =
    addresses === null
      ? null
      : new Map(Object.entries(addresses).map(([role, at]) => [at.slice(at.lastIndexOf('/') + 1), role]));
  return { id, key, isTeamManaged: style === 'next-gen' || simplified === true, roles };
}

/** Group name -> id, of the groups of the site that targets are held through ("Bulk get groups"). */
export async function groupIds(client: JiraClient, named: readonly RoleTarget[]): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(named.flatMap(({ through }) => through ?? []))];
  const read = await Promise.all(
    names.map((groupName) =>
      client.send({ operation: 'read group', path: api`/group/bulk`, query: { groupName } }, groupPage),
    ),
  );
  return new Map(read.flatMap(({ values }) => values.map(({ name, groupId: id }) => [name, id] as const)));
}

function pinned(
  { connection, role, through, name }: RoleTarget,
  read: ReadProject | null,
  groups: ReadonlyMap<string, string>,
): StoredGroup | null {
  if (read === null) return null;
  if (read.isTeamManaged) {
    // Named, so that whoever needs it is told; nothing is ever read or written by this id.
    return stored({ id: groupId(connection, `${read.id}/not-covered/${role}`), name, owner: 'not-covered' });
  }
  const id = [...(read.roles ?? [])].find(([, called]) => called.toLowerCase() === role.toLowerCase())?.[0];
  const group = through === null ? null : groups.get(through);
  if (id === undefined || group === undefined) return null;
  const ids: RoleId = { project: read.id, role: id, through: group };
  return stored({ id: roleGroupId(connection, ids), name, owner: group === null ? 'tenure' : 'rule' });
}

/** From before: under its present name, or vanished when its project says so. What does not answer stands as it was. */
async function asKnown(
  client: JiraClient,
  one: StoredGroup,
  projects: ReadonlyMap<string, ReadProject | null>,
  connection: ConnectionId,
): Promise<StoredGroup> {
  const ids = roleIdOf(one.id);
  const read = ids === null ? null : (projects.get(ids.project) ?? null);
  if (ids === null || read === null || read.roles === null) return one;
  const role = read.roles.get(ids.role);
  // Its id comes back with nobody: a role of the same name is another one.
  if (role === undefined && one.vanished) return one;
  // That a list lacks it may be the list: the role itself is asked.
  if (role === undefined) return (await actorsOf(client, ids)) === 'vanished' ? { ...one, vanished: true } : one;
  return {
    ...one,
    name: ids.through === null ? projectRoleName(connection, read.key, role, null) : one.name,
    vanished: false,
  };
}

const stored = (one: Pick<StoredGroup, 'id' | 'name' | 'owner'> & { readonly name: GroupName }): StoredGroup => ({
  ...one,
  members: null,
  mfaEnrolment: false,
  vanished: false,
});
