/**
 * Groups that are added to a role wait for the owner of its application: who decides about them, and that nothing of them
 * reaches what was given before unless it is decided.
 */
import { confirmChangeSet, rejectChangeSet } from '../../../src/app/policy/policyInForce.ts';
import type { World } from '../../../src/app/world.ts';
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import { waitsForOwner } from '../../../src/core/reconcile/index.ts';
import type { ChangeSetId, PersonId } from '../../../src/core/shared/ids.ts';
import type { ChangeSetRow } from '../../../src/ports/store.ts';
import { INES, LENA } from './company.ts';
import type { Facts } from './facts.ts';
import { ownersOf } from './policies.ts';
import type { Random } from './random.ts';
import type { Found, Invariant } from './statement.ts';

/** As somebody saw it. */
export interface SeenGroups {
  readonly set: ChangeSetId;
  readonly hash: string;
  readonly by: string;
  readonly verdict: 'give' | 'keep';
}

/** One of those it waits for, the other of them also about what they hold themselves; or, now and then, anybody. */
export async function lookAtAdded({ store }: World, random: Random): Promise<SeenGroups | null> {
  const held = await store.read.changeSets('held');
  const row = random.pick(held.filter(({ gives }) => waitsForOwner(gives)));
  if (row?.gives?.kind !== 'widened') return null;
  const anybody = [LENA, INES, 'ada.berg@months.example'];
  const by = random.pick(random.chance(0.25) ? anybody : ownersOf(row.gives.application));
  const verdict = random.chance(0.7) ? 'give' : 'keep';
  return by === undefined ? null : { set: row.id, hash: row.hash, by, verdict };
}

export const decideAdded = (world: World, { set, hash, by, verdict }: SeenGroups): Promise<unknown> =>
  verdict === 'give' ? confirmChangeSet(world, set, hash, by) : rejectChangeSet(world, set, by);

export const OWNERS: readonly Invariant[] = [
  {
    number: 10,
    name: 'groups added to a role wait for its owner',
    promises:
      'what was given before gains a group only where the owner or deputy of the application gave it on that list, and none of them for themselves',
    broken: undecided,
  },
];

async function undecided(facts: Facts): Promise<readonly Found[]> {
  const { read } = facts.history.backing.store;
  const rows = new Map<ChangeSetId, ChangeSetRow>();
  for (const row of await read.changeSets()) if (row.gives?.kind === 'widened') rows.set(row.id, row);
  const about = new Map<ChangeSetId, ReadonlySet<PersonId>>();
  for (const id of rows.keys())
    about.set(id, new Set((await read.changeSet(id))?.items.map(({ person }) => person) ?? []));
  const given = new Set<ChangeSetId>();
  const found: Found[] = [];
  for (const [commit, { at, events, ledgers }] of facts.history.trace.commits.entries()) {
    for (const { event } of events) {
      if (event.type !== 'WideningDecided') continue;
      if (event.verdict === 'give') given.add(event.changeSet);
      const says = wrongly(facts, event, about.get(event.changeSet) ?? new Set(), commit);
      if (says !== null) found.push({ person: null, says, at });
    }
    const [after] = ledgers;
    const person = after?.person?.id;
    if (after === undefined || person === undefined) continue;
    const isGiven = (set: ChangeSetId | null) => set !== null && given.has(set);
    for (const grown of grownIn(facts.ledgerAfter(person, commit), after)) {
      const by = events.find(({ event }) => event.type === 'GrantWidened' && event.grant === grown)?.event;
      if (by?.type !== 'GrantWidened' || !isGiven(by.changeSet))
        found.push({ person, says: `${grown} means more groups, and its owner has not said so`, at });
    }
    for (const { event } of events) {
      if (event.type !== 'GrantGiven' || event.grant.changeSet === null || !rows.has(event.grant.changeSet)) continue;
      if (!isGiven(event.grant.changeSet))
        found.push({ person, says: `${event.grant.id} was given, and the owner has not said so`, at });
    }
  }
  return found;
}

type Decided = Extract<TenureEvent, { readonly type: 'WideningDecided' }>;

/** By whom it is not to be decided; `null` = by whom it is. */
function wrongly(facts: Facts, { by, application }: Decided, about: ReadonlySet<PersonId>, commit: number) {
  if (!ownersOf(application).includes(by)) return `${by} decided about groups of ${application}, which is not theirs`;
  const isOwn = [...about].some((person) => facts.ledgerAfter(person, commit).person?.profile.workMail === by);
  return isOwn ? `${by} decided about groups of ${application} that they hold themselves` : null;
}

/** The grants that were there before, with fewer groups. */
const grownIn = (before: PersonLedger, { grants }: PersonLedger) =>
  grants.flatMap(({ id, groups }) => {
    const had = before.grants.find((one) => one.id === id)?.groups;
    return had !== undefined && groups.some((group) => !had.includes(group)) ? [id] : [];
  });
