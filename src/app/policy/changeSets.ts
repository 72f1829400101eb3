/**
 * The brake's first line. A change that touches many people is counted before it takes effect: who would gain and
 * lose what. Within the limits it goes on; over them it is held until a person confirms exactly these items.
 *
 *   count    what would change for whom; nothing is written
 *   apply    one job a person: decided again under their lock, and applied only if it is what was counted
 *   recount  who is not what was counted any more is counted anew, together, under the same limits
 */
import { foldCase } from '../../core/evidence/index.ts';
import { tasksByHand } from '../../core/person/index.ts';
import type { Engagement } from '../../core/person/model.ts';
import type { Policy } from '../../core/policy/model.ts';
import {
  type AccessDifference,
  brakeReasons,
  type CountedItem,
  type GivenPart,
  heldFor,
  partOf,
  undecided,
} from '../../core/reconcile/index.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import { type ChangeSetId, changeSetId, type GroupId, type PersonId } from '../../core/shared/ids.ts';
import { type Instant, milliseconds, minus } from '../../core/shared/instant.ts';
import type { ChangeSetItem, ChangeSetRow, Tx } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import { lookAtConflicts } from '../requests/live.ts';
import type { World } from '../world.ts';
import {
  differenceFor,
  isNothing,
  regrantEvents,
  runningEngagements,
  sameAccess,
  sameDifference,
} from './difference.ts';
import { listHeld } from './heldSets.ts';
import type { RulesInForce } from './rules.ts';
import { setFree } from './setFree.ts';

export interface Count {
  readonly items: readonly ChangeSetItem[];
  /** Binds a confirmation to exactly these items. */
  readonly hash: string;
  /** Why it would be held, a sentence each; empty = within the limits. */
  readonly because: readonly string[];
}

/** A set as it is kept: the row and its people. */
export interface Kept {
  readonly row: ChangeSetRow;
  readonly items: readonly ChangeSetItem[];
}

/** What would change for whom if `next` were in force. Nothing is written. */
export const countPolicy = (world: World, next: RulesInForce): Promise<Count> =>
  countPeople(world, world.store.read.allPersons(), next);

/** `beside`: people the same origin has changed already, who count towards its limits. */
export async function countPeople(
  world: World,
  people: AsyncIterable<PersonId> | Iterable<PersonId>,
  next: RulesInForce,
  beside: readonly CountedItem[] = [],
  partFor: (person: PersonId) => GivenPart | null = () => null,
): Promise<Count> {
  const now = await world.store.read.now();
  const items: ChangeSetItem[] = [];
  for await (const person of people) {
    const difference = differenceFor(await world.store.read.person(person), next, now, partFor(person));
    if (!isNothing(difference)) items.push({ person, ...difference, state: 'open' });
  }
  items.sort((a, b) => (a.person < b.person ? -1 : 1));
  const members = new Map<GroupId, number>();
  for (const group of next.groupsById.values()) if (group.members !== null) members.set(group.id, group.members);
  const lost = new Set([...beside, ...items].flatMap(({ loses, frees }) => [...loses, ...groupsOf(frees)]));
  const holders = new Map((await world.store.sweeps.heldIn([...lost])).map((one) => [one.group, one.holders]));
  const nameOf = (group: GroupId) => next.groupsById.get(group)?.name ?? group;
  const present = { members, holders };
  const earlier = await changedLately(world, now);
  const because = brakeReasons([...beside, ...items], present, next.policy.settings.brake, nameOf, earlier);
  return { items, hash: hashOf(items), because };
}

const AN_HOUR = milliseconds(3_600_000);

/** By sets that nobody had to confirm: applied one after the other, they are one change of many. */
async function changedLately({ store }: World, now: Instant): Promise<readonly CountedItem[]> {
  const since = minus(now, AN_HOUR);
  const sets = (await store.read.changeSetsSince(since)).filter((row) => !isConfirmed(row));
  const kept = await Promise.all(sets.map(({ id }) => store.read.changeSet(id)));
  return kept.flatMap((one) => one?.items.filter(({ state }) => state !== 'recount') ?? []);
}

