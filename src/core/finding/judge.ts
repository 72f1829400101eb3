/**
 * What a complete listing says against the ledger. It concludes nothing about access by itself: it says where to look,
 * and the look reads the account by its id. A listing that began before something was read back says nothing about it.
 */
import { excludedBy, isLive, lostCover, type PersonLedger, wanted } from '../grant/index.ts';
import type { Account, SeenState } from '../person/model.ts';
import { recordOf } from '../reconcile/index.ts';
import type { GroupOwner, MembershipRecord } from '../reconcile/model.ts';
import type { GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Judgement } from './model.ts';

export interface MembershipInListing {
  readonly ledger: PersonLedger;
  readonly account: Account;
  readonly group: GroupId;
  readonly owner: GroupOwner;
  readonly listed: boolean;
  /** When the listing of this group began. */
  readonly listedFrom: Instant;
  readonly now: Instant;
}

export function judgeMembership(of: MembershipInListing): Judgement {
  const record = recordOf(of.ledger, of.account, of.group);
  if (readSince(record, of.listedFrom)) return 'nothing';
  return of.listed ? judgePresent(of, record) : judgeAbsent(of, record);
}

const readSince = (record: MembershipRecord | undefined, listedFrom: Instant) =>
  (record?.verifiedAt ?? '') >= listedFrom || (record?.removalVerifiedAt ?? '') >= listedFrom;

function judgePresent(
  { ledger, account, group, owner, now }: MembershipInListing,
  record: MembershipRecord | undefined,
): Judgement {
  const covering = ledger.grants.filter((grant) => grant.groups.includes(group) && isLive(grant, now));
  const isExcluded = excludedBy(ledger.exclusions, group, now) !== undefined;
  if (covering.length > 0 && !isExcluded) {
    return covering.some(({ id }) => record?.verifiedUnder.includes(id)) ? 'nothing' : 'look';
  }
  // A receipt has named it as staying.
  if (record?.leftAt !== undefined) return 'nothing';
  if (lostCover(ledger, group, record, now).length > 0 || record?.removalVerifiedAt != null) return 'look';
  if (owner !== 'tenure' && owner !== 'mixed') return 'nothing';
  return wanted(ledger, account, now).state === 'deactivated' ? 'look' : 'finding';
}

/** Of a closed account a listing of members need not speak. */
function judgeAbsent({ account }: MembershipInListing, record: MembershipRecord | undefined): Judgement {
  const isHeld = record?.verifiedAt != null && (record.removalVerifiedAt ?? '') < record.verifiedAt;
  return isHeld && account.verified !== 'deactivated' ? 'look' : 'nothing';
}

export interface AccountInListing {
  /** `null` = nobody's. */
  readonly account: Account | null;
  /** `null` = not in the listing. */
  readonly listed: SeenState | null;
  readonly listedFrom: Instant;
  /** Policy protects it, or somebody has registered it as nobody's own. */
  readonly isKnownOtherwise: boolean;
}

export function judgeAccount({ account, listed, listedFrom, isKnownOtherwise }: AccountInListing): Judgement {
  if (account === null) {
    const isOpen = listed === 'active' || listed === 'awaiting-user';
    return isOpen && !isKnownOtherwise ? 'finding' : 'nothing';
  }
  // Never read back: it is being made or taken over just now.
  if (account.verified === null || (account.verifiedAt ?? '') >= listedFrom) return 'nothing';
  if (listed === null) return account.verified === 'deactivated' ? 'nothing' : 'look';
  return listed === 'changing' || listed === account.verified ? 'nothing' : 'look';
}
