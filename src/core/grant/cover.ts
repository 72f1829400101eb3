/**
 * When a group lost its cover: the positive cause without which no membership is removed. A grant covers a group
 * from its start to its end, except while an exclusion is in force.
 */
import type { MembershipRecord } from '../reconcile/model.ts';
import type { CaseId, GroupId } from '../shared/ids.ts';
import { covers, type Instant } from '../shared/instant.ts';
import { type Exclusion, everCovered, type Grant, startOf } from './model.ts';

export interface LostCover {
  readonly grant: Grant;
  readonly at: Instant;
  /** The case that ended it: by an end, by an exclusion, or by having given it until then. */
  readonly by: CaseId;
}

/** Exclusions of a group that are in force. */
export const excludedBy = (exclusions: readonly Exclusion[], group: GroupId, now: Instant) =>
  exclusions.find((one) => one.groups.includes(group) && covers(one, now));

/**
 * Every grant whose cover of the group came to its end since the group was last read back as absent. Read back under it
 * since, it was there, whatever a clock that was wrong then or now says of the order.
 */
export function lostCover(
  { grants, exclusions }: { readonly grants: readonly Grant[]; readonly exclusions: readonly Exclusion[] },
  group: GroupId,
  record: MembershipRecord | undefined,
  now: Instant,
): readonly LostCover[] {
  const since = record?.removalVerifiedAt ?? null;
  return grants.flatMap((grant) => {
    const lost = grant.groups.includes(group) ? coverEnd(grant, group, exclusions, now, record) : null;
    return lost !== null && (since === null || lost.at > since || isReadUnder(grant, record)) ? [lost] : [];
  });
}

/** Those of them that ended the cover: nothing that was lost later had taken it over by then. */
export function decisive(lost: readonly LostCover[]): readonly LostCover[] {
  return lost.filter((one) => !lost.some((other) => startOf(other.grant) <= one.at && other.at > one.at));
}

/** When the cover one grant gave came to its end; `null` = it still covers the group, or never has. */
export function coverEnd(
  grant: Grant,
  group: GroupId,
  exclusions: readonly Exclusion[],
  now: Instant,
  record?: MembershipRecord,
): LostCover | null {
  const against = exclusions.filter((one) => one.groups.includes(group));
  const over = grant.end !== null && grant.end <= now;
  const inForce = over ? undefined : excludedBy(against, group, now);
  let at = over ? grant.end : (inForce?.from ?? null);
  let by = inForce?.setBy ?? grant.endedBy ?? grant.givenBy;
  if (at === null) return null;
  // An exclusion that reached up to this end had ended the cover before.
  for (let before = reaching(against, at); before !== undefined; before = reaching(against, at)) {
    at = before.from;
    by = before.setBy;
  }
  return startOf(grant) < at || isReadUnder(grant, record) ? { grant, at, by } : null;
}

/** Read back as there under this grant, and not as gone since. */
export const isReadUnder = ({ id }: Grant, record: MembershipRecord | undefined): boolean =>
  record?.verifiedUnder.includes(id) === true;

/** Begun by the clock, or by what was read: a clock that was put back since may show its start as still to come. */
export const wasInPlace = ({ records }: { readonly records: readonly MembershipRecord[] }, grant: Grant): boolean =>
  everCovered(grant) || records.some((record) => isReadUnder(grant, record));

const reaching = (exclusions: readonly Exclusion[], end: Instant) =>
  exclusions.find(({ from, until }) => from < end && (until === null || until >= end));
