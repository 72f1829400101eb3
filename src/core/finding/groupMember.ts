/**
 * Somebody in the group of a site through which a role is held, against the ledger. That group is to be a copy of the
 * provider's, which follows after a while; whoever is in it holds the role, wherever they come from.
 */
import { excludedBy, isLive, type PersonLedger } from '../grant/index.ts';
import type { MembershipRecord } from '../reconcile/model.ts';
import type { GroupId } from '../shared/ids.ts';
import { type Instant, type Milliseconds, plus } from '../shared/instant.ts';
import type { Judgement } from './model.ts';

export interface MemberByLedger {
  readonly ledger: PersonLedger;
  /** What the ledger calls the role where it is held through that group. */
  readonly role: GroupId;
  /** Groups of the provider that open it. */
  readonly openers: readonly GroupId[];
  /** How long the site may take to follow the provider. */
  readonly followsWithin: Milliseconds;
  readonly now: Instant;
}

export function judgeGroupMember({ ledger, role, openers, followsWithin, now }: MemberByLedger): Judgement {
  const opening = [role, ...openers];
  const gives = (group: GroupId) => opening.includes(group) && excludedBy(ledger.exclusions, group, now) === undefined;
  if (ledger.grants.some((grant) => isLive(grant, now) && grant.groups.some(gives))) return 'nothing';
  const records = ledger.records.filter(({ group }) => opening.includes(group));
  // Still in the provider's group: whether they may be is asked there.
  if (records.some((one) => one.group !== role && isHeld(one))) return 'nothing';
  const own = records.filter(({ group }) => group === role);
  // A receipt has named it as staying.
  if (own.some(({ leftAt }) => leftAt !== undefined)) return 'nothing';
  // Never read back as gone: that is waited for on the case that took it.
  if (own.some(isHeld)) return 'look';
  const isFollowing = records.some(
    (one) => one.removalVerifiedAt !== null && plus(one.removalVerifiedAt, followsWithin) > now,
  );
  return isFollowing ? 'nothing' : 'finding';
}

const isHeld = ({ verifiedAt, removalVerifiedAt }: MembershipRecord) =>
  verifiedAt !== null && (removalVerifiedAt ?? '') < verifiedAt;
