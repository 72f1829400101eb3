/** A leave of absence in the ledger: on each engagement it stops. */
import type { TenureEvent } from '../evidence/model.ts';
import type { Engagement } from '../person/model.ts';

/** One leave a case; one that ends before it begins was none. */
export function onLeave<Ledger extends { readonly engagements: readonly Engagement[] }>(
  ledger: Ledger,
  { leave, engagements }: Extract<TenureEvent, { readonly type: 'LeaveSet' }>,
): Ledger {
  const holds = leave.until === null || leave.from < leave.until;
  return {
    ...ledger,
    engagements: ledger.engagements.map((one) => {
      const others = (one.leaves ?? []).filter((other) => other.case !== leave.case);
      const { leaves: _, ...work } = one;
      const leaves = holds && engagements.includes(one.id) ? [...others, leave] : others;
      return leaves.length === 0 ? work : { ...work, leaves };
    }),
  };
}
