/** A grant that means other groups from now on: what is added to it, and what of it is over while the rest goes on. */
import type { TenureEvent } from '../evidence/model.ts';
import type { Grant } from './model.ts';

type Of<Type extends TenureEvent['type']> = Extract<TenureEvent, { readonly type: Type }>;
interface Grants {
  readonly grants: readonly Grant[];
}

export function widened<Ledger extends Grants>(ledger: Ledger, event: Of<'GrantWidened'>): Ledger {
  const { grant: id, groups, policy } = event;
  return {
    ...ledger,
    grants: ledger.grants.map((one) =>
      one.id === id ? { ...one, policy, groups: [...new Set([...one.groups, ...groups])].sort() } : one,
    ),
  };
}

/** What is taken was held until now: as a part that has ended it stays the cause of its removal, and is found on any day. */
export function narrowed<Ledger extends Grants>(ledger: Ledger, event: Of<'GrantNarrowed'>): Ledger {
  const { grant: id, groups, apart, end, by, changeSet } = event;
  return {
    ...ledger,
    grants: ledger.grants.flatMap((one): readonly Grant[] => {
      if (one.id !== id) return [one];
      // Over for good: none of what moves the end of the rest may give the part again.
      const { until: _until, review: _review, endWithout: _without, givenAgainBy: _again, hold: _hold, ...held } = one;
      const rest = one.groups.filter((group) => !groups.includes(group));
      return [
        { ...one, groups: rest },
        { ...held, id: apart, groups, end, endedBy: by, changeSet },
      ];
    }),
  };
}
