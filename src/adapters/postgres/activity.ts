/** Last use of applications, and whose an account of the provider is. */
import { sql } from 'kysely';
import type { AccountId, ConnectionId, ProviderAccountId } from '../../core/shared/ids.ts';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { Database } from './database.ts';

export interface Use {
  readonly account: ProviderAccountId;
  readonly app: string;
  readonly at: Instant;
}

/** The latest stands, in whatever order they come. */
export async function noteUses(db: Database, connection: ConnectionId, uses: readonly Use[]): Promise<void> {
  if (uses.length === 0) return;
  await sql`
    insert into tenure.last_use (connection, app, account, at)
    select ${connection}, r->>'app', r->>'account', max((r->>'at')::timestamptz)
    from jsonb_array_elements(${JSON.stringify(uses)}::text::jsonb) r group by 2, 3
    on conflict (connection, app, account) do update set at = greatest(tenure.last_use.at, excluded.at)`.execute(db);
}

export async function forgetUses(db: Database, before: Instant): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from tenure.last_use where at < ${before}::text::timestamptz`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** Per application, the latest; of one account alone when it is named. */
export async function lastUses(
  db: Database,
  connection: ConnectionId,
  account: ProviderAccountId | null,
): Promise<ReadonlyMap<string, Instant>> {
  const { rows } = await sql<{ app: string; at: Date }>`
    select app, max(at) as at from tenure.last_use
    where connection = ${connection} and (${account}::text is null or account = ${account})
    group by app`.execute(db);
  return new Map(rows.map(({ app, at }) => [app, instantOf(at)]));
}

export async function accountsWith(
  db: Database,
  connection: ConnectionId,
  accounts: readonly ProviderAccountId[],
): Promise<ReadonlyMap<ProviderAccountId, AccountId>> {
  if (accounts.length === 0) return new Map();
  const { rows } = await sql<{ id: AccountId; provider: ProviderAccountId }>`
    select id, provider_id as provider from tenure.account where connection = ${connection} and provider_id in (
      select jsonb_array_elements_text(${JSON.stringify(accounts)}::text::jsonb)) order by id`.execute(db);
  return new Map(rows.map(({ id, provider }) => [provider, id]));
}
