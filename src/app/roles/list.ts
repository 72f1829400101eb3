/** The project roles a policy names, pinned to the site's ids beside the provider's groups. */
import { roleTargets } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import { Fault } from '../../ports/fault.ts';
import type { World } from '../world.ts';

const CALL = { lane: 'bulk', timeoutMilliseconds: 60_000 } as const;

/** Asked before a policy is counted, so that what it names for the first time is known. Without a role no call is made. */
export async function listRoles({ store, targets, log }: World, policy: Policy): Promise<void> {
  for (const [connection, target] of targets) {
    const known = (await store.read.groups(connection)).filter(({ vanished }) => !vanished);
    const named = roleTargets(policy.catalogue).filter((one) => one.connection === connection);
    if (named.length + known.length === 0) continue;
    try {
      const roles = await target.listRoles(named, known, CALL);
      await store.transaction((tx) => tx.saveGroups(connection, roles, tx.now));
    } catch (fault) {
      // What is known stands; a role that is not known yet is missing on the issue of whoever needs it.
      if (!(fault instanceof Fault)) throw fault;
      log.warn({ connection, fault: fault.message }, 'project roles could not be listed');
    }
  }
}
