/**
 * The staging tables of full sweeps. Unlogged: a sweep that is cut off begins anew, and their rows would double the
 * write-ahead log of a large organisation every night.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create unlogged table tenure.swept_account (
    connection text not null, provider_id text not null, login text not null, state text not null)`,
  'create index swept_account_id on tenure.swept_account (connection, provider_id)',
  'create unlogged table tenure.swept_member (group_id text not null, provider_id text not null)',
  'create index swept_member_group on tenure.swept_member (group_id)',
  'create index exception_open_kind on tenure.exception (kind) where settled is null',
];
