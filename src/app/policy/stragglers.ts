/**
 * Whom a new policy missed. A form read under the rules of a moment ago may be decided just after the next policy
 * came into force, so nobody had counted that person. Once such a decision must be over, everybody is counted again,
 * once a version: who differs becomes a change set of its own, under the same limits.
 */
import { changeSetId, type PersonId, type PolicyVersion } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { ChangeSetRow, Tx } from '../../ports/store.ts';
import { later, type World } from '../world.ts';
import { type Count, countPeople, saveCounted } from './changeSets.ts';
import { SUPERSEDED } from './heldSets.ts';
import type { RulesInForce } from './rules.ts';

/** Rules are kept for two seconds, and a look waits for the tracker at most some calls. Milliseconds. */
const DECIDED_BY_THEN = 2 * 60_000;
const KEY = 'policy-followed';

interface Followed {
  readonly version: PolicyVersion;
  readonly seen: Instant;
  readonly counted: boolean;
}

/** Answers how many people were missed; called again and again, it counts once after each new policy. */
export async function followPolicy(world: World): Promise<number> {
  const policy = await world.store.read.policyInForce();
  if (policy === null) return 0;
  const [followed, now] = [await world.store.read.getControl<Followed>(KEY), await world.store.read.now()];
  if (followed?.version !== policy.version) {
    await world.store.transaction((tx) => note(tx, { version: policy.version, seen: now, counted: false }));
    return 0;
  }
  if (followed.counted || later(followed.seen, DECIDED_BY_THEN) > now) return 0;
  const force = await world.rules.current();
  if (force?.policy.version !== policy.version) return 0;
  const count = await countPeople(world, others(world, await spokenFor(world, policy.version)), force);
  await world.store.transaction(async (tx) => {
    await tx.lockSystem();
    // Another process may have counted meanwhile, or another policy have come.
    const still = await tx.getControl<Followed>(KEY);
    if (still?.version !== policy.version || still.counted) return;
    await note(tx, { ...still, counted: true });
    if (count.items.length > 0) await saveMissed(world, tx, force, count);
  });
  return count.items.length;
}

const note = (tx: Tx, followed: Followed) => tx.setControl(KEY, followed);

async function saveMissed({ freshId }: World, tx: Tx, { policy }: RulesInForce, count: Count): Promise<void> {
  const id = changeSetId(freshId());
  const { hash, because, items } = count;
  const state = because.length > 0 ? 'held' : 'applying';
  const origin = { kind: 'policy', ref: policy.version, actor: 'Tenure' } as const;
  // The policy is in force already: confirmed, it is not put in force once more.
  const row = { id, recounts: id, origin, state, hash, because, createdAt: tx.now, policy, problems: [] } as const;
  await saveCounted(tx, row, items);
}

async function* others({ store }: World, than: ReadonlySet<PersonId>): AsyncIterable<PersonId> {
  for await (const person of store.read.allPersons()) if (!than.has(person)) yield person;
}

/** People a set of this version still has in hand, or whom somebody has decided to leave as they are. */
async function spokenFor({ store }: World, version: PolicyVersion): Promise<ReadonlySet<PersonId>> {
  const people = new Set<PersonId>();
  for (const row of await store.read.changeSets()) {
    if (row.policy?.version !== version || row.state === 'done' || wasBeforeIt(row)) continue;
    for (const { person } of (await store.read.changeSet(row.id))?.items ?? []) people.add(person);
  }
  return people;
}

/** The same rules may have been proposed before and come to nothing: that says nothing about people now that they are in force. */
const wasBeforeIt = ({ state, recounts, rejectedBy }: ChangeSetRow) =>
  state === 'rejected' && (recounts === undefined || rejectedBy === SUPERSEDED);
