/**
 * Wanted but missing, the second confirmation. What a finished adoption named as given by a row and not there is
 * counted as it stands now, person by person, and held: somebody else confirms exactly these items by their hash, and
 * they are applied like any other change of many. Without it nothing of what was named is added by a policy.
 */
import { HELD_AS_MISSING } from '../../core/reconcile/index.ts';
import { type AdoptionId, changeSetId, type GroupId, type PersonId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { AdoptionRow, ChangeSetItem, ChangeSetRow } from '../../ports/store.ts';
import { type Count, countPeople, saveCounted } from '../policy/changeSets.ts';
import { type ConfirmRefusal, confirmChangeSet } from '../policy/policyInForce.ts';
import type { World } from '../world.ts';

export type MissingRefusal = 'unknown-case' | 'under-way' | 'nothing-missing' | 'no-policy';

export interface PlannedMissing {
  readonly row: ChangeSetRow;
  readonly items: readonly ChangeSetItem[];
}

/** `key`: the issue of an adoption that is done. */
export async function planMissing(
  world: World,
  key: string,
  by: string,
): Promise<Outcome<PlannedMissing, MissingRefusal>> {
  const adoption = (await world.store.read.adoptions('done')).find((row) => row.issue?.key === key.trim());
  const force = await world.rules.current();
  if (force === null) return refuse('no-policy');
  if (adoption === undefined || adoption.case === null) return refuse('unknown-case');
  const named = await namedAsMissing(world, adoption.id);
  const count = await countPeople(world, named.keys(), force, [], (person) => ({
    kind: 'missing',
    groups: named.get(person) ?? [],
  }));
  const items = count.items.filter(({ gains }) => gains.length > 0);
  if (items.length === 0) return refuse('nothing-missing');
  const row = await hold(world, adoption, { ...count, items }, by);
  return row === null ? refuse('under-way') : accept({ row, items });
}

/** Whom a confirmed list said what of; somebody set aside was not taken over. */
async function namedAsMissing(world: World, id: AdoptionId): Promise<ReadonlyMap<PersonId, readonly GroupId[]>> {
  const named = new Map<PersonId, readonly GroupId[]>();
  for (const { person, state, item } of await world.store.read.adoptionItems(id)) {
    const whose = person ?? item?.person?.id ?? null;
    if (item === null || whose === null || state === 'set-aside' || item.missing.length === 0) continue;
    named.set(
      whose,
      item.missing.map(({ group }) => group),
    );
  }
  return named;
}

/** One list of an adoption waits at a time; whose it is changes only with what stands on it. `null` = one is being applied. */
async function hold(
  world: World,
  { id: adoption, case: on }: AdoptionRow,
  { items, hash, because }: Count,
  by: string,
): Promise<ChangeSetRow | null> {
  if (on === null) return null;
  const gives = { kind: 'missing', adoption, case: on } as const;
  const open = await openOf(world, adoption);
  if (open?.state === 'applying') return null;
  return world.store.transaction(async (tx) => {
    await tx.lockSystem();
    const present = open === undefined ? null : await tx.lockChangeSet(open.id);
    if (present?.state === 'applying') return null;
    if (present?.state === 'held' && present.hash === hash) return present;
    const row: ChangeSetRow = {
      id: present?.state === 'held' ? present.id : changeSetId(world.freshId()),
      origin: { kind: 'adoption', ref: adoption, actor: by },
      state: 'held',
      hash,
      because: [HELD_AS_MISSING, ...because],
      createdAt: tx.now,
      policy: null,
      gives,
      problems: [],
    };
    await saveCounted(tx, row, items);
    await tx.send({ lane: 'bulk', policyChange: row.id });
    return row;
  });
}

async function openOf({ store }: World, adoption: AdoptionId): Promise<ChangeSetRow | undefined> {
  const open = [...(await store.read.changeSets('applying')), ...(await store.read.changeSets('held'))];
  return open.find(({ gives }) => gives?.kind === 'missing' && gives.adoption === adoption);
}

/** `hash`: as shown, at least its first eight characters. Whoever made the list does not confirm it. */
export async function confirmMissing(
  world: World,
  hash: string,
  by: string,
): Promise<Outcome<PlannedMissing, ConfirmRefusal>> {
  const held = (await world.store.read.changeSets('held')).filter(
    (row) => row.gives?.kind === 'missing' && hash.length >= 8 && row.hash.startsWith(hash.toLowerCase()),
  );
  const [row] = held;
  if (row === undefined || held.length > 1) return refuse('unknown');
  const confirmed = await confirmChangeSet(world, row.id, row.hash, by);
  if (!confirmed.ok) return confirmed;
  const items = (await world.store.read.changeSet(row.id))?.items ?? [];
  return accept({ row, items });
}
