/** Cards, buttons and acts of the desk (ports/deskRows.ts). An act's body is gone as soon as it is worked on. */
import { sql } from 'kysely';
import type { CaseId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { DeskAct } from '../../ports/desk.ts';
import type { DeskActRow, DeskCardRow, DeskTokenRow, DeskTrouble } from '../../ports/deskRows.ts';
import type { Database } from './database.ts';

export async function deskCards(db: Database, of: CaseId): Promise<readonly DeskCardRow[]> {
  const { rows } = await sql<{ body: DeskCardRow }>`
    select body from tenure.desk_card where case_id = ${of} order by key`.execute(db);
  return rows.map(({ body }) => body);
}

export async function lockDeskCard(db: Database, key: string): Promise<DeskCardRow | null> {
  const { rows } = await sql<{ body: DeskCardRow }>`
    select body from tenure.desk_card where key = ${key} for update`.execute(db);
  return rows[0]?.body ?? null;
}

export async function saveDeskCard(db: Database, row: DeskCardRow): Promise<void> {
  await sql`
    insert into tenure.desk_card (key, case_id, held_until, body)
    values (${row.key}, ${row.case}, ${row.heldBy?.until ?? null}::text::timestamptz, ${JSON.stringify(row)}::text::jsonb)
    on conflict (key) do update set held_until = excluded.held_until, body = excluded.body`.execute(db);
}

export async function deskTroubles(db: Database): Promise<readonly DeskTrouble[]> {
  const { rows } = await sql<DeskTrouble>`
    select body->>'trouble' as trouble, count(*)::integer as cards from tenure.desk_card
    where body->>'trouble' is not null group by 1 order by 2 desc, 1 limit 20`.execute(db);
  return rows;
}

/**
 * What was begun and what never was are counted apart: many of the one hide none of the other. A request that asks nobody
 * may have an emergency to tell of, which is told within a day or not at all: most have nothing, and would come for ever.
 */
export async function deskWork(db: Database, before: Instant) {
  const [begun, never, acts] = await Promise.all([
    sql<{ id: CaseId }>`
      select distinct case_id as id from tenure.desk_card where held_until < ${before}::text::timestamptz
      order by 1 limit 500`.execute(db),
    sql<{ id: CaseId }>`
      select id from tenure.case_file f where kind = 'access-request' and state in ('open', 'waiting')
        and updated_at < ${before}::text::timestamptz
        and (updated_at > ${before}::text::timestamptz - interval '1 day'
          or exists (select 1 from tenure.request_party p where p.case_id = f.id and p.part = 'approver'))
        and not exists (select 1 from tenure.desk_card c where c.case_id = f.id)
      order by updated_at, id limit 500`.execute(db),
    sql<{ id: string }>`
      select id from tenure.desk_act where at < ${before}::text::timestamptz order by at limit 500`.execute(db),
  ]);
  const cases = new Set([...begun.rows, ...never.rows].map(({ id }) => id));
  return { cases: [...cases], acts: acts.rows.map(({ id }) => id) };
}

export async function addDeskToken(db: Database, row: DeskTokenRow, at: Instant): Promise<void> {
  await sql`
    insert into tenure.desk_token (hash, card, shown, facts, made_at)
    values (${row.hash}, ${row.card}, ${row.shown}, ${row.facts}, ${at}::text::timestamptz)`.execute(db);
}

export async function deskToken(db: Database, hash: string) {
  const { rows } = await sql<DeskTokenRow & { body: DeskCardRow; isSpent: boolean }>`
    select t.hash, t.card, t.shown, t.facts, c.body, t.spent_at is not null as "isSpent"
    from tenure.desk_token t join tenure.desk_card c on c.key = t.card where t.hash = ${hash}`.execute(db);
  const [found] = rows;
  if (found === undefined) return null;
  const { body: card, isSpent, ...token } = found;
  return { token, card, isSpent };
}

export async function spendDeskToken(db: Database, hash: string, at: Instant): Promise<boolean> {
  const { rows } = await sql`
    update tenure.desk_token set spent_at = ${at}::text::timestamptz
    where hash = ${hash} and spent_at is null returning hash`.execute(db);
  return rows.length > 0;
}

export async function saveDeskActs(db: Database, acts: readonly DeskActRow[], at: Instant): Promise<void> {
  await sql`
    insert into tenure.desk_act (id, body, at)
    select r->>'id', r->'act', ${at}::text::timestamptz
    from jsonb_array_elements(${JSON.stringify(acts)}::text::jsonb) r on conflict (id) do nothing`.execute(db);
}

export async function deskAct(db: Database, id: string): Promise<DeskAct | null> {
  const { rows } = await sql<{ body: DeskAct }>`select body from tenure.desk_act where id = ${id}`.execute(db);
  return rows[0]?.body ?? null;
}

export async function takeDeskAct(db: Database, id: string): Promise<boolean> {
  const { rows } = await sql`delete from tenure.desk_act where id = ${id} returning id`.execute(db);
  return rows.length > 0;
}
