/** Access asked for by the hour: its time runs from the first of its memberships that was read back. */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { endOfHold, giverOf, type PersonLedger } from '../../core/grant/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';

export interface HoldBegun {
  /** The case that answers for it. */
  readonly giver: CaseId;
  /** Nothing when another reading has begun it since. */
  begins(ledger: PersonLedger): readonly TenureEvent[];
}

export function holdsBegun(ledger: PersonLedger, read: readonly TenureEvent[]): readonly HoldBegun[] {
  const seen = read.flatMap((event) =>
    event.type === 'MembershipVerified' ? event.under.map((id) => ({ id, at: event.at })) : [],
  );
  const first = new Map(seen.toReversed().map(({ id, at }) => [id, at]));
  return [...first].flatMap(([id, at]) => {
    const grant = ledger.grants.find((one) => one.id === id);
    if (grant === undefined || endOfHold(grant, at) === null) return [];
    return [
      {
        giver: giverOf(grant),
        begins: (now: PersonLedger): readonly TenureEvent[] => {
          const present = now.grants.find((one) => one.id === id);
          const end = present === undefined ? null : endOfHold(present, at);
          return end === null ? [] : [{ type: 'HoldBegan', grant: id, at, end }];
        },
      },
    ];
  });
}