const groupsOf = (frees: AccessDifference['frees']) => frees.flatMap(({ group }) => group ?? []);

/** Row, items and the record of the count; within the limits a job for each person. `system` is locked. */
export async function saveCounted(tx: Tx, row: ChangeSetRow, items: readonly ChangeSetItem[]): Promise<void> {
  const { id, origin, hash, because, state } = row;
  const held = state === 'held';
  await tx.saveChangeSet(row);
  await tx.saveChangeSetItems(id, items);
  await tx.append('system', [
    { type: 'ChangeSetCounted', changeSet: id, origin: origin.kind, people: items.length, hash, held, because },
  ]);
  if (held) await listHeld(tx, row, items.length);
  else await sendItems(tx, id, items);
}

export async function sendItems(tx: Tx, changeSet: ChangeSetId, items: readonly ChangeSetItem[]): Promise<void> {
  for (const { person } of items) await tx.send({ lane: 'bulk', changeSet, person });
}

/** Applies one person's part, if it is still what was counted; whoever is last sees to those for whom it was not. */
export async function applyItem(world: World, id: ChangeSetId, person: PersonId): Promise<void> {
  const found = await world.store.read.changeSet(id);
  const item = found?.items.find((one) => one.person === person);
  if (found === null || item === undefined || !isUnderWay(found.row)) return;
  const force = await rulesSince(world, found.row.policy);
  if (force === null) return;
  if (item.state === 'open') {
    const state = (await applyAsCounted(world, force, found.row, item)) ? 'applied' : 'recount';
    const { open } = await world.store.transaction((tx) => tx.markItem(id, person, state));
    if (open > 0) return;
  }
  await finish(world, id, force);
}

const isUnderWay = ({ state }: ChangeSetRow) => state === 'applying';

/** A person has decided it. Rows of before had said so among their sentences. */
export const isConfirmed = ({ confirmedBy, because }: Pick<ChangeSetRow, 'confirmedBy' | 'because'>): boolean =>
  confirmedBy !== undefined || because.includes('confirmed');

/** Another process may have put the set's policy in force a moment ago: rules of an older one say nothing about it. */
async function rulesSince(world: World, policy: Policy | null): Promise<RulesInForce | null> {
  const known = await world.rules.current();
  if (policy === null || known?.policy.version === policy.version) return known;
  world.rules.forget();
  return world.rules.current();
}

/**
 * Each engagement's part is decided again under the person's lock and has to be what is left of the counted item.
 * `false` = it is not, and from there on nothing was applied. What shadow had held back comes last: an edit of the
 * ledger may have made it pointless.
 */
async function applyAsCounted(
  world: World,
  force: RulesInForce,
  { id, gives }: ChangeSetRow,
  item: CountedItem,
): Promise<boolean> {
  const part = partOf(gives, item);
  const [ledger, now] = await Promise.all([world.store.read.person(item.person), world.store.read.now()]);
  let due: AccessDifference | null = differenceFor(ledger, force, now, part);
  // Nothing is left: it was applied by an attempt that was cut off before it could say so, to the requests either.
  if (isNothing(due)) {
    await lookAtConflicts(world, force, item.person);
    return true;
  }
  if (!sameDifference(due, item)) return false;
  for (const engagement of runningEngagements(ledger, now)) {
    due = await applyTo(world, force, id, engagement, due, part);
    if (due === null) return false;
  }
  await lookAtConflicts(world, force, item.person);
  return setFree(world, force, id, item);
}

