/** One membership record after what was read of it. */
import type { MembershipRecord } from '../reconcile/model.ts';
import type { AccountId, GroupId } from '../shared/ids.ts';

export type RecordEdit = Omit<Partial<MembershipRecord>, 'verifiedUnder'> &
  Pick<MembershipRecord, 'firstSeen'> & { readonly verifiedUnder?: MembershipRecord['verifiedUnder'] | null };

type Records = readonly MembershipRecord[];

/** Writes one membership record; `firstSeen` stays, and grants it was verified under add up; `null` = none any more. */
export function changedRecords(records: Records, account: AccountId, group: GroupId, edit: RecordEdit): Records {
  const known = records.find((one) => one.account === account && one.group === group);
  const fresh: MembershipRecord = {
    account,
    group,
    firstSeen: edit.firstSeen,
    givenByUs: false,
    verifiedAt: null,
    verifiedUnder: [],
    removalVerifiedAt: null,
  };
  const base = known ?? fresh;
  const changed: MembershipRecord = {
    ...base,
    ...edit,
    firstSeen: base.firstSeen,
    verifiedUnder:
      edit.verifiedUnder === null ? [] : [...new Set([...base.verifiedUnder, ...(edit.verifiedUnder ?? [])])],
  };
  return known === undefined ? [...records, changed] : records.map((one) => (one === known ? changed : one));
}
