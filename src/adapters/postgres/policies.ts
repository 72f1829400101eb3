/**
 * The policy in force: the newest row. A policy is big and every decision needs it, so each process keeps the last
 * one it read; the database sends the content only when the version is another one. A version never changes content.
 */
import { sql } from 'kysely';
import type { Policy } from '../../core/policy/model.ts';
import type { PolicyVersion } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Tx } from '../../ports/store.ts';
import type { Database } from './database.ts';

export class PolicyShelf {
  #last: Policy | null = null;

  async inForce(db: Database): Promise<Policy | null> {
    // Not read again after the answer: another reader may have put a newer one there meanwhile.
    const last = this.#last;
    const { rows } = await sql<{ version: string; content: Policy | null }>`
      select version, case when version = ${last?.version ?? ''} then null else content end as content
      from tenure.policy order by id desc limit 1`.execute(db);
    const row = rows[0];
    if (row === undefined) return null;
    if (row.content === null) return last;
    this.#last = row.content;
    return row.content;
  }
}

/** One that came into force twice did so first by these. */
export async function policyBy(db: Database, version: PolicyVersion) {
  const { rows } = await sql<{ author: string; approver: string | null }>`
    select author, approver from tenure.policy where version = ${version} order by id limit 1`.execute(db);
  return rows[0] ?? null;
}

export async function putPolicyInForce(
  db: Database,
  policy: Policy,
  by: Parameters<Tx['putPolicyInForce']>[1],
  since: Instant,
): Promise<void> {
  await sql`
    insert into tenure.policy (version, content, since, author, approver, change_set, commit_id)
    values (${policy.version}, ${JSON.stringify(policy)}::text::jsonb, ${since}::text::timestamptz, ${by.author},
      ${by.approver}, ${by.changeSet}, ${by.commit ?? null})`.execute(db);
}