/** Answers what is left to do; `null` = something else is due than was counted. Evidence lands on the opening issue. */
async function applyTo(
  world: World,
  force: RulesInForce,
  changeSet: ChangeSetId,
  { id, person, openedBy }: Engagement,
  counted: AccessDifference,
  part: GivenPart | null,
): Promise<AccessDifference | null> {
  return world.store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const state = foldCase(openedBy, await tx.lockCase(openedBy));
    const engagement = ledger.engagements.find((one) => one.id === id);
    const left = differenceFor(ledger, force, tx.now, part);
    // Another process has applied it since the ledger was read here, and may not have said so yet.
    if (isNothing(left)) return left;
    if (engagement === undefined || !sameAccess(left, counted)) return null;
    const edits = regrantEvents(ledger, engagement, force, tx.now, changeSet, state.lastSeq, part);
    const events = [...edits, ...tasksByHand(state, ledger, edits, counted)];
    const { settings } = force.policy;
    const shell = { settings, timing: world.timing, edits: true, mayProve: false };
    const committed = await commitCase(tx, { ledger, state, events, ...shell });
    return differenceFor(committed.ledger, force, tx.now, part);
  });
}

/** Nobody is open any more: who was not what was counted is a set of its own, and this one is done. */
async function finish(world: World, id: ChangeSetId, force: RulesInForce): Promise<void> {
  const kept = await world.store.read.changeSet(id);
  if (kept === null || kept.items.some(({ state }) => state === 'open')) return;
  const count = await countAnew(world, kept, force);
  const recount = changeSetId(world.freshId());
  await world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const row = await tx.lockChangeSet(id);
    if (row === null || !isUnderWay(row)) return;
    if (count !== null && count.items.length > 0) {
      const state = count.because.length > 0 ? 'held' : 'applying';
      const { hash, because, items } = count;
      const { confirmedBy: _, change: _told, ...rest } = row;
      const fresh = rest.gives === undefined ? rest : { ...rest, gives: undecided(rest.gives) };
      await saveCounted(tx, { ...fresh, id: recount, recounts: id, state, hash, because, createdAt: tx.now }, items);
    }
    await tx.saveChangeSet({ ...row, state: 'done' });
    const applied = kept.items.filter(({ state }) => state === 'applied').length;
    await tx.append('system', [{ type: 'ChangeSetDone', changeSet: id, applied }]);
    await tx.send({ lane: 'bulk', policyChange: id });
  });
}

/**
 * With those that were changed already, unless a person has confirmed them: many small recounts are as much as one
 * large change. `null`: a newer policy is in force, and its own set has counted the same people.
 */
async function countAnew(world: World, { row, items }: Kept, force: RulesInForce): Promise<Count | null> {
  if (row.policy !== null && row.policy.version !== force.policy.version) return null;
  const people = items.filter(({ state }) => state === 'recount').map(({ person }) => person);
  if (people.length === 0) return null;
  const beside = await changedBefore(world, { row, items });
  const count = await countPeople(world, people, force, beside, partsOf(row, items));
  // What a person has decided is decided again by one, however little of it is left.
  return row.gives === undefined ? count : { ...count, because: [heldFor(row.gives), ...count.because] };
}

/** By this set and those it is counted anew of, back to what a person has confirmed. */
async function changedBefore({ store }: World, kept: Kept): Promise<readonly CountedItem[]> {
  const changed: CountedItem[] = [];
  for (let one: Kept | null = kept; one !== null && !isConfirmed(one.row); ) {
    changed.push(...one.items.filter(({ state }) => state === 'applied'));
    const before = countedFor(one.row);
    one = before === null ? null : await store.read.changeSet(before);
  }
  return changed;
}

/** The set whose people are counted anew by this one; a set of those whom a policy missed names itself, and has none before. */
export const countedFor = ({ id, recounts }: Pick<ChangeSetRow, 'id' | 'recounts'>): ChangeSetId | null =>
  recounts === undefined || recounts === id ? null : recounts;

/** Each person's part of a set, as it was counted. */
export function partsOf({ gives }: ChangeSetRow, items: readonly CountedItem[]) {
  const parts = new Map(items.map((item) => [item.person, partOf(gives, item)]));
  return (person: PersonId): GivenPart | null => parts.get(person) ?? null;
}

export const hashOf = (items: readonly CountedItem[]) =>
  sha256(
    canonical(
      items.map(({ person, gains, loses, opens, closes, frees, reasons }) => ({
        ...{ person, gains, loses, opens, closes, frees },
        ...(reasons === undefined ? {} : { reasons }),
      })),
    ),
  );
