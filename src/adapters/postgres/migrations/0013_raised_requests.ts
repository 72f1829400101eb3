/**
 * Requests raised outside the tracker: by key, by the issue they became, and those that have none yet. And what lists of
 * requests and grants are paged by.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table tenure.raised_request (
    key text primary key, asker text not null, beneficiary text not null, raised_at timestamptz not null,
    issue_id text unique, body jsonb not null)`,
  'create index raised_request_unfiled on tenure.raised_request (raised_at) where issue_id is null',
  'create index raised_request_asker on tenure.raised_request (asker)',
  'create index raised_request_beneficiary on tenure.raised_request (beneficiary)',

  'create index case_file_kind on tenure.case_file (kind, opened_at, id)',
  `create index access_grant_entitlement on tenure.access_grant ((body->'holds'->>'entitlement'), id)`,
];
