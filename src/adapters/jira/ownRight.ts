/**
 * Jira answers some reads of whoever may not see what they list with an empty list, and no error ("Find users", "Get
 * transitions", Permissions). What comes back empty is believed only of an account that holds the right.
 */
import { Fault } from '../../ports/fault.ts';
import { api, type JiraClient } from './client.ts';
import { ownPermissions } from './schemas.ts';

/** Permission key -> what Jira's screens call it. */
const RIGHTS = { TRANSITION_ISSUES: 'Transition issues', USER_PICKER: 'Browse users and groups' } as const;

/** Rejects with `denied` where our account lacks it; `issue`: by number or key, for what a project gives. */
export async function needRight(
  client: JiraClient,
  operation: string,
  right: keyof typeof RIGHTS,
  issue?: string,
): Promise<void> {
  const where = issue === undefined ? {} : /^\d+$/.test(issue) ? { issueId: issue } : { issueKey: issue };
  const call = { operation, path: api`/mypermissions`, query: { permissions: right, ...where } };
  const { permissions } = await client.send(call, ownPermissions);
  if (permissions[right]?.havePermission === true) return;
  throw new Fault('denied', operation, { vendorCode: 'empty-list', right: RIGHTS[right] });
}
