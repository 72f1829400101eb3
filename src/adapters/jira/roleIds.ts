/**
 * How a project role is called in the ledger: `jira:<project id>/<role id>`, and `/<group id>` behind it where it is
 * held through a group of the site. Ids of Jira, so that a renamed project or role is still the same one.
 */
import { type ConnectionId, type GroupId, groupId, withinConnection } from '../../core/shared/ids.ts';

export interface RoleId {
  readonly project: string;
  readonly role: string;
  /** The group of the site that is the actor; `null` = a person is. */
  readonly through: string | null;
}

export const roleGroupId = (connection: ConnectionId, { project, role, through }: RoleId): GroupId =>
  groupId(connection, [project, role, ...(through === null ? [] : [through])].join('/'));

/** `null` = it names no role that can be read: one of a project that is not covered. */
export function roleIdOf(id: GroupId): RoleId | null {
  const [project, role, through] = withinConnection(id).split('/');
  if (project === undefined || role === undefined || !/^\d+$/.test(role)) return null;
  return { project, role, through: through ?? null };
}
