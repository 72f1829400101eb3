/** What the rules in force, or those to come, would change for one person: as edits of the ledger, and as access. */
import type { TenureEvent } from '../../core/evidence/model.ts';
import { evolveAll, isLive, leadingEngagement, type PersonLedger, startOf, wanted } from '../../core/grant/index.ts';
import type { Grant } from '../../core/grant/model.ts';
import { grantIds, groupsLeftOut, narrowings, regrant, widenings, withoutLeftOut } from '../../core/person/index.ts';
import type { Engagement } from '../../core/person/model.ts';
import { attributesOf } from '../../core/policy/index.ts';
import type { AccessDifference, GivenPart } from '../../core/reconcile/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { type ChangeSetId, connectionOf, type EntitlementId, type GroupId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
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
  const shown = {
    gains: sorted([...without(next.now, old.now), ...without(nextAll, oldAll)]),
    loses: sorted([...without(old.now, next.now), ...without(oldAll, nextAll)]),
    opens: sorted(without(next.byHand, old.byHand)),
    closes: sorted(without(old.byHand, next.byHand)),
  };
  const frees = part?.kind === 'widened' ? [] : freedChanges(after, force, now);
  return { ...shown, frees, ...reasonsOf(old, next, Object.values(shown).flat()) };
}

/** What is held before and after, now or from a day to come, and not by the same: it ends on another day. */
function reasonsOf(old: Access, next: Access, shown: readonly Thing[]): Pick<AccessDifference, 'reasons'> {
  const changed = [...new Set([...old.by.keys(), ...next.by.keys()])].filter(
    (one) => sorted(old.by.get(one) ?? []).join() !== sorted(next.by.get(one) ?? []).join(),
  );
  const reasons = sorted(changed.filter((one) => !shown.includes(one)));
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
  /** Of all that stands, also for a day to come, what it stands by: which work brings it, and what else was given. */
  readonly by: ReadonlyMap<Thing, readonly string[]>;
}

/** A group; or, where no group stands for it, what a person opens. */
type Thing = GroupId | EntitlementId;

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
    by: standsBy(standing),
  };
}

function standsBy(standing: readonly Grant[]): ReadonlyMap<Thing, readonly string[]> {
  const by = new Map<Thing, string[]>();
  for (const { cause, engagement, holds, groups } of standing) {
    const things: readonly Thing[] = holds.kind === 'entitlement' && groups.length === 0 ? [holds.entitlement] : groups;
    // Which of its rows bring it makes no difference: they end together.
    const reason = cause === 'birthright' ? `work ${engagement}` : canonical(holds);
    for (const one of things) by.set(one, [...(by.get(one) ?? []), reason]);
  }
  return by;
}

const without = <Id>(of: ReadonlySet<Id>, others: ReadonlySet<Id>) => [...of].filter((one) => !others.has(one));
const sorted = <Id extends string>(ids: readonly Id[]): readonly Id[] => [...new Set(ids)].sort();
