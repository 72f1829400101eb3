/** Which entitlements a new catalogue adds groups to: their owners decide whether those reach what was given before. */
import type { EntitlementId, GroupName } from '../shared/ids.ts';
import { entitlementById, groupNamesOf } from './catalogue.ts';
import type { Application, Policy } from './model.ts';

export interface EntitlementWidened {
  /** As the new catalogue has it: its owner there decides. */
  readonly application: Application;
  readonly entitlement: EntitlementId;
  readonly before: readonly GroupName[];
  readonly groups: readonly GroupName[];
}

/** Groups, and project roles they have come to open. An entitlement that is new was given to nobody. */
export function addedGroups(before: Policy, after: Policy): readonly EntitlementWidened[] {
  return after.catalogue.applications.flatMap((application) =>
    application.entitlements.flatMap(({ id }): EntitlementWidened[] => {
      if (entitlementById(before.catalogue, id) === undefined) return [];
      const given = { kind: 'entitlement', entitlement: id } as const;
      const old = groupNamesOf(before.catalogue, given);
      const groups = groupNamesOf(after.catalogue, given).filter((group) => !old.includes(group));
      return groups.length === 0 ? [] : [{ application, entitlement: id, before: old, groups }];
    }),
  );
}
