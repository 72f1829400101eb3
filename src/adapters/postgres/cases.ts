/** The shown facts of a case, beside its stream: for lists and sweeps. The truth is the stream. */
import { type RawBuilder, sql } from 'kysely';
import type { CaseId, PersonId } from '../../core/shared/ids.ts';
import { instantOf } from '../../core/shared/instant.ts';
import type { CaseRow, Reader } from '../../ports/store.ts';
import type { Database } from './database.ts';

interface StoredCase extends Omit<CaseRow, 'openedAt' | 'updatedAt'> {
  readonly openedAt: Date;
  readonly updatedAt: Date;
}

export async function saveCase(db: Database, row: CaseRow): Promise<void> {
  await sql`
    insert into tenure.case_file (id, issue_id, issue_key, kind, person, state, opened_at, updated_at)
    values (${row.id}, ${row.issueId}, ${row.issueKey}, ${row.kind}, ${row.person}, ${row.state},
      ${row.openedAt}::text::timestamptz, ${row.updatedAt}::text::timestamptz)
    on conflict (id) do update set issue_id = excluded.issue_id, issue_key = excluded.issue_key, kind = excluded.kind,
      person = excluded.person, state = excluded.state, opened_at = excluded.opened_at,
      updated_at = excluded.updated_at`.execute(db);
}

export const caseById = async (db: Database, id: CaseId) => (await selectCases(db, sql`id = ${id}`))[0] ?? null;

/** A key may have moved on to another issue; the one changed last is the one people mean. */
export const caseByKey = async (db: Database, issueKey: string) =>
  (await selectCases(db, sql`issue_key = ${issueKey} and ${isCase}`)).at(-1) ?? null;

/** Not a part of one that has a stream of its own (`itemOf`). */
const isCase = sql`position('/' in id) = 0`;

export const cases = (db: Database, filter: NonNullable<Parameters<Reader['cases']>[0]> = {}) =>
  selectCases(
    db,
    sql`(${filter.state ?? null}::text is null or state = ${filter.state ?? null})
      and (${filter.kind ?? null}::text is null or kind = ${filter.kind ?? null})
      and (${filter.updatedSince ?? null}::text is null or updated_at >= ${filter.updatedSince ?? null}::text::timestamptz)
      and (${filter.person ?? null}::text is null and ${isCase} or person = ${filter.person ?? null})`,
  );

/** The hash of the last event, and how much has been erased. */
export async function caseHeads(db: Database, person: PersonId): Promise<ReadonlyMap<CaseId, string>> {
  const { rows } = await sql<{ id: CaseId; head: string }>`
    select c.id, coalesce(s.hash, '') || ' ' || (
        select count(*) from tenure.personal_text p where p.stream = c.id and p.erased_at is not null) as head
    from tenure.case_file c left join tenure.stream s on s.id = c.id where c.person = ${person}`.execute(db);
  return new Map(rows.map(({ id, head }) => [id, head]));
}

export function filedCasesPage(
  db: Database,
  { limit, after, since }: Parameters<Reader['filedCasesPage']>[0],
): Promise<readonly CaseRow[]> {
  return selectCases(
    db,
    sql`${isCase} and issue_id <> '' and (${after}::text is null or id > ${after})
      and (${since}::text is null or state in ('open', 'waiting') or updated_at >= ${since}::text::timestamptz)`,
    sql`id limit ${limit}::integer`,
  );
}

export function casesPage(db: Database, page: Parameters<Reader['casesPage']>[0]): Promise<readonly CaseRow[]> {
  const { kind, person = null, state = null, before, limit } = page;
  return selectCases(
    db,
    sql`kind = ${kind} and ${isCase} and (${person}::text is null or person = ${person})
      and (${state}::text is null or state = ${state})
      and (${before?.id ?? null}::text is null
        or (opened_at, id) < (${before?.openedAt ?? null}::text::timestamptz, ${before?.id ?? null}::text))`,
    sql`opened_at desc, id desc limit ${limit}::integer`,
  );
}

export async function selectCases(
  db: Database,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown> = sql`opened_at, id`,
): Promise<readonly CaseRow[]> {
  const { rows } = await sql<StoredCase>`
    select id, issue_id as "issueId", issue_key as "issueKey", kind, person, state, opened_at as "openedAt",
      updated_at as "updatedAt"
    from tenure.case_file where ${where} order by ${order}`.execute(db);
  return rows.map((row) => ({ ...row, openedAt: instantOf(row.openedAt), updatedAt: instantOf(row.updatedAt) }));
}
