/**
 * Confirming an adoption binds to one list: everything is listed again, and only if not a single item differs is it
 * carried out, one job a person. Whoever made the list does not confirm it.
 */
import { type AdoptionList, changesBetween, takesOver } from '../../core/adoption/index.ts';
import { foldCase } from '../../core/evidence/index.ts';
import { emptyLedger } from '../../core/grant/index.ts';
import { personId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { AdoptionItemRow, AdoptionRow } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import { isSamePerson } from '../identity.ts';
import { mayConfirm } from '../settling/deciders.ts';
import type { World } from '../world.ts';
import { finishAdoption } from './apply.ts';
import { listAdoption } from './listing.ts';

export type ConfirmRefusal =
  | { readonly why: 'not-allowed' | 'unknown' | 'own-list' }
  | { readonly why: 'changed'; readonly changes: readonly string[] };

export interface Confirmed {
  readonly row: AdoptionRow;
  readonly people: number;
}

export async function confirmAdoption(
  world: World,
  hash: string,
  by: string,
): Promise<Outcome<Confirmed, ConfirmRefusal>> {
  if (!(await mayConfirm(world, by))) return refuse({ why: 'not-allowed' });
  const waiting = await world.store.read.adoptions('listed');
  const found = waiting.filter((row) => hash.length >= 8 && row.hash.startsWith(hash.toLowerCase()));
  const [row] = found;
  if (row === undefined || found.length > 1 || row.case === null) return refuse({ why: 'unknown' });
  // By whichever name they go.
  if (await isSamePerson(world, row.by, by)) return refuse({ why: 'own-list' });
  const { list, at } = await listAdoption(world, row.scope);
  if (list.hash !== row.hash) {
    return refuse({ why: 'changed', changes: changesBetween(await shownList(world, row), list) });
  }
  const confirmed = await begin(world, { ...row, at, confirmedBy: by, state: 'applying' }, list);
  if (confirmed === null) return refuse({ why: 'unknown' });
  if (confirmed.people === 0) await finishAdoption(world, row.id);
  return accept(confirmed);
}

async function shownList({ store }: World, { id, scope, policy, counts, hash }: AdoptionRow): Promise<AdoptionList> {
  const items = (await store.read.adoptionItems(id)).flatMap(({ item }) => item ?? []);
  return { scope, policy, counts, hash, items };
}

async function begin(world: World, row: AdoptionRow, list: AdoptionList): Promise<Confirmed | null> {
  const { case: on, confirmedBy: by } = row;
  const force = await world.rules.current();
  if (on === null || by === null || force === null) return null;
  const items = list.items.map((item): AdoptionItemRow => {
    const open = takesOver(item);
    const person = open ? (item.person?.id ?? personId(world.freshId())) : null;
    return { account: item.account, person, state: open ? 'open' : 'listed', events: null, item };
  });
  const open = items.filter(({ state }) => state === 'open');
  return world.store.transaction(async (tx) => {
    const state = foldCase(on, await tx.lockCase(on));
    const locked = await tx.lockAdoption(row.id);
    if (locked?.state !== 'listed' || locked.hash !== row.hash) return null;
    await tx.saveAdoption(row);
    await tx.saveAdoptionItems(row.id, items);
    await commitCase(tx, {
      ledger: emptyLedger,
      state,
      events: [{ type: 'AdoptionConfirmed', hash: row.hash, by, at: row.at }],
      settings: force.policy.settings,
      timing: world.timing,
      edits: false,
      mayProve: false,
    });
    for (const { account } of open) await tx.send({ lane: 'bulk', adoption: row.id, account });
    return { row, people: open.length };
  });
}
