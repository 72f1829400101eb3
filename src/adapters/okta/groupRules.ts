/**
 * The group rules ("Group rules"). "About group rules": whoever administers single groups cannot view them; what the API
 * answers then is said nowhere, and may be an empty list. An org without rules is one, too, but only to a role that sees everything.
 */
import type { OktaConnection } from '../../core/policy/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { Errand, OktaClient } from './client.ts';
import { PAGE_SIZE } from './config.ts';
import { seesEverything } from './ownRoles.ts';
import { groupRule } from './schemas.ts';

/** Ids of the groups that an active rule fills. */
export async function filledByRules(
  client: OktaClient,
  connection: OktaConnection,
  operation: string,
  errand: Errand,
): Promise<ReadonlySet<string>> {
  const path = `/api/v1/groups/rules?limit=${PAGE_SIZE}`;
  const rules = await client.list({ operation, method: 'GET', path, effect: 'read' }, groupRule, errand);
  if (rules.length === 0 && !(await seesEverything(client, connection, errand)))
    throw new Fault('denied', operation, { note: 'Okta shows no group rule, and our role may be one that sees none' });
  return new Set(
    rules
      .filter(({ status }) => status === 'ACTIVE')
      .flatMap(({ actions }) => actions?.assignUserToGroups?.groupIds ?? []),
  );
}
