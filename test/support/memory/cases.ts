/** Cases' shown facts, who has a part in them, and exceptions. */
import type { CaseId, ExceptionId, PersonId } from '../../../src/core/shared/ids.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import type { CaseRow, ExceptionRow, Reader, RequestParties, Tx } from '../../../src/ports/store.ts';
import { compare, distinct, ordered } from './order.ts';
import { type Drafts, fold, type View } from './tables.ts';

const oldestFirst = (rows: readonly CaseRow[]) =>
  ordered(
    rows,
    ({ openedAt }) => openedAt,
    ({ id }) => id,
  );

/** Not a part of one that has a stream of its own (`itemOf`). */
const isCase = ({ id }: CaseRow) => !id.includes('/');

export const caseByKey = (view: View, issueKey: string): CaseRow | null =>
  oldestFirst(view.cases.find('issue_key', issueKey).filter(isCase)).at(-1) ?? null;

export function cases(
  view: View,
  { state, kind, person, updatedSince }: NonNullable<Parameters<Reader['cases']>[0]> = {},
): readonly CaseRow[] {
  const all =
    person !== undefined
      ? view.cases.find('person', person)
      : (kind === undefined ? view.cases.all() : view.cases.find('kind', kind)).filter(isCase);
  return oldestFirst(
    all.filter(
      (row) =>
        (state === undefined || row.state === state) &&
        (kind === undefined || row.kind === kind) &&
        (updatedSince === undefined || row.updatedAt >= updatedSince),
    ),
  );
}

export function caseHeads(view: View, person: PersonId): ReadonlyMap<CaseId, string> {
  const erased = (id: CaseId) => view.personal.find('stream', id).filter(({ body }) => body === null).length;
  const rows = view.cases.find('person', person);
  return new Map(rows.map(({ id }) => [id, `${view.streams.get(id)?.hash ?? ''} ${erased(id)}`]));
}

export function filedCasesPage(
  view: View,
  { limit, after, since }: Parameters<Reader['filedCasesPage']>[0],
): readonly CaseRow[] {
  const isNear = ({ state, updatedAt }: CaseRow) =>
    since === null || state === 'open' || state === 'waiting' || updatedAt >= since;
  const rows = view.cases
    .all()
    .filter((row) => isCase(row) && row.issueId !== '' && (after === null || row.id > after) && isNear(row));
  return ordered(rows, ({ id }) => id).slice(0, limit);
}

export function casesPage(
  view: View,
  { kind, person, state, before, limit }: Parameters<Reader['casesPage']>[0],
): readonly CaseRow[] {
  const isBefore = ({ openedAt, id }: CaseRow) =>
    before === undefined || openedAt < before.openedAt || (openedAt === before.openedAt && id < before.id);
  const rows = view.cases
    .find('kind', kind)
    .filter(isCase)
    .filter((row) => (person === undefined || row.person === person) && (state === undefined || row.state === state))
    .filter(isBefore);
  return oldestFirst(rows).toReversed().slice(0, limit);
}

// ---- parties ---------------------------------------------------------------------------------------------

export function saveParties(drafts: Drafts, of: CaseId, { askers, approvers }: RequestParties): void {
  const wanted = [
    ...askers.map((party) => ({ party, case: of, part: 'asker' }) as const),
    ...approvers.map((mail) => ({ party: fold(mail), case: of, part: 'approver' }) as const),
  ];
  const keys = new Set(wanted.map(({ party, part }) => JSON.stringify([party, of, part])));
  for (const { party, part } of drafts.parties.find('case', of)) {
    const key = JSON.stringify([party, of, part]);
    if (!keys.has(key)) drafts.parties.drop(key);
  }
  for (const row of wanted) drafts.parties.put(row);
}

const casesOf = (view: View, ids: readonly CaseId[]): readonly CaseRow[] =>
  distinct(ids).flatMap((id) => view.cases.get(id) ?? []);

/** Asked by them, or for them; newest first. */
function requestsAbout(view: View, person: PersonId): readonly CaseRow[] {
  const about = view.cases
    .find('person', person)
    .filter(({ id, kind }) => kind === 'access-request' || view.parties.find('case', id).length > 0);
  const asked = view.parties.find('party', `asker ${person}`);
  const rows = casesOf(view, [...about.map(({ id }) => id), ...asked.map((row) => row.case)]);
  return [...rows].sort((a, b) => compare(b.updatedAt, a.updatedAt) || compare(a.id, b.id));
}

export const requestsBy = (view: View, person: PersonId, limit: number) => requestsAbout(view, person).slice(0, limit);

export const openRequestsBy = (view: View, person: PersonId) =>
  requestsAbout(view, person).filter(({ state }) => state === 'open' || state === 'waiting');

export const requestsAsking = (view: View, mails: readonly string[]): readonly CaseRow[] =>
  oldestFirst(
    casesOf(
      view,
      mails.flatMap((mail) => view.parties.find('party', `approver ${fold(mail)}`).map((row) => row.case)),
    ),
  );

export const casesAsking = (view: View): readonly CaseRow[] =>
  oldestFirst(
    casesOf(
      view,
      view.parties.all().flatMap((row) => (row.part === 'approver' ? [row.case] : [])),
    ),
  );

// ---- exceptions ------------------------------------------------------------------------------------------

const asOpened = (rows: readonly ExceptionRow[]) =>
  ordered(
    rows,
    ({ openedAt }) => openedAt,
    ({ id }) => id,
  );

/** Raising the same one twice is one exception. */
export function raiseException(drafts: Drafts, row: ExceptionRow): void {
  if (drafts.exceptions.get(row.id) === undefined) drafts.exceptions.put(row);
}

/** The first settlement stands. */
export const settleException = (drafts: Drafts, id: ExceptionId, settled: NonNullable<ExceptionRow['settled']>) =>
  changeException(drafts, id, (row) => (row.settled === null ? { ...row, settled } : row));

export const forgetInDetail = (drafts: Drafts, id: ExceptionId, keys: readonly string[]) =>
  changeException(drafts, id, (row) => ({
    ...row,
    detail: Object.fromEntries(Object.entries(row.detail).filter(([key]) => !keys.includes(key))),
  }));

/** Who settled it stays on the row. */
export const endException = (drafts: Drafts, id: ExceptionId, overAt: Instant) =>
  changeException(drafts, id, (row) => (row.settled === null ? row : { ...row, settled: { ...row.settled, overAt } }));

function changeException(drafts: Drafts, id: ExceptionId, change: (row: ExceptionRow) => ExceptionRow): void {
  const row = drafts.exceptions.get(id);
  if (row !== undefined) drafts.exceptions.put(change(row));
}

export const openExceptions = (view: View, of: Parameters<Tx['openExceptions']>[0]) =>
  exceptions(view, {
    open: true,
    ...(of.case === undefined ? {} : { case: of.case }),
    ...(of.account === undefined ? {} : { account: of.account }),
    ...(of.kind === undefined ? {} : { kinds: [of.kind] }),
  });

export function exceptions(
  view: View,
  { open, case: of, account, kinds }: NonNullable<Parameters<Reader['exceptions']>[0]> = {},
): readonly ExceptionRow[] {
  const all =
    of !== undefined
      ? view.exceptions.find('case', of)
      : account !== undefined
        ? view.exceptions.find('account', account)
        : open === true
          ? view.exceptions.find('open', 'open')
          : view.exceptions.all();
  return asOpened(
    all.filter(
      (row) =>
        (open === undefined || (row.settled === null) === open) &&
        (account === undefined || row.account === account) &&
        (kinds === undefined || kinds.includes(row.kind)),
    ),
  );
}
