/**
 * What should be, worked out the slow and simple way: at each instant, look through everything. Shares no code with
 * the core on purpose.
 */
import type { PersonLedger } from '../../src/core/grant/index.ts';
import type { GroupId } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';

export type Standing = 'none' | 'ahead' | 'working' | 'left';

export function standing({ engagements }: PersonLedger, now: Instant): Standing {
  let found: Standing = 'none';
  for (const { end } of engagements) if (end !== null && end <= now) found = 'left';
  for (const { accountFrom, end } of engagements) {
    if (accountFrom <= now && (end === null || end > now)) found = 'ahead';
  }
  for (const { accountFrom, activeFrom, end } of engagements) {
    if (accountFrom <= now && activeFrom <= now && (end === null || end > now)) found = 'working';
  }
  return found;
}

/** On leave from all the work there is for them now. */
export function away(ledger: PersonLedger, now: Instant): boolean {
  let works = false;
  for (const { activeFrom, end, leaves = [] } of ledger.engagements) {
    if (activeFrom > now || (end !== null && end <= now)) continue;
    works = true;
    if (!leaves.some(({ from, until }) => from <= now && (until === null || until > now))) return false;
  }
  return works && standing(ledger, now) === 'working';
}

/** The work that had opened the sign-in is over, and no other has opened it again; or they are away. */
export function signInStopped(ledger: PersonLedger, now: Instant): boolean {
  if (away(ledger, now)) return true;
  if (standing(ledger, now) === 'left') return true;
  const wasOpen = ledger.engagements.some(({ activeFrom, end }) => end !== null && end <= now && activeFrom < end);
  return standing(ledger, now) === 'ahead' && wasOpen;
}

/** A grant runs and no exclusion does, whoever works here or not. */
export function covered({ grants, exclusions }: PersonLedger, group: GroupId, now: Instant): boolean {
  let runs = false;
  for (const { groups, start, end } of grants) {
    if (groups.includes(group) && start.at <= now && (end === null || end > now)) runs = true;
  }
  for (const { groups, from, until } of exclusions) {
    if (groups.includes(group) && from <= now && (until === null || until > now)) runs = false;
  }
  return runs;
}

export function justified(ledger: PersonLedger, now: Instant): ReadonlySet<GroupId> {
  if (standing(ledger, now) === 'left') return new Set();
  const all = new Set(ledger.grants.flatMap(({ groups }) => groups));
  return new Set([...all].filter((group) => covered(ledger, group, now)));
}

/** Every instant at which anything may begin or end. */
export function instants({ engagements, grants, exclusions }: PersonLedger): readonly Instant[] {
  const all: (Instant | null)[] = [];
  for (const one of engagements) all.push(one.accountFrom, one.activeFrom, one.start, one.end);
  for (const { leaves = [] } of engagements) for (const { from, until } of leaves) all.push(from, until);
  for (const one of grants) all.push(one.start.at, one.end);
  for (const one of exclusions) all.push(one.from, one.until);
  return [...new Set(all)].filter((one) => one !== null).sort();
}

/** A time in which the group was covered has come to its end, after `since` and not after `now`. */
export function lostItsCover(ledger: PersonLedger, group: GroupId, since: Instant | null, now: Instant): boolean {
  const points = instants(ledger);
  return points.some((point, index) => {
    const before = points[index - 1];
    const ends = point <= now && (since === null || point > since);
    return ends && before !== undefined && covered(ledger, group, before) && !covered(ledger, group, point);
  });
}
