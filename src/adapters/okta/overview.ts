/**
 * What is there to be looked at as a whole, for diagnosis: applications with the groups and people they are assigned
 * to ("Applications", "Application groups", "Application users"), and groups that carry an admin role ("Group role
 * assignments"). Reads only.
 */
import { type GroupId, groupId, providerAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { ApplicationListing, PrivilegedGroups } from '../../ports/provider.ts';
import { NONE_SHOWN } from './apps.ts';
import { begin, type Errand, nextPath, type OktaClient } from './client.ts';
import { PAGE_SIZE } from './config.ts';
import type { Refusal } from './errors.ts';
import { listedGroups } from './groups.ts';
import { localId } from './ids.ts';
import { identified, type ListedApp, listedApp, listedAppUser, role } from './schemas.ts';

export function overviewOf(client: OktaClient): ApplicationListing & PrivilegedGroups {
  return {
    async *listApplications(call) {
      const errand = begin(call);
      const path = `/api/v1/apps?limit=${PAGE_SIZE}`;
      const listed = await client.list({ ...LISTING, path }, listedApp, errand);
      if (listed.length === 0) throw new Fault('denied', LISTING.operation, { note: NONE_SHOWN });
      // Switched off, it opens nothing for anybody.
      const apps = listed.filter(({ status }) => status === 'ACTIVE');
      const groups = await groupsByApp(apps, errand);
      for (const { id, label, features } of apps) {
        const closesAccounts = (features ?? []).includes(CLOSES);
        yield { app: id, name: label, groups: groups.get(id) ?? [], closesAccounts };
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

  /**
   * Read from the groups' side as long as that is quicker: it spares the narrow bucket one call for each application.
   * An application that no group named is asked itself, since its groups may be none, or kept from us.
   */
  async function groupsByApp(apps: readonly ListedApp[], errand: Errand): Promise<ReadonlyMap<string, GroupId[]>> {
    const found = new Map<string, GroupId[]>();
    const groups = apps.length === 0 ? [] : await listedGroups(client, errand);
    const opening = groups.filter(({ _embedded }) => _embedded?.stats?.appsCount !== 0);
    if (opening.length <= apps.length * GROUPS_AS_QUICK_AS_ONE_APP) {
      for (const { id } of opening) {
        for (const app of await idsAt(`groups/${encodeURIComponent(id)}/apps`, errand).catch(noneIfGone)) {
          found.set(app, [...(found.get(app) ?? []), groupId(client.connection, id)]);
        }
      }
    }
    for (const { id } of apps) {
      if (found.has(id)) continue;
      const ids = await idsAt(`apps/${encodeURIComponent(id)}/groups`, errand);
      found.set(
        id,
        ids.map((one) => groupId(client.connection, one)),
      );
    }
    return found;
  }

  async function idsAt(place: string, errand: Errand): Promise<readonly string[]> {
    const path = `/api/v1/${place}?limit=${PAGE_SIZE}`;
    return (await client.list({ ...LISTING, path }, identified, errand)).map(({ id }) => id);
  }
}

const LISTING = { operation: 'list applications', method: 'GET', effect: 'read' } as const;

/** "Rate limits": what lies below `/groups` has five times the calls a minute of what lies below `/apps`. */
const GROUPS_AS_QUICK_AS_ONE_APP = 5;

/** Deleted since the groups were listed: it opens nothing any more. */
function noneIfGone(error: unknown): readonly string[] {
  if (error instanceof Fault && error.kind === 'missing') return [];
  throw error;
}

const linked = ({ headers }: Refusal) => nextPath(headers.get('link'));

/** "Applications, features": the account inside the application is closed when somebody loses it. */
const CLOSES = 'PUSH_USER_DEACTIVATION';

/** "Application users, status": what was removed may stay in the list under this status. */
const REMOVED = 'DEPROVISIONED';
