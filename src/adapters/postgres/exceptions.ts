/** Exceptions: what a person must settle, listed until settled. */
import { type RawBuilder, sql } from 'kysely';
import type { AccountId, CaseId, ExceptionId } from '../../core/shared/ids.ts';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import type { Database } from './database.ts';

interface StoredException extends Omit<ExceptionRow, 'openedAt'> {
  readonly openedAt: Date;
}

/** Raising the same one twice is one exception. */
export async function raiseException(db: Database, row: ExceptionRow): Promise<void> {
  await sql`
    insert into tenure.exception (id, kind, case_id, person, account, group_id, detail, opened_at, settled)
    values (${row.id}, ${row.kind}, ${row.case}, ${row.person}, ${row.account}, ${row.group},
      ${JSON.stringify(row.detail)}::text::jsonb, ${row.openedAt}::text::timestamptz,
      ${row.settled === null ? null : JSON.stringify(row.settled)}::text::jsonb)
    on conflict (id) do nothing`.execute(db);
}

/** The first settlement stands. */
export async function settleException(
  db: Database,
  id: ExceptionId,
  settlement: NonNullable<ExceptionRow['settled']>,
): Promise<void> {
  await sql`update tenure.exception set settled = ${JSON.stringify(settlement)}::text::jsonb
    where id = ${id} and settled is null`.execute(db);
}

export async function forgetInDetail(db: Database, id: ExceptionId, keys: readonly string[]): Promise<void> {
  await sql`update tenure.exception set detail = detail - array(
      select jsonb_array_elements_text(${JSON.stringify(keys)}::text::jsonb)) where id = ${id}`.execute(db);
}

/** Who settled it stays on the row. */
export async function endException(db: Database, id: ExceptionId, at: Instant): Promise<void> {
  await sql`update tenure.exception set settled = settled || ${JSON.stringify({ overAt: at })}::text::jsonb
    where id = ${id} and settled is not null`.execute(db);
}

export const openExceptions = (
  db: Database,
  of: { readonly case?: CaseId; readonly account?: AccountId; readonly kind?: string },
) =>
  select(
    db,
    sql`settled is null and (${of.case ?? null}::text is null or case_id = ${of.case ?? null})
      and (${of.account ?? null}::text is null or account = ${of.account ?? null})
      and (${of.kind ?? null}::text is null or kind = ${of.kind ?? null})`,
  );

export const exceptions = (
  db: Database,
  filter: {
    readonly open?: boolean;
    readonly case?: CaseId;
    readonly account?: AccountId;
    readonly kinds?: readonly string[];
  } = {},
) =>
  select(
    db,
    sql`(${filter.open ?? null}::boolean is null or (settled is null) = ${filter.open ?? null}::boolean)
      and (${filter.case ?? null}::text is null or case_id = ${filter.case ?? null})
      and (${filter.account ?? null}::text is null or account = ${filter.account ?? null})
      and (${kindsOf(filter)}::jsonb is null or kind in (select jsonb_array_elements_text(${kindsOf(filter)}::jsonb)))`,
  );

const kindsOf = ({ kinds }: { readonly kinds?: readonly string[] }) =>
  kinds === undefined ? sql`null::text` : sql`${JSON.stringify(kinds)}::text`;

export const exceptionById = async (db: Database, id: ExceptionId) => (await select(db, sql`id = ${id}`))[0] ?? null;

/** Nobody settles it until this transaction is over. */
export const exceptionNow = async (db: Database, id: ExceptionId) =>
  (await select(db, sql`id = ${id}`, sql`for update`))[0] ?? null;

async function select(db: Database, where: RawBuilder<unknown>, locking = sql``): Promise<readonly ExceptionRow[]> {
  const { rows } = await sql<StoredException>`
    select id, kind, case_id as "case", person, account, group_id as "group", detail, opened_at as "openedAt", settled
    from tenure.exception where ${where} order by opened_at, id ${locking}`.execute(db);
  return rows.map((row) => ({ ...row, openedAt: instantOf(row.openedAt) }));
}
