/**
 * What a change set gives beside what the rules in force say: a person has decided it, for each person by groups.
 *
 *   missing        what an adoption named as wanted and not there
 *   added-groups   groups that an entitlement means by now, for those who hold it by a decision of before
 */
import type { AdoptionId, CaseId, EntitlementId, ExceptionId, GroupId } from '../shared/ids.ts';
import { unreachable } from '../shared/outcome.ts';
import type { CountedItem } from './brake.ts';

export type Giving =
  | { readonly kind: 'missing'; readonly adoption: AdoptionId; readonly case: CaseId }
  | {
      readonly kind: 'added-groups';
      readonly exception: ExceptionId;
      readonly entitlement: EntitlementId;
      readonly groups: readonly GroupId[];
      /** The issue of the policy that added them; `null` = it has none. */
      readonly case: CaseId | null;
    };

/** One person's part of it. */
export type GivenPart =
  | { readonly kind: 'missing'; readonly groups: readonly GroupId[] }
  | { readonly kind: 'added-groups'; readonly entitlement: EntitlementId; readonly groups: readonly GroupId[] };

/** As it was counted: nobody is given what was not shown for them. */
export function partOf(giving: Giving | undefined, { gains }: Pick<CountedItem, 'gains'>): GivenPart | null {
  if (giving === undefined) return null;
  switch (giving.kind) {
    case 'missing':
      return { kind: 'missing', groups: gains };
    case 'added-groups':
      return { kind: 'added-groups', entitlement: giving.entitlement, groups: giving.groups };
    default:
      return unreachable(giving);
  }
}

/** Why such a set is held, however few it touches. */
export const heldFor = ({ kind }: Giving): string =>
  kind === 'missing'
    ? 'what an adoption found missing is added only when somebody else confirms this list'
    : 'the policy has changed since its owner decided';
