/**
 * What is there to be looked at as a whole, for diagnosis: applications with the groups and people they are assigned
 * to ("Applications", "Application groups", "Application users"), and groups that carry an admin role ("Group role
 * assignments"). Reads only.
 */
import { groupId, providerAccountId } from '../../core/shared/ids.ts';
import type { ApplicationListing, CallOptions, PrivilegedGroups } from '../../ports/provider.ts';
import { begin, nextPath, type OktaClient } from './client.ts';
import { PAGE_SIZE } from './config.ts';
import type { Refusal } from './errors.ts';
import { localId } from './ids.ts';
import { identified, listedApp, listedAppUser, role } from './schemas.ts';

export function overviewOf(client: OktaClient): ApplicationListing & PrivilegedGroups {
  return {
    async *listApplications(call) {
      const operation = 'list applications';
      const path = `/api/v1/apps?limit=${PAGE_SIZE}`;
      const request = { operation, method: 'GET', path, effect: 'read' } as const;
      for await (const page of client.pages(request, listedApp.array(), begin(call), linked)) {
        for (const { id, label, status, features } of page) {
          // Switched off, it opens nothing for anybody.
          if (status !== 'ACTIVE') continue;
          const groups = await groupsOf(id, call);
          yield { app: id, name: label, groups, closesAccounts: (features ?? []).includes(CLOSES) };
        }
      }
    },

    async *listAssignments(app, call) {
      const path = `/api/v1/apps/${encodeURIComponent(app)}/users?limit=${PAGE_SIZE}`;
      const request = { operation: 'list assignments', method: 'GET', path, effect: 'read' } as const;
      for await (const page of client.pages(request, listedAppUser.array(), begin(call), linked)) {
        for (const { id, scope, status } of page) {
          if (status !== REMOVED) yield { account: providerAccountId(id), direct: scope === 'USER' };
        }
      }
    },

    async givesAdminRole(group, call) {
      const operation = 'read admin roles of a group';
      const path = `/api/v1/groups/${encodeURIComponent(localId(client, operation, group))}/roles`;
      const roles = await client.list({ operation, method: 'GET', path, effect: 'read' }, role, begin(call));
      return roles.length > 0;
    },
  };

  async function groupsOf(app: string, call: CallOptions) {
    const path = `/api/v1/apps/${encodeURIComponent(app)}/groups?limit=${PAGE_SIZE}`;
    const request = { operation: 'list applications', method: 'GET', path, effect: 'read' } as const;
    const groups = await client.list(request, identified, begin(call));
    return groups.map(({ id }) => groupId(client.connection, id));
  }
}

const linked = ({ headers }: Refusal) => nextPath(headers.get('link'));

/** "Applications, features": the account inside the application is closed when somebody loses it. */
const CLOSES = 'PUSH_USER_DEACTIVATION';

/** "Application users, status": what was removed may stay in the list under this status. */
const REMOVED = 'DEPROVISIONED';
