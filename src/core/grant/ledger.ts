/**
 * One person's part of the ledger, as one value. The shell loads it under the person's lock, the core decides on
 * it, `evolveLedger` says what each event makes of it, and the store writes back the rows that differ.
 */
import type { Account, Engagement, Person } from '../person/model.ts';
import type { MembershipRecord } from '../reconcile/model.ts';
import type { Exclusion, Grant } from './model.ts';

export interface PersonLedger {
  readonly person: Person | null;
  readonly engagements: readonly Engagement[];
  readonly accounts: readonly Account[];
  readonly records: readonly MembershipRecord[];
  readonly grants: readonly Grant[];
  readonly exclusions: readonly Exclusion[];
}

export const emptyLedger: PersonLedger = {
  person: null,
  engagements: [],
  accounts: [],
  records: [],
  grants: [],
  exclusions: [],
};
