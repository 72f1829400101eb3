/** The provider's groups as last listed. A group that is not in a complete listing has vanished; its row stays. */
import { sql } from 'kysely';
import type { ConnectionId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { StoredGroup } from '../../ports/store.ts';
import type { Database } from './database.ts';

export async function saveGroups(
  db: Database,
  connection: ConnectionId,
  groups: readonly StoredGroup[],
  at: Instant,
): Promise<void> {
  // Nothing is concluded from an empty list: a missing right looks the same.
  if (groups.length === 0) return;
  const listed = JSON.stringify(groups);
  await sql`
    with vanished as (
      update tenure.provider_group set body = jsonb_set(body, '{vanished}', 'true')
      where connection = ${connection} and not (body->>'vanished')::boolean
        and id not in (select r->>'id' from jsonb_array_elements(${listed}::text::jsonb) r)
    )
    insert into tenure.provider_group (connection, id, body, seen_at)
    select ${connection}, r->>'id', r, ${at}::text::timestamptz
    from jsonb_array_elements(${listed}::text::jsonb) r
    on conflict (connection, id) do update set body = excluded.body, seen_at = excluded.seen_at`.execute(db);
}

export async function groups(db: Database, connection: ConnectionId | null): Promise<readonly StoredGroup[]> {
  const { rows } = await sql<{ body: StoredGroup }>`
    select body from tenure.provider_group
    where ${connection}::text is null or connection = ${connection} order by connection, id`.execute(db);
  return rows.map((row) => row.body);
}
