/** Change sets and adoptions, and what each would mean, person by person and account by account. */
import type { AdoptionId, ChangeSetId, PersonId, ProviderAccountId } from '../../../src/core/shared/ids.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import type { AdoptionItemRow, AdoptionRow, ChangeSetItem, ChangeSetRow } from '../../../src/ports/store.ts';
import type { ToldSet } from '../../../src/ports/toldSets.ts';
import { eachOnce, ordered } from './order.ts';
import { adoptionItemKey, type Drafts, itemKey, type View } from './tables.ts';

const asCreated = <Row extends ChangeSetRow | AdoptionRow>(rows: readonly Row[]): readonly Row[] =>
  ordered(
    rows,
    ({ createdAt }) => createdAt,
    ({ id }) => id,
  );

/** A set that is counted anew is told with the one it came of. */
const hasToTell = ({ change, gives, recounts, toldAll }: ChangeSetRow) =>
  toldAll !== true && recounts === undefined && (change !== undefined || gives !== undefined);

export const changeSets = (view: View, state: ChangeSetRow['state'] | null): readonly ChangeSetRow[] =>
  asCreated(view.changeSets.all().filter((row) => state === null || row.state === state));

export const changeSetsToTell = (view: View): readonly ChangeSetId[] =>
  asCreated(view.changeSets.all().filter(hasToTell)).map(({ id }) => id);

export const changeSetsSince = (view: View, since: Instant): readonly ToldSet[] =>
  asCreated(
    view.changeSets.all().filter(({ createdAt, state }) => createdAt > since && /^(?:applying|done)$/.test(state)),
  ).map(({ policy: _, ...row }) => row);

export function changeSetFamily(view: View, root: ChangeSetId): readonly ToldSet[] {
  const family = new Map<ChangeSetId, ChangeSetRow>();
  const add = (row: ChangeSetRow | undefined) => {
    if (row === undefined || family.has(row.id)) return;
    family.set(row.id, row);
    for (const next of view.changeSets.find('recounts', row.id)) add(next);
  };
  add(view.changeSets.get(root));
  return asCreated([...family.values()]).map(({ policy: _, ...told }) => told);
}

export const changeSetItems = (view: View, id: ChangeSetId): readonly ChangeSetItem[] =>
  view.changeSetItems.find('changeSet', id).map(({ body }) => body);

/** A new count stands for itself. */
export function saveChangeSetItems(drafts: Drafts, id: ChangeSetId, items: readonly ChangeSetItem[]): void {
  eachOnce(items.map(({ person }) => person));
  const stay = new Set(items.map(({ person }) => person));
  for (const { person } of changeSetItems(drafts, id))
    if (!stay.has(person)) drafts.changeSetItems.drop(itemKey(id, person));
  for (const body of items) drafts.changeSetItems.put({ changeSet: id, body });
}

export function markItem(drafts: Drafts, id: ChangeSetId, person: PersonId, state: ChangeSetItem['state']) {
  const item = drafts.changeSetItems.get(itemKey(id, person));
  if (item !== undefined && item.body.state !== 'applied')
    drafts.changeSetItems.put({ ...item, body: { ...item.body, state } });
  const states = changeSetItems(drafts, id).map((one) => one.state);
  return {
    open: states.filter((one) => one === 'open').length,
    applied: states.filter((one) => one === 'applied').length,
  };
}

// ---- adoptions -------------------------------------------------------------------------------------------

export const adoptions = (view: View, state: AdoptionRow['state'] | null): readonly AdoptionRow[] =>
  asCreated(view.adoptions.all().filter((row) => state === null || row.state === state));

/** A new list stands for itself. */
export function saveAdoptionItems(drafts: Drafts, id: AdoptionId, items: readonly AdoptionItemRow[]): void {
  eachOnce(items.map(({ account }) => account));
  for (const { account } of drafts.adoptionItems.find('adoption', id))
    drafts.adoptionItems.drop(adoptionItemKey(id, account));
  for (const item of items) drafts.adoptionItems.put({ adoption: id, ...item });
}

/** Answers whether one is still open. */
export function markAdoptionItem(
  drafts: Drafts,
  id: AdoptionId,
  account: ProviderAccountId,
  { state, events }: Pick<AdoptionItemRow, 'state' | 'events'>,
): boolean {
  const item = drafts.adoptionItems.get(adoptionItemKey(id, account));
  if (item !== undefined) drafts.adoptionItems.put({ ...item, state, events });
  return drafts.adoptionItems.find('adoption', id).some((one) => one.state === 'open');
}

export const adoptionItems = (view: View, id: AdoptionId): readonly AdoptionItemRow[] =>
  ordered(view.adoptionItems.find('adoption', id), ({ account }) => account).map(shown);

export const adoptionItem = (view: View, id: AdoptionId, account: ProviderAccountId): AdoptionItemRow | null => {
  const row = view.adoptionItems.get(adoptionItemKey(id, account));
  return row === undefined ? null : shown(row);
};

const shown = ({ account, person, state, events, item }: AdoptionItemRow): AdoptionItemRow => ({
  account,
  person,
  state,
  events,
  item,
});
