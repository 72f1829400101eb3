/** Adoption: the frozen lists of what is there already, item by item, until a person confirms them. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table tenure.adoption (
    id text primary key, state text not null, created_at timestamptz not null, body jsonb not null)`,
  'create index adoption_state on tenure.adoption (state, created_at)',
  // An item names people who may never become persons here: its text is null once somebody's is erased.
  `create table tenure.adoption_item (
    adoption text not null, account text not null, person text, state text not null, events integer, body jsonb,
    primary key (adoption, account))`,
  `create index adoption_item_open on tenure.adoption_item (adoption) where state = 'open'`,
  'create index adoption_item_person on tenure.adoption_item (person) where person is not null',
];
