/** Cards put before people where they decide, the ids of their buttons, and what was pressed and is still to be worked on. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);
  await run(`create table tenure.desk_card (
    key text primary key, case_id text not null, held_until timestamptz, body jsonb not null)`);
  await run('create index desk_card_case on tenure.desk_card (case_id)');
  await run('create index desk_card_held on tenure.desk_card (held_until) where held_until is not null');
  await run(`create table tenure.desk_token (
    hash text primary key, card text not null references tenure.desk_card (key) on delete cascade,
    shown text not null, facts text not null, made_at timestamptz not null, spent_at timestamptz)`);
  await run('create index desk_token_card on tenure.desk_token (card)');
  await run('create table tenure.desk_act (id text primary key, body jsonb not null, at timestamptz not null)');
}
