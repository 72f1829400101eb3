/**
 * Whether we may write cannot be tried without writing. What can be read is what Okta decides by: the roles of the
 * app, or of the API token's owner, and for a custom role its permissions ("Role assignments", "Permissions").
 */
import type { OktaConnection } from '../../core/policy/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { Power } from '../../ports/provider.ts';
import type { Errand, OktaClient } from './client.ts';
import { ownRoles } from './ownRoles.ts';
import { permissions, type Role } from './schemas.ts';

const POWER = 'create and change accounts, memberships and sessions';
const SCOPES_TO_WRITE = ['okta.users.manage', 'okta.groups.manage'];
const WHOLE_ROLES = new Set(['SUPER_ADMIN', 'ORG_ADMIN']);

/** The least a custom role needs ("Permissions"); `okta.users.manage` and the like contain the narrower ones. */
const NEEDED: readonly (readonly string[])[] = [
  ['okta.users.create', 'okta.users.manage'],
  ['okta.users.userprofile.manage', 'okta.users.manage'],
  ['okta.users.lifecycle.activate', 'okta.users.lifecycle.manage', 'okta.users.manage'],
  ['okta.users.lifecycle.suspend', 'okta.users.lifecycle.manage', 'okta.users.manage'],
  ['okta.users.lifecycle.unsuspend', 'okta.users.lifecycle.manage', 'okta.users.manage'],
  ['okta.users.lifecycle.deactivate', 'okta.users.lifecycle.manage', 'okta.users.manage'],
  ['okta.users.lifecycle.clearSessions', 'okta.users.lifecycle.manage', 'okta.users.manage'],
  ['okta.users.groupMembership.manage', 'okta.users.manage'],
  ['okta.groups.members.manage', 'okta.groups.manage'],
  // A leaver's direct assignments are taken: without these two the closing read would never be clean.
  ['okta.users.appAssignment.manage', 'okta.users.manage'],
  ['okta.apps.assignment.manage', 'okta.apps.manage'],
];

export async function writePower(
  client: OktaClient,
  connection: OktaConnection,
  scopes: ReadonlySet<string> | null,
  errand: Errand,
): Promise<Power> {
  const lacking = scopes === null ? [] : SCOPES_TO_WRITE.filter((scope) => !scopes.has(scope));
  if (lacking.length > 0) return { power: POWER, held: false, remedy: `grant ${lacking.join(', ')} to the app` };
  try {
    const roles = await ownRoles(client, connection, errand);
    if (roles.some(({ type }) => WHOLE_ROLES.has(type))) return { power: POWER, held: true, remedy: null };
    const held = await permissionsOf(client, roles, errand);
    const missing = NEEDED.filter((anyOf) => !anyOf.some((one) => held.has(one))).flatMap(([least]) => least ?? []);
    if (missing.length === 0) return { power: POWER, held: true, remedy: null };
    return { power: POWER, held: false, remedy: `add to the admin role: ${missing.join(', ')}` };
  } catch (error) {
    // Some proxies do not let the org's OAuth paths through: no proof either, and no reason to end the self-test.
    if (!(error instanceof Fault) || error.retryAt !== null) throw error;
    return {
      power: POWER,
      held: false,
      remedy: `not provable without writing: our own roles cannot be read; grant okta.roles.read and a role that may view roles (${error.message})`,
    };
  }
}

async function permissionsOf(client: OktaClient, roles: readonly Role[], errand: Errand): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (const { type, role: custom } of roles) {
    if (type !== 'CUSTOM' || custom == null) continue;
    const path = `/api/v1/iam/roles/${encodeURIComponent(custom)}/permissions`;
    const request = { operation: 'read our own roles', method: 'GET', path, effect: 'read' } as const;
    for (const { label } of (await client.read(request, permissions, errand)).permissions) held.add(label);
  }
  return held;
}
