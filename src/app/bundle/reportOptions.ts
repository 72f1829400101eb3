/** What a report of the record needs of the policy in force. */
import { entitlementById, riskOfGroup } from '../../core/policy/index.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { ReportOptions } from '../../core/report/index.ts';
import { connectionId, entitlementId, groupName } from '../../core/shared/ids.ts';

export function reportOptions(policy: Policy | null): Pick<ReportOptions, 'isPrivileged' | 'administrators'> {
  if (policy === null) return { isPrivileged: () => false, administrators: new Set() };
  const { catalogue, settings } = policy;
  const { stop, confirm, accept, push = [] } = settings.roles;
  return {
    administrators: new Set([...stop, ...confirm, ...accept, ...push].map((one) => one.toLowerCase())),
    isPrivileged(holds) {
      const colon = holds.indexOf(':');
      const [first, second] = [holds.slice(0, colon), holds.slice(colon + 1)];
      const entry = entitlementById(catalogue, entitlementId(first, second));
      if (entry !== undefined) return entry.entitlement.risk === 'high';
      return riskOfGroup(catalogue, groupName(connectionId(first), second)) === 'high';
    },
  };
}
