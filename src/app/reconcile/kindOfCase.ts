/** The kind of the case a change is for, by what that case did in the ledger: whether it is carried out may hang on it. */
import type { PersonLedger } from '../../core/grant/index.ts';
import type { CaseKind } from '../../core/policy/model.ts';
import type { CaseId } from '../../core/shared/ids.ts';

export function kindOfCase({ engagements }: PersonLedger) {
  return (change: { readonly for: CaseId }): CaseKind => {
    if (engagements.some(({ openedBy }) => openedBy === change.for)) return 'onboarding';
    if (engagements.some(({ leaves = [] }) => leaves.some((leave) => leave.case === change.for))) return 'leave';
    return engagements.some(({ endedBy }) => endedBy === change.for) ? 'offboarding' : 'change';
  };
}
