/** The admin roles of a group ("Group role assignments"): whoever is in it holds them. Read only; seeding gives them. */
import { groupOf } from '../groups/groupRoutes.ts';
import { type Answer, type Call, ok, type Route } from '../http/route.ts';
import { ROLE_LABELS } from './labels.ts';

const TYPE = 'ORG_ADMIN';

export const groupRoleRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/groups/:id/roles', scope: 'okta.roles.read', handle: listRoles },
];

function listRoles(call: Call): Answer {
  const { id, hasAdminRole, created } = groupOf(call);
  if (!hasAdminRole) return ok([]);
  const role = { id: `irb${id.slice(3)}`, type: TYPE, label: ROLE_LABELS[TYPE], status: 'ACTIVE' };
  return ok([{ ...role, created, lastUpdated: created, assignmentType: 'GROUP' }]);
}
