/** Change sets and what each would mean, person by person. */
import { type RawBuilder, sql } from 'kysely';
import type { ChangeSetId, PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { ChangeSetItem, ChangeSetRow } from '../../ports/store.ts';
import type { ToldSet } from '../../ports/toldSets.ts';
import type { Database } from './database.ts';

export async function saveChangeSet(db: Database, row: ChangeSetRow): Promise<void> {
  await sql`
    insert into tenure.change_set (id, state, created_at, recounts, to_tell, body)
    values (${row.id}, ${row.state}, ${row.createdAt}::text::timestamptz, ${row.recounts ?? null}, ${hasToTell(row)},
      ${JSON.stringify(row)}::text::jsonb)
    on conflict (id) do update set state = excluded.state, to_tell = excluded.to_tell, body = excluded.body`.execute(
    db,
  );
}

/** A set that is counted anew is told with the one it came of. */
const hasToTell = ({ change, gives, recounts, toldAll }: ChangeSetRow) =>
  toldAll !== true && recounts === undefined && (change !== undefined || gives !== undefined);

/** Which sets may still have something to tell: ids only, however large the policies they carry. */
export async function changeSetsToTell(db: Database): Promise<readonly ChangeSetId[]> {
  const { rows } = await sql<{ id: ChangeSetId }>`
    select id from tenure.change_set where to_tell order by created_at, id`.execute(db);
  return rows.map(({ id }) => id);
}

/** The set it began with, and all whose people are counted anew of it; without the policies they carry. */
export async function changeSetFamily(db: Database, root: ChangeSetId): Promise<readonly ToldSet[]> {
  const { rows } = await sql<{ body: ToldSet }>`
    with recursive family as (
      select id, created_at from tenure.change_set where id = ${root}
      union select next.id, next.created_at from tenure.change_set next join family on next.recounts = family.id
    )
    select body - 'policy' as body from tenure.change_set where id in (select id from family)
    order by created_at, id`.execute(db);
  return rows.map(({ body }) => body);
}

/** What was counted after that instant and is not held; without the policies they carry. */
export async function changeSetsSince(db: Database, since: Instant): Promise<readonly ToldSet[]> {
  const { rows } = await sql<{ body: ToldSet }>`
    select body - 'policy' as body from tenure.change_set
    where created_at > ${since}::text::timestamptz and state in ('applying', 'done')
    order by created_at, id`.execute(db);
  return rows.map(({ body }) => body);
}

export const lockChangeSet = async (db: Database, id: ChangeSetId) =>
  (await select(db, sql`id = ${id} for update`))[0] ?? null;

export const changeSets = (db: Database, state: ChangeSetRow['state'] | null) =>
  select(db, sql`${state}::text is null or state = ${state} order by created_at, id`);

export async function changeSet(db: Database, id: ChangeSetId) {
  const row = (await select(db, sql`id = ${id}`))[0];
  return row === undefined ? null : { row, items: await changeSetItems(db, id) };
}

/** Replaces the items: a new count stands for itself. */
export async function saveChangeSetItems(
  db: Database,
  id: ChangeSetId,
  items: readonly ChangeSetItem[],
): Promise<void> {
  await sql`
    with gone as (
      delete from tenure.change_set_item where change_set = ${id}
        and person not in (select r->>'person' from jsonb_array_elements(${JSON.stringify(items)}::text::jsonb) r)
    )
    insert into tenure.change_set_item (change_set, person, state, body)
    select ${id}, r->>'person', r->>'state', r from jsonb_array_elements(${JSON.stringify(items)}::text::jsonb) r
    on conflict (change_set, person) do update set state = excluded.state, body = excluded.body`.execute(db);
}

/** Answers how many items are still open. Counted under the set's lock: the last two must not both see one left. */
export async function markItem(db: Database, id: ChangeSetId, person: PersonId, state: ChangeSetItem['state']) {
  await sql`select 1 from tenure.change_set where id = ${id} for update`.execute(db);
  await sql`
    update tenure.change_set_item set state = ${state},
      body = jsonb_set(body, '{state}', to_jsonb(${state}::text))
    where change_set = ${id} and person = ${person} and state <> 'applied'`.execute(db);
  const { rows } = await sql<{ open: number; applied: number }>`
    select count(*) filter (where state = 'open')::integer as open,
      count(*) filter (where state = 'applied')::integer as applied
    from tenure.change_set_item where change_set = ${id}`.execute(db);
  return { open: rows[0]?.open ?? 0, applied: rows[0]?.applied ?? 0 };
}

export async function changeSetItems(db: Database, id: ChangeSetId): Promise<readonly ChangeSetItem[]> {
  const { rows } = await sql<{ body: ChangeSetItem }>`
    select body from tenure.change_set_item where change_set = ${id} order by ord`.execute(db);
  return rows.map((row) => row.body);
}

async function select(db: Database, tail: RawBuilder<unknown>): Promise<readonly ChangeSetRow[]> {
  const { rows } = await sql<{ body: ChangeSetRow }>`select body from tenure.change_set where ${tail}`.execute(db);
  return rows.map((row) => row.body);
}
