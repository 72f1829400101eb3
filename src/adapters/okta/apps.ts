/**
 * Applications of a person: which, through what, and how the account inside each stands ("Applications, users").
 * One through a group comes and goes with the group; one assigned in person has to be taken.
 */

import type { AppStanding, SeenApp } from '../../core/reconcile/model.ts';
import type { GroupId } from '../../core/shared/ids.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import { Fault } from '../../ports/fault.ts';
import type { Apps, GroupApp } from '../../ports/provider.ts';
import { whyFailed } from './appLog.ts';
import { begin, type Errand, type OktaClient } from './client.ts';
import { GROUP_APPS_FRESH_MILLISECONDS, PAGE_SIZE } from './config.ts';
import { localId } from './ids.ts';
import { type App, type AppUser, app, appUser, identified } from './schemas.ts';

export function appsOf(client: OktaClient): Apps {
  const ofGroups = new Map<GroupId, { readonly at: number; readonly apps: Promise<readonly GroupApp[]> }>();

  return {
    /**
     * "List all applications": `user.id eq` with `expand=user/{id}` embeds the assignment, the cheapest view. What is
     * switched off is listed where it is asked for, and holds whom it held until somebody switches it on.
     */
    async readApps(id, call) {
      const errand = begin(call);
      const operation = 'read applications';
      const query = new URLSearchParams({
        filter: `user.id eq "${id}"`,
        expand: `user/${id}`,
        includeNonDeleted: 'true',
        limit: String(PAGE_SIZE),
      });
      const request = { operation, method: 'GET', path: `/api/v1/apps?${query}`, effect: 'read' } as const;
      const apps = await client.list(request, app, errand).catch(namingTheRight);
      if (apps.length === 0) await proveSight(client, operation, errand).catch(namingTheRight);
      const found: SeenApp[] = [];
      for (const one of apps) {
        const path = assignmentPath(one.id, id);
        const assigned =
          one._embedded?.user ??
          (await client.read({ operation, method: 'GET', path, effect: 'read' }, appUser, errand));
        if (assigned.status !== REMOVED) found.push(seen(one, assigned));
      }
      if (found.every(({ standing }) => standing !== 'failed')) return found;
      const reasons = await whyFailed(client, id, errand);
      return found.map((one) => {
        const reason = one.standing === 'failed' ? reasons.get(one.app) : undefined;
        return reason === undefined ? one : { ...one, words: `${one.words}: ${reason}` };
      });
    },

    /** "List all assigned applications" of a group. Many people share their groups, so it is read once for all of them. */
    async readAppsOfGroup(group, call) {
      const known = ofGroups.get(group);
      if (known !== undefined && performance.now() - known.at < GROUP_APPS_FRESH_MILLISECONDS) return known.apps;
      const operation = 'read applications of a group';
      const path = `/api/v1/groups/${encodeURIComponent(localId(client, operation, group))}/apps?limit=${PAGE_SIZE}`;
      const apps = client
        .list({ operation, method: 'GET', path, effect: 'read' }, app, begin(call))
        .then((list) =>
          list.filter(({ status }) => status === 'ACTIVE').map(({ id, label: name }) => ({ app: id, name })),
        );
      ofGroups.set(group, { at: performance.now(), apps });
      apps.catch(() => ofGroups.delete(group));
      return apps;
    },

    /** Destructive at apps with provisioning: the target account is deactivated. 404 = it is not there, which is the aim. */
    async removeDirectApp(found, id, call) {
      const path = `${assignmentPath(found, id)}?sendEmail=false`;
      try {
        await client.run({ operation: 'remove direct app', method: 'DELETE', path, effect: 'convergent' }, begin(call));
      } catch (error) {
        if (!(error instanceof Fault) || error.kind !== 'missing') throw error;
      }
    },
  };
}

/** Without it a leaver's direct assignments stay unknown, and the receipt open. */
export const TO_READ_APPS = 'scope okta.apps.read, and a role that sees applications';

/**
 * To a role that sees no application Okta answers an empty list and no error. Every org has some of Okta's own, so where
 * somebody has none it is asked whether any is shown at all.
 */
export async function proveSight(client: OktaClient, operation: string, errand: Errand): Promise<void> {
  const request = { operation, method: 'GET', path: '/api/v1/apps?limit=1', effect: 'read' } as const;
  const shown = await client.read(request, identified.array(), errand);
  if (shown.length === 0) throw new Fault('denied', operation, { note: NONE_SHOWN });
}

export const NONE_SHOWN = 'not one application is shown';

function namingTheRight(error: unknown): never {
  if (!(error instanceof Fault) || error.kind !== 'denied') throw error;
  const { operation, kind, vendorCode } = error;
  throw new Fault(kind, operation, { vendorCode, right: TO_READ_APPS, cause: error });
}

/** "Application users, status": what was removed disappears, or stays in the list under this status. */
const REMOVED = 'DEPROVISIONED';

function seen({ id, label, status, features }: App, assigned: AppUser): SeenApp {
  const pushes = features?.includes('PUSH_NEW_USERS') === true;
  const standing = status === 'ACTIVE' ? standingOf(assigned, pushes) : 'switched-off';
  return {
    app: id,
    name: label,
    direct: assigned.scope === 'USER',
    standing,
    closes: features?.includes('PUSH_USER_DEACTIVATION') === true,
    words: wordsFor(standing, status, assigned),
  };
}

/**
 * "Application users, syncState". An application without provisioning is ACTIVE and DISABLED from the first moment,
 * which says nothing about an account inside it. With it, the account is there once it has an id of its own there.
 */
function standingOf({ status, syncState, externalId }: AppUser, pushes: boolean): AppStanding {
  if (!pushes) return 'assigned';
  if (syncState === 'ERROR') return 'failed';
  const there = (status === 'PROVISIONED' || status === 'ACTIVE') && externalId != null;
  return there ? 'provisioned' : 'waiting';
}

function wordsFor(standing: AppStanding, appStatus: string, { status, syncState }: AppUser): string | null {
  switch (standing) {
    case 'provisioned':
    case 'assigned':
      return null;
    case 'waiting':
    case 'failed':
      return `status ${status ?? 'unknown'}, sync state ${syncState ?? 'unknown'}`;
    case 'switched-off':
      return `the application is ${appStatus}`;
    default:
      return unreachable(standing);
  }
}

const assignmentPath = (found: string, account: string) =>
  `/api/v1/apps/${encodeURIComponent(found)}/users/${encodeURIComponent(account)}`;
