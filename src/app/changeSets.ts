/**
 * The brake's first line. A change that touches many people is counted before it takes effect: who would gain and
 * lose what. Within the limits it goes on; over them it is held until a person confirms exactly these items.
 */
import { foldCase } from '../core/evidence/index.ts';
import type { TenureEvent } from '../core/evidence/model.ts';
import { evolveAll, leadingEngagement, type PersonLedger, wanted } from '../core/grant/index.ts';
import { grantIds, regrant } from '../core/person/index.ts';
import type { Engagement } from '../core/person/model.ts';
import { attributesOf } from '../core/policy/index.ts';
import type { Policy } from '../core/policy/model.ts';
import { brakeReasons } from '../core/reconcile/index.ts';
import { canonical, sha256 } from '../core/shared/canonical.ts';
import { type ChangeSetId, changeSetId, type GroupId, type PersonId } from '../core/shared/ids.ts';
import type { Instant } from '../core/shared/instant.ts';
import type { ChangeSetItem, ChangeSetRow, Tx } from '../ports/store.ts';
import { commitCase } from './commit.ts';
import type { RulesInForce } from './rules.ts';
import type { World } from './world.ts';

export interface Count {
  readonly items: readonly ChangeSetItem[];
  /** Binds a confirmation to exactly these items. */
  readonly hash: string;
  /** Why it would be held, a sentence each; empty = within the limits. */
  readonly because: readonly string[];
}

/** What would change for whom if `next` were in force. Nothing is written. */
export async function countPolicy(world: World, next: RulesInForce): Promise<Count> {
  const now = await world.store.read.now();
  const items: ChangeSetItem[] = [];
  for await (const person of world.store.read.allPersons()) {
    const ledger = await world.store.read.person(person);
    const { gains, loses } = differenceFor(ledger, next, now);
    if (gains.length + loses.length > 0) items.push({ person, gains, loses, state: 'open' });
  }
  items.sort((a, b) => (a.person < b.person ? -1 : 1));
  const members = new Map<GroupId, number>();
  for (const group of next.groupsById.values()) if (group.members !== null) members.set(group.id, group.members);
  return {
    items,
    hash: hashOf(items),
    because: brakeReasons(
      items,
      members,
      next.policy.settings.brake,
      (group) => next.groupsById.get(group)?.name ?? group,
    ),
  };
}

/** Applies one person's part, if it is still what was counted; else it is counted anew, as a set of its own. */
export async function applyItem(world: World, id: ChangeSetId, person: PersonId): Promise<void> {
  const found = await world.store.read.changeSet(id);
  const item = found?.items.find((one) => one.person === person);
  if (found === null || item === undefined || item.state !== 'open') return;
  if (found.row.state !== 'applying' && found.row.state !== 'confirmed') return;
  const force = await rulesSince(world, found.row.policy);
  if (force === null) return;
  const before = await world.store.read.person(person);
  const now = await world.store.read.now();
  const difference = differenceFor(before, force, now);
  const equal = sameGroups(difference.gains, item.gains) && sameGroups(difference.loses, item.loses);
  if (equal) for (const engagement of runningEngagements(before, now)) await applyTo(world, force, id, engagement);
  await world.store.transaction(async (tx) => {
    const row = await tx.lockChangeSet(id);
    const { open, applied } = await tx.markItem(id, person, equal ? 'applied' : 'recount');
    if (row === null) return;
    if (!equal) await countAnew(world, tx, row, { person, ...difference, state: 'open' });
    if (open > 0 || row.state === 'done') return;
    await tx.saveChangeSet({ ...row, state: 'done' });
    await tx.lockCase('system');
    await tx.append('system', [{ type: 'ChangeSetDone', changeSet: id, applied }]);
  });
}

/** Another process may have put the set's policy in force a moment ago: rules of an older one say nothing about it. */
async function rulesSince(world: World, policy: Policy | null): Promise<RulesInForce | null> {
  const known = await world.rules.current();
  if (policy === null || known?.policy.version === policy.version) return known;
  world.rules.forget();
  return world.rules.current();
}

/** One person is within every limit; the meter on removals still counts what it takes away. */
async function countAnew(world: World, tx: Tx, row: ChangeSetRow, item: ChangeSetItem): Promise<void> {
  if (item.gains.length + item.loses.length === 0) return;
  const id = changeSetId(world.freshId());
  const hash = hashOf([item]);
  await tx.saveChangeSet({ ...row, id, state: 'applying', hash, because: [], createdAt: tx.now });
  await tx.saveChangeSetItems(id, [item]);
  await tx.lockCase('system');
  await tx.append('system', [
    { type: 'ChangeSetCounted', changeSet: id, origin: row.origin.kind, people: 1, hash, held: false, because: [] },
  ]);
  await tx.send({ lane: 'bulk', changeSet: id, person: item.person });
}

const hashOf = (items: readonly ChangeSetItem[]) =>
  sha256(canonical(items.map(({ person, gains, loses }) => ({ person, gains, loses }))));

/** Evidence lands on the issue that opened the engagement. */
async function applyTo(
  world: World,
  force: RulesInForce,
  changeSet: ChangeSetId,
  engagement: Engagement,
): Promise<void> {
  await world.store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(engagement.person);
    const on = engagement.openedBy;
    const state = foldCase(on, await tx.lockCase(on));
    const current = ledger.engagements.find((one) => one.id === engagement.id);
    if (current === undefined) return;
    const events = regrantEvents(ledger, current, force, tx.now, changeSet, state.lastSeq);
    const settings = force.policy.settings;
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: true, mayProve: false });
  });
}

/** The birthright of one engagement under these rules, as edits of the ledger. */
export function regrantEvents(
  ledger: PersonLedger,
  engagement: Engagement,
  force: RulesInForce,
  now: Instant,
  changeSet: ChangeSetId | null,
  lastSeq: number,
): readonly TenureEvent[] {
  return regrant({
    ledger,
    engagement,
    entitled: force.rules.entitledBy(attributesOf(engagement)),
    by: engagement.openedBy,
    changeSet,
    policy: force.policy.version,
    now,
    endOld: now,
    nextId: grantIds(engagement.openedBy, lastSeq),
  });
}

function differenceFor(ledger: PersonLedger, force: RulesInForce, now: Instant) {
  let after = ledger;
  for (const engagement of runningEngagements(ledger, now)) {
    const events = regrantEvents(after, engagement, force, now, null, after.grants.length + 1_000_000);
    after = evolveAll(after, events, engagement.openedBy);
  }
  const groupsOf = (one: PersonLedger) =>
    new Set(one.accounts.flatMap((account) => [...wanted(one, account, now).groups.keys()]));
  const [old, next] = [groupsOf(ledger), groupsOf(after)];
  return {
    gains: [...next].filter((group) => !old.has(group)).sort(),
    loses: [...old].filter((group) => !next.has(group)).sort(),
  };
}

function runningEngagements(ledger: PersonLedger, now: Instant): readonly Engagement[] {
  const lead = leadingEngagement(ledger.engagements, now);
  return lead === undefined ? [] : ledger.engagements.filter((one) => one.end === null || one.end > now);
}

const sameGroups = (a: readonly GroupId[], b: readonly GroupId[]) => [...a].sort().join() === [...b].sort().join();
