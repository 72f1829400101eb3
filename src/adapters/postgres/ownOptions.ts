/** Options of the portal's form that are ours; and what was asked for that no catalogue has. */
import { sql } from 'kysely';
import type { OwnOption } from '../../core/portal/model.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Database } from './database.ts';

export async function ownOptions(db: Database): Promise<readonly OwnOption[]> {
  const { rows } = await sql<{ body: OwnOption }>`select body from tenure.own_option order by id`.execute(db);
  return rows.map(({ body }) => body);
}

export async function saveOwnOptions(db: Database, options: readonly OwnOption[]): Promise<void> {
  if (options.length === 0) return;
  await sql`
    insert into tenure.own_option (id, field, context, option_id, body)
    select r->>'row', r->'place'->>'field', r->'place'->>'context', r->>'id', r
    from jsonb_array_elements(${JSON.stringify(options)}::text::jsonb) r
    on conflict (id) do update set option_id = excluded.option_id, body = excluded.body`.execute(db);
}

export async function dropOwnOptions(db: Database, rows: readonly string[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    delete from tenure.own_option
    where id in (select jsonb_array_elements_text(${JSON.stringify(rows)}::text::jsonb))`.execute(db);
}

export async function askedInVain(db: Database, since: Instant): Promise<readonly string[]> {
  const { rows } = await sql<{ asked: string }>`
    select p.body->>'asked' as asked
    from tenure.event e join tenure.personal_text p on p.stream = e.stream and p.seq = e.seq
    where e.type = 'LineNotAsked' and e.at >= ${since}::text::timestamptz
      and (e.text::jsonb)->'body'->>'because' = 'not-in-catalogue' and p.body->>'asked' is not null
    order by e.position`.execute(db);
  return rows.map(({ asked }) => asked);
}
