/** Applications a person has directly. One through a group comes and goes with the group ("Applications, users"). */
import { Fault } from '../../ports/fault.ts';
import type { DirectApps } from '../../ports/provider.ts';
import { begin, type OktaClient } from './client.ts';
import { PAGE_SIZE } from './config.ts';
import { app, appUser } from './schemas.ts';

export function appsOf(client: OktaClient): DirectApps {
  return {
    /** "List all applications": `user.id eq` with `expand=user/{id}` embeds the assignment, the cheapest view. */
    async readDirectApps(id, call) {
      const errand = begin(call);
      const operation = 'read direct apps';
      const query = new URLSearchParams({
        filter: `user.id eq "${id}"`,
        expand: `user/${id}`,
        limit: String(PAGE_SIZE),
      });
      const request = { operation, method: 'GET', path: `/api/v1/apps?${query}`, effect: 'read' } as const;
      const apps = await client.list(request, app, errand).catch(namingTheRight);
      const direct: { app: string; name: string }[] = [];
      for (const { id: found, label, _embedded } of apps) {
        const path = assignmentPath(found, id);
        const assigned =
          _embedded?.user ?? (await client.read({ operation, method: 'GET', path, effect: 'read' }, appUser, errand));
        if (assigned.scope === 'USER' && assigned.status !== REMOVED) direct.push({ app: found, name: label });
      }
      return direct;
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

function namingTheRight(error: unknown): never {
  if (!(error instanceof Fault) || error.kind !== 'denied') throw error;
  const { operation, kind, vendorCode } = error;
  throw new Fault(kind, operation, { vendorCode, right: TO_READ_APPS, cause: error });
}

/** "Application users, status": what was removed disappears, or stays in the list under this status. */
const REMOVED = 'DEPROVISIONED';

const assignmentPath = (found: string, account: string) =>
  `/api/v1/apps/${encodeURIComponent(found)}/users/${encodeURIComponent(account)}`;
