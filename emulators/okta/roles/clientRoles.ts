/**
 * The admin roles of an app, by which it can see what it may do itself ("Client role assignments", "Role
 * permissions"). Told and not enforced: what a custom role lacks is refused nowhere here.
 */
import type { AppCredential } from '../http/credentials.ts';
import { notFound } from '../http/errors.ts';
import { type Answer, type Call, ok, type Route } from '../http/route.ts';
import type { StoredClientRole } from '../store/model.ts';
import type { Organization } from '../store/organization.ts';
import { ROLE_LABELS } from './labels.ts';

export const clientRoleRoutes: readonly Route[] = [
  { method: 'GET', path: '/oauth2/v1/clients/:id/roles', scope: 'okta.roles.read', handle: listClientRoles },
  {
    method: 'GET',
    path: '/api/v1/iam/roles/:roleId/permissions',
    scope: 'okta.roles.read',
    handle: listPermissions,
  },
];

/** Puts an app's roles into the org: those it names, else a standard role that fits what it may do. */
export function assignClientRoles(org: Organization, app: AppCredential): void {
  const { clientId, adminRole = true, superAdmin = true } = app;
  const standard = { type: superAdmin ? 'SUPER_ADMIN' : 'ORG_ADMIN' } as const;
  const given = adminRole ? (app.roles ?? [standard]) : [];
  const created = org.timestamp();
  const stored = given.map((role): StoredClientRole => {
    const id = org.newId('irb');
    if ('type' in role) return { id, type: role.type, label: ROLE_LABELS[role.type] ?? role.type, created };
    const custom = { role: org.newId('cr0'), resourceSet: org.newId('iam'), permissions: role.permissions };
    return { id, type: 'CUSTOM', label: role.label, created, custom };
  });
  org.clientRoles.set(clientId, stored);
}

function listClientRoles(call: Call): Answer {
  const clientId = call.param('id');
  const roles = call.org.clientRoles.get(clientId);
  if (roles === undefined) throw notFound(clientId, 'PublicClientApp');
  return ok(roles.map((role) => view(role, clientId, call.url.origin)));
}

function view({ id, label, type, created, custom }: StoredClientRole, clientId: string, origin: string) {
  const assignment = { id, label, type, status: 'ACTIVE', created, lastUpdated: created, assignmentType: 'CLIENT' };
  const assignee = { href: `${origin}/oauth2/v1/clients/${clientId}` };
  if (custom === undefined) return { ...assignment, _links: { assignee } };
  const role = `${origin}/api/v1/iam/roles/${custom.role}`;
  const set = `${origin}/api/v1/iam/resource-sets/${custom.resourceSet}`;
  return {
    ...assignment,
    'resource-set': custom.resourceSet,
    role: custom.role,
    _links: {
      role: { href: role },
      'resource-set': { href: set },
      permissions: { href: `${role}/permissions` },
      member: { href: `${set}/bindings/${custom.role}/members/${id}` },
      assignee,
    },
  };
}

function listPermissions(call: Call): Answer {
  const roleId = call.param('roleId');
  const found = [...call.org.clientRoles.values()].flat().find(({ custom }) => custom?.role === roleId);
  if (found?.custom === undefined) throw notFound(roleId, 'RoleAssignment');
  const role = `${call.url.origin}/api/v1/iam/roles/${roleId}`;
  const { created } = found;
  const permissions = found.custom.permissions.map((label) => ({
    label,
    created,
    lastUpdated: created,
    _links: { role: { href: role }, self: { href: `${role}/permissions/${label}` } },
  }));
  return ok({ permissions });
}
