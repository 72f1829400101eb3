/** What the rules in force, or those to come, would change for one person: as edits of the ledger, and as access. */
import type { TenureEvent } from '../core/evidence/model.ts';
import { evolveAll, isLive, leadingEngagement, type PersonLedger, startOf, wanted } from '../core/grant/index.ts';
import { grantIds, groupsLeftOut, narrowings, regrant, widenings, withoutLeftOut } from '../core/person/index.ts';
import type { Engagement } from '../core/person/model.ts';
import { attributesOf } from '../core/policy/index.ts';
import type { AccessDifference, GivenPart } from '../core/reconcile/index.ts';
import { type ChangeSetId, connectionOf, type EntitlementId, type GroupId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { RulesInForce } from './rules.ts';
import { freedChanges, keyOf } from './setFree.ts';

/** One engagement under these rules, as edits of the ledger: its birthright, and what of the rest means less by now. */
export function regrantEvents(
  ledger: PersonLedger,
  engagement: Engagement,
  force: RulesInForce,
  now: Instant,
  changeSet: ChangeSetId | null,
  lastSeq: number,
  part: GivenPart | null = null,
): readonly TenureEvent[] {
  const meaning = { ledger, meaningOf: force.meaningOf, by: engagement.openedBy, changeSet, now };
  // Beside the rules: what they change is counted and applied with their own change set.
  if (part?.kind === 'widened') {
    if (engagement.id !== leadingEngagement(ledger.engagements, now)?.id) return [];
    const nextId = grantIds(engagement.openedBy, lastSeq);
    return widenings({ ...meaning, added: part.added, policy: force.policy.version, nextId });
  }
  const confirmed = part === null ? [] : groupsLeftOut(engagement).filter((one) => part.groups.includes(one));
  if (confirmed.length > 0) {
    const said = { type: 'MissingConfirmed', engagement: engagement.id, groups: confirmed, changeSet } as const;
    const after = evolveAll(ledger, [said], engagement.openedBy);
    const work = after.engagements.find(({ id }) => id === engagement.id) ?? engagement;
    return [said, ...regrantEvents(after, work, force, now, changeSet, lastSeq + 1)];
  }
  const narrower = narrowings(meaning, engagement);
  const after = evolveAll(ledger, narrower, engagement.openedBy);
  const birthright = regrant({
    ledger: after,
    engagement,
    entitled: withoutLeftOut(force.rules.entitledBy(attributesOf(engagement)), engagement, after, now),
    by: engagement.openedBy,
    changeSet,
    policy: force.policy.version,
    now,
    endOld: now,
    nextId: grantIds(engagement.openedBy, lastSeq + narrower.length),
  });
  return [...narrower, ...birthright];
}

/** `part`: what somebody has decided beside the rules. */
export function differenceFor(
  ledger: PersonLedger,
  force: RulesInForce,
  now: Instant,
  part: GivenPart | null = null,
): AccessDifference {
  let after = ledger;
  for (const engagement of runningEngagements(ledger, now)) {
    const events = regrantEvents(after, engagement, force, now, null, after.grants.length + 1_000_000, part);
    after = evolveAll(after, events, engagement.openedBy);
  }
  const [old, next] = [accessOf(ledger, now), accessOf(after, now)];
  const [oldAll, nextAll] = [new Set([...old.now, ...old.ahead]), new Set([...next.now, ...next.ahead])];
  return {
    gains: sorted([...without(next.now, old.now), ...without(nextAll, oldAll)]),
    loses: sorted([...without(old.now, next.now), ...without(oldAll, nextAll)]),
    opens: sorted(without(next.byHand, old.byHand)),
    closes: sorted(without(old.byHand, next.byHand)),
    frees: part?.kind === 'widened' ? [] : freedChanges(after, force, now),
    ...reasonsOf(old, next),
  };
}

/** What somebody holds before and after, and their work is a reason for it only before, or only after. */
function reasonsOf(old: Access, next: Access): Pick<AccessDifference, 'reasons'> {
  const changed = new Set([...without(old.byWork, next.byWork), ...without(next.byWork, old.byWork)]);
  const groups = [...old.now].filter((one) => next.now.has(one) && changed.has(one));
  const byHand = [...old.byHand].filter((one) => next.byHand.has(one) && changed.has(one));
  const reasons = sorted<GroupId | EntitlementId>([...groups, ...byHand]);
  return reasons.length === 0 ? {} : { reasons };
}

export const isNothing = ({ gains, loses, opens, closes, frees, reasons = [] }: AccessDifference) =>
  gains.length + loses.length + opens.length + closes.length + frees.length + reasons.length === 0;

/** What the edits of the ledger come to; what is set free beside them is decided on its own. */
export const sameAccess = (a: AccessDifference, b: AccessDifference) =>
  (['gains', 'loses', 'opens', 'closes', 'reasons'] as const).every((part) => a[part]?.join() === b[part]?.join());

export const sameDifference = (a: AccessDifference, b: AccessDifference) =>
  sameAccess(a, b) && a.frees.map(keyOf).join() === b.frees.map(keyOf).join();

/** Who works here, or is to: also somebody whose first day is still ahead is given what the new rules say. */
export function runningEngagements(ledger: PersonLedger, now: Instant): readonly Engagement[] {
  const lead = leadingEngagement(ledger.engagements, now);
  return lead === undefined ? [] : ledger.engagements.filter((one) => one.end === null || one.end > now);
}

interface Access {
  readonly now: ReadonlySet<GroupId>;
  /** Given already, to begin later. */
  readonly ahead: ReadonlySet<GroupId>;
  readonly byHand: ReadonlySet<EntitlementId>;
  /** All of it that comes with the work, whatever else it is held for. */
  readonly byWork: ReadonlySet<GroupId | EntitlementId>;
}

function accessOf(ledger: PersonLedger, now: Instant): Access {
  const standing = ledger.grants.filter(({ end }) => end === null || end > now);
  const known = new Set(ledger.accounts.map(({ connection }) => connection));
  // An account that is looked up, where nobody has needed it yet.
  const elsewhere = standing
    .filter((grant) => isLive(grant, now))
    .flatMap(({ groups }) => groups.filter((group) => !known.has(connectionOf(group))));
  return {
    now: new Set([
      ...ledger.accounts.flatMap((account) => [...wanted(ledger, account, now).groups.keys()]),
      ...elsewhere,
    ]),
    ahead: new Set(standing.filter((grant) => startOf(grant) > now).flatMap(({ groups }) => groups)),
    byHand: new Set(
      standing.flatMap(({ holds, groups }) =>
        holds.kind === 'entitlement' && groups.length === 0 ? [holds.entitlement] : [],
      ),
    ),
    byWork: new Set(
      standing
        .filter(({ cause }) => cause === 'birthright')
        .flatMap(({ holds, groups }): readonly (GroupId | EntitlementId)[] =>
          holds.kind === 'entitlement' && groups.length === 0 ? [holds.entitlement] : groups,
        ),
    ),
  };
}

const without = <Id>(of: ReadonlySet<Id>, others: ReadonlySet<Id>) => [...of].filter((one) => !others.has(one));
const sorted = <Id extends string>(ids: readonly Id[]): readonly Id[] => [...new Set(ids)].sort();
