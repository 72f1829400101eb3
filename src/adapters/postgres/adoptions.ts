/** Adoptions and what each would mean, account by account. */
import { type RawBuilder, sql } from 'kysely';
import type { AdoptionId, ProviderAccountId } from '../../core/shared/ids.ts';
import type { AdoptionItemRow, AdoptionRow } from '../../ports/store.ts';
import type { Database } from './database.ts';

export async function saveAdoption(db: Database, row: AdoptionRow): Promise<void> {
  await sql`
    insert into tenure.adoption (id, state, created_at, body)
    values (${row.id}, ${row.state}, ${row.createdAt}::text::timestamptz, ${JSON.stringify(row)}::text::jsonb)
    on conflict (id) do update set state = excluded.state, body = excluded.body`.execute(db);
}

export const lockAdoption = async (db: Database, id: AdoptionId) =>
  (await select(db, sql`id = ${id} for update`))[0] ?? null;

export const adoptionById = async (db: Database, id: AdoptionId) => (await select(db, sql`id = ${id}`))[0] ?? null;

export const adoptions = (db: Database, state: AdoptionRow['state'] | null) =>
  select(db, sql`${state}::text is null or state = ${state} order by created_at, id`);

/** Replaces the items: a new list stands for itself. */
export async function saveItems(db: Database, id: AdoptionId, items: readonly AdoptionItemRow[]): Promise<void> {
  await sql`delete from tenure.adoption_item where adoption = ${id}`.execute(db);
  await sql`
    insert into tenure.adoption_item (adoption, account, person, state, events, body)
    select ${id}, r->>'account', r->>'person', r->>'state', (r->>'events')::integer, nullif(r->'item', 'null')
    from jsonb_array_elements(${JSON.stringify(items)}::text::jsonb) r`.execute(db);
}

/** Answers whether one is still open. Asked under the adoption's lock: the last two must not both see one left. */
export async function markItem(
  db: Database,
  id: AdoptionId,
  account: ProviderAccountId,
  { state, events }: Pick<AdoptionItemRow, 'state' | 'events'>,
) {
  await sql`select 1 from tenure.adoption where id = ${id} for update`.execute(db);
  await sql`
    update tenure.adoption_item set state = ${state}, events = ${events}::integer
    where adoption = ${id} and account = ${account}`.execute(db);
  const { rows } = await sql<{ open: boolean }>`
    select exists (select 1 from tenure.adoption_item where adoption = ${id} and state = 'open') as open`.execute(db);
  return rows[0]?.open ?? false;
}

export async function itemsOf(db: Database, id: AdoptionId): Promise<readonly AdoptionItemRow[]> {
  const { rows } = await sql<AdoptionItemRow>`
    select account, person, state, events, body as item
    from tenure.adoption_item where adoption = ${id} order by account collate "C"`.execute(db);
  return rows;
}

export async function itemOf(
  db: Database,
  id: AdoptionId,
  account: ProviderAccountId,
): Promise<AdoptionItemRow | null> {
  const { rows } = await sql<AdoptionItemRow>`
    select account, person, state, events, body as item
    from tenure.adoption_item where adoption = ${id} and account = ${account}`.execute(db);
  return rows[0] ?? null;
}

async function select(db: Database, tail: RawBuilder<unknown>): Promise<readonly AdoptionRow[]> {
  const { rows } = await sql<{ body: AdoptionRow }>`select body from tenure.adoption where ${tail}`.execute(db);
  return rows.map((row) => row.body);
}
