/**
 * Who somebody is in Jira: groups, and those roles of a project that policy asks about; a role names people and
 * groups ("Get user groups", "Get project role for project"). The mail comes with the issue, if it is visible.
 */

import type { CaseSettings } from '../../core/policy/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { Actor } from '../../ports/tracker.ts';
import { createCache } from './cache.ts';
import { api, type JiraClient } from './client.ts';
import { ACTOR_AGE, RIGHT_AGE } from './config.ts';
import { needRight } from './ownRight.ts';
import { foundUsers, groupNames, type JiraUser, role, roleAddresses } from './schemas.ts';

export interface ActorBook {
  /** `null` (nobody with an account) may do nothing: no groups, no roles. */
  actorOf(user: JiraUser | null, project: string): Promise<Actor>;
  findUsers(mail: string): Promise<FoundUsers>;
}

/** Whom Jira finds by an address. */
export interface FoundUsers {
  /** Whose it is, as far as that can be told. */
  readonly one: FoundUser | null;
  /** Whose it may be. */
  readonly all: readonly string[];
}

export interface FoundUser {
  readonly id: string;
  /** Jira shows them with exactly this address; otherwise it is hidden, and only nobody else can be meant. */
  readonly isShown: boolean;
  /** For a desk's portal alone: beside it the same person may have an account of their own, under the same address. */
  readonly isPortalOnly: boolean;
}

export const NOBODY: Actor = { id: 'anonymous', mail: null, groups: [], roles: [] };

export function createActorBook(client: JiraClient, cases: readonly CaseSettings[]): ActorBook {
  const users = createCache<readonly string[]>(ACTOR_AGE, client.now);
  const found = createCache<FoundUsers>(ACTOR_AGE, client.now);
  const projects = createCache<readonly RoleMembers[]>(ACTOR_AGE, client.now);
  const rights = createCache<void>(RIGHT_AGE, client.now);
  const mayFind = () => rights.get('find user', () => mayFindUsers(client));

  return {
    async actorOf(user, project) {
      if (user === null) return NOBODY;
      const [groups, roles] = await Promise.all([
        users.get(user.accountId, async () => (await readGroups(client, user.accountId)).map(({ name }) => name)),
        projects.get(project, () => readRoles(client, project, rolesAskedFor(cases, project))),
      ]);
      const holds = ({ members, groups: through }: RoleMembers) =>
        members.has(user.accountId) || groups.some((group) => through.has(group));
      return {
        id: user.accountId,
        mail: user.emailAddress || null,
        groups,
        roles: roles.filter(holds).map(({ name }) => name),
      };
    },

    /** A manager is named by many forms, so whoever was found is believed for a while; that nobody was, never is. */
    async findUsers(mail) {
      try {
        return await found.get(mail.toLowerCase(), async () => {
          const users = await searchUsers(client, mail, mayFind);
          return users.all.length === 0 ? Promise.reject(NO_ONE) : users;
        });
      } catch (error) {
        if (error === NO_ONE) return { one: null, all: [] };
        throw error;
      }
    },
  };
}

/** The cache keeps no failure, and finding nobody counts as one. */
const NO_ONE = new Error('nobody has this address');

/** Without the right to find users Jira finds nobody. */
const mayFindUsers = (client: JiraClient) => needRight(client, 'find user', 'USER_PICKER');

/** Jira matches the start of names and addresses; an exact address finds its user even when it is hidden. */
export async function searchUsers(
  client: JiraClient,
  mail: string,
  mayFind: () => Promise<void> = () => mayFindUsers(client),
): Promise<FoundUsers> {
  const found = await client.send(
    { operation: 'find user', path: api`/user/search`, query: { query: mail, maxResults: 50 } },
    foundUsers,
  );
  if (found.length === 0) await mayFind();
  const isShown = ({ emailAddress }: JiraUser) => emailAddress?.toLowerCase() === mail.toLowerCase();
  // Who is shown with another address is somebody else; a hidden one is not echoed, and may be a longer one.
  const possible = found.filter((one) => one.accountType !== 'app' && (isShown(one) || !one.emailAddress));
  const own = possible.filter(({ accountType }) => accountType !== 'customer');
  const isPortalOnly = own.length === 0;
  const meant = isPortalOnly ? possible : own;
  const exact = meant.find(isShown);
  if (exact !== undefined) return { one: { id: exact.accountId, isShown: true, isPortalOnly }, all: [exact.accountId] };
  // Believed only when nobody else can be meant.
  const [only, ...others] = meant;
  const one = only === undefined || others.length > 0 ? null : { id: only.accountId, isShown: false, isPortalOnly };
  return { one, all: possible.map(({ accountId }) => accountId) };
}

export async function readGroups(client: JiraClient, accountId: string) {
  const call = { operation: 'read user groups', path: api`/user/groups`, query: { accountId } };
  // An erased account is still named in old changes; it belongs to nothing any more.
  return (await client.orAbsent(client.send(call, groupNames))) ?? [];
}

interface RoleMembers {
  readonly name: string;
  readonly members: ReadonlySet<string>;
  /** Group names whose members hold the role. */
  readonly groups: ReadonlySet<string>;
}

const rolesAskedFor = (cases: readonly CaseSettings[], project: string) =>
  new Set(
    cases
      .filter((settings) => settings.project === project)
      .flatMap(({ mayFile }) => mayFile.flatMap((filer) => (filer.kind === 'role' ? [filer.role.toLowerCase()] : []))),
  );

async function readRoles(client: JiraClient, project: string, asked: ReadonlySet<string>) {
  if (asked.size === 0) return [];
  const addresses = await roleIdsOf(client, project);
  const wanted = [...addresses].filter(([name]) => asked.has(name.toLowerCase()));
  return Promise.all(
    wanted.map(async ([name, id]): Promise<RoleMembers> => {
      const { actors = [] } = await client.send(
        { operation: 'read project role', path: api`/project/${project}/role/${id}` },
        role,
      );
      return {
        name,
        members: new Set(actors.flatMap(({ actorUser }) => actorUser?.accountId ?? [])),
        groups: new Set(actors.flatMap(({ actorGroup }) => actorGroup?.name ?? [])),
      };
    }),
  );
}

/** Role name -> id, the last part of its address. Without Administer Projects Jira says 404: our right is missing, not the project. */
export async function roleIdsOf(client: JiraClient, project: string): Promise<ReadonlyMap<string, string>> {
  const operation = 'read project roles';
  try {
    const addresses = await client.send({ operation, path: api`/project/${project}/role` }, roleAddresses);
    return new Map(
      Object.entries(addresses).map(([name, address]) => [name, address.slice(address.lastIndexOf('/') + 1)]),
    );
  } catch (error) {
    if (error instanceof Fault && error.kind === 'missing') {
      throw new Fault('denied', operation, { vendorCode: error.vendorCode, cause: error });
    }
    throw error;
  }
}
