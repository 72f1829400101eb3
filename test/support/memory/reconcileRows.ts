/** The reconcile columns of accounts: revisions, next change, lease, retries; and which accounts somebody has to look at. */
import { UnknownAccount } from '../../../src/adapters/postgres/reconcileRows.ts';
import type { AccountId, PersonId } from '../../../src/core/shared/ids.ts';
import { type Instant, instantOf, type Milliseconds, minus } from '../../../src/core/shared/instant.ts';
import { isAwaited } from '../../../src/core/shared/putOff.ts';
import type { DueAccount, DueAmong, ReconcileRow } from '../../../src/ports/store.ts';
import { isIdle } from './idle.ts';
import { compare, ordered } from './order.ts';
import type { Drafts, View } from './tables.ts';

/** What was put off is put off no longer: something new is wanted. */
export function raiseWanted(drafts: Drafts, account: AccountId, nextChange: Instant | null, now: Instant): number {
  const row = drafts.reconcile.get(account);
  if (row === undefined) throw new UnknownAccount(account);
  const wantedRev = row.wantedRev + 1;
  drafts.reconcile.put({ ...row, wantedRev, nextChange, retryAt: null, attempts: 0, touchedAt: now });
  return wantedRev;
}

export function setNextChange(drafts: Drafts, account: AccountId, nextChange: Instant | null): void {
  const row = drafts.reconcile.get(account);
  if (row !== undefined) drafts.reconcile.put({ ...row, nextChange });
}

export function saveReconcile(drafts: Drafts, row: ReconcileRow, now: Instant): void {
  const known = drafts.reconcile.get(row.account);
  // Whose it is stands in the ledger, and only there.
  if (known !== undefined) drafts.reconcile.put({ ...row, person: known.person, touchedAt: now });
}

export function dueAccounts(
  view: View,
  now: Instant,
  limit: number,
  { after, doubt }: DueAmong,
): readonly DueAccount[] {
  const due = view.reconcile
    .all()
    .flatMap(({ account, person, nextChange }) =>
      nextChange !== null && nextChange <= now ? [{ account, person, nextChange }] : [],
    );
  const place = ({ nextChange, account }: NonNullable<DueAmong['after']>) => `${nextChange} ${account ?? ''}`;
  const isFree = ({ person, nextChange }: DueAccount) => {
    const hasEnd = ({ end }: { readonly end: Instant | null }) => end !== null && nextChange <= end && end <= now;
    const work = [...view.grants.find('person', person), ...view.engagements.find('person', person)];
    return doubt === undefined || nextChange <= doubt || !work.some(hasEnd);
  };
  return ordered(due, place)
    .filter((one) => (after === undefined || compare(place(one), place(after)) > 0) && isFree(one))
    .slice(0, limit);
}

export const nearestChange = (view: View, now: Instant): Instant | null =>
  view.reconcile
    .all()
    .flatMap(({ nextChange }) => (nextChange !== null && nextChange > now ? [nextChange] : []))
    .reduce<Instant | null>((nearest, one) => (nearest === null || one < nearest ? one : nearest), null);

const isUnsettled = ({ appliedRev, wantedRev }: ReconcileRow) => appliedRev < wantedRev;

export const unsettledAccounts = (view: View, now: Instant, idle: Milliseconds, limit: number): readonly AccountId[] =>
  ordered(
    view.reconcile
      .all()
      .filter(isUnsettled)
      .filter(({ touchedAt, retryAt }) => isIdle(touchedAt, now, idle) && !isAwaited(retryAt, now)),
    ({ touchedAt }) => touchedAt,
  )
    .slice(0, limit)
    .map(({ account }) => account);

export const putOffAccounts = (view: View, now: Instant, after: AccountId | null, limit: number) =>
  ordered(
    view.reconcile
      .all()
      .filter((row) => isUnsettled(row) && row.retryAt !== null && row.retryAt > now)
      .filter(({ account }) => after === null || compare(account, after) > 0),
    ({ account }) => account,
  )
    .slice(0, limit)
    .map(({ account, person }) => ({ account, person }));

/** Whoever works again is none, nor whoever was accepted as they are since; who is still open comes first. */
export function overdueLeavers(view: View, now: Instant, since: Milliseconds, limit: number): readonly AccountId[] {
  const then = minus(now, since);
  const rows = view.reconcile
    .all()
    .filter((row) => isUnsettled(row) && hasLeft(view, row.person, then, now) && !isSaid(view, row, then, now));
  const isShut = ({ account }: ReconcileRow) => view.accounts.get(account)?.verified === 'deactivated';
  return [...rows]
    .sort((a, b) => Number(isShut(a)) - Number(isShut(b)) || compare(a.touchedAt, b.touchedAt))
    .slice(0, limit)
    .map(({ account }) => account);
}

function hasLeft(view: View, person: PersonId, then: Instant, now: Instant): boolean {
  const work = view.engagements.find('person', person);
  return (
    work.some(({ end }) => end !== null && end <= then) &&
    !work.some(({ start, end }) => start <= now && (end === null || end > now))
  );
}

const SAY_SO: ReadonlySet<string> = new Set([
  'not-getting-through',
  'admin-unknown',
  'apps-unknown',
  'provider-refused',
  'account-unseen',
]);

/** An open exception says so, one was settled since, or one says since that end that they are accepted as they are. */
function isSaid(view: View, { account, person }: ReconcileRow, then: Instant, now: Instant): boolean {
  const ends = view.engagements.find('person', person).flatMap(({ end }) => (end !== null && end <= now ? [end] : []));
  const lastEnd = ends.reduce<Instant>((last, one) => (one > last ? one : last), instantOf(new Date(0)));
  return view.exceptions
    .find('account', account)
    .some(
      ({ kind, settled, openedAt }) =>
        (settled === null && SAY_SO.has(kind)) ||
        (settled !== null && settled.at > then) ||
        (kind === 'not-getting-through' &&
          (settled?.verdict === 'accept' || settled?.verdict === 'ignore') &&
          openedAt >= lastEnd),
    );
}

export const heldBackAccounts = (view: View, limit: number): readonly AccountId[] =>
  view.accounts
    .all()
    .filter(({ heldBack = [] }) => heldBack.length > 0)
    .slice(0, limit)
    .map(({ id }) => id);
