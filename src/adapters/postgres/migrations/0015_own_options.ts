/** Options of the portal's form that are ours, by the tracker's id: what is not in here was made by a person. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table tenure.own_option (
    id text primary key, field text not null, context text not null, option_id text, body jsonb not null)`,
  `create unique index own_option_at on tenure.own_option (field, context, option_id) where option_id is not null`,
  // Requests for what the catalogue has not are counted a month back.
  `create index event_not_asked on tenure.event (at) where type = 'LineNotAsked'`,
];
