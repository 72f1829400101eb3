/** A person's part of the ledger as rows, and finding persons and accounts. */
import { difference } from '../../../src/adapters/postgres/ledger.ts';
import type { InReview } from '../../../src/core/adoption/index.ts';
import type { PersonLedger } from '../../../src/core/grant/index.ts';
import type { Grant } from '../../../src/core/grant/model.ts';
import type { Account } from '../../../src/core/person/model.ts';
import {
  type AccountId,
  type ConnectionId,
  type PersonId,
  type ProviderAccountId,
  personId,
} from '../../../src/core/shared/ids.ts';
import type { Instant } from '../../../src/core/shared/instant.ts';
import type { Reader } from '../../../src/ports/store.ts';
import { compare, distinct, ordered } from './order.ts';
import { type Drafts, fold, providerKey, recordKey, type View } from './tables.ts';

export const readPerson = (view: View, person: PersonId): PersonLedger => ({
  person: view.persons.get(person) ?? null,
  engagements: view.engagements.find('person', person),
  accounts: view.accounts.find('person', person),
  records: view.records.find('person', person).map(({ body }) => body),
  grants: view.grants.find('person', person),
  exclusions: view.exclusions.find('person', person),
});

export function saveLedger(drafts: Drafts, before: PersonLedger, after: PersonLedger, now: Instant): void {
  const persons = difference(listed(before.person), listed(after.person), byId);
  const engagements = difference(before.engagements, after.engagements, byId);
  const accounts = difference(before.accounts, after.accounts, byId);
  const records = difference(before.records, after.records, recordKey);
  const grants = difference(before.grants, after.grants, byId);
  const exclusions = difference(before.exclusions, after.exclusions, byId);
  const owner = (after.person ?? before.person)?.id ?? [...before.accounts, ...after.accounts][0]?.person;

  for (const row of persons.changed) drafts.persons.put(row);
  for (const row of engagements.changed) drafts.engagements.put(row);
  for (const row of accounts.changed) putAccount(drafts, row, now);
  for (const body of records.changed) drafts.records.put({ person: owner ?? personId(''), body });
  for (const row of grants.changed) drafts.grants.put(row);
  for (const row of exclusions.changed) drafts.exclusions.put(row);
  for (const { id } of persons.gone) drafts.persons.drop(id);
  for (const { id } of engagements.gone) drafts.engagements.drop(id);
  for (const { id } of accounts.gone) {
    drafts.accounts.drop(id);
    drafts.reconcile.drop(id);
  }
  for (const row of records.gone) drafts.records.drop(recordKey(row));
  for (const { id } of grants.gone) drafts.grants.drop(id);
  for (const { id } of exclusions.gone) drafts.exclusions.drop(id);
}

/** Rows others may hold: those of accounts also belong to whoever has the lease. */
export const accountsChanged = (before: PersonLedger, after: PersonLedger): readonly AccountId[] => {
  if (before.accounts === after.accounts) return [];
  const { changed, gone } = difference(before.accounts, after.accounts, byId);
  return [...changed, ...gone].map(({ id }) => id);
};

/** Revision and lease of one that is known stay as they are. */
function putAccount(drafts: Drafts, row: Account, now: Instant) {
  drafts.accounts.put(row);
  const known = drafts.reconcile.get(row.id);
  if (known?.person === row.person) return;
  drafts.reconcile.put(
    known === undefined
      ? {
          ...{ account: row.id, person: row.person, wantedRev: 0, appliedRev: 0, nextChange: null, leaseEpoch: 0 },
          ...{ leaseHolder: null, leaseUntil: null, leaseReleased: true, retryAt: null, attempts: 0, touchedAt: now },
          answeredGone: [],
        }
      : { ...known, person: row.person },
  );
}

const byId = (row: { readonly id: string }): string => row.id;
const listed = <Row>(row: Row | null): readonly Row[] => (row === null ? [] : [row]);

// ---- finding ---------------------------------------------------------------------------------------------

export function findPersons(view: View, text: string): readonly PersonId[] {
  const folded = fold(text.trim());
  if (folded === '') return [];
  return distinct([
    ...view.persons.find('natural_key', folded).map(({ id }) => id),
    ...[view.persons.get(folded)].flatMap((known) => (known === undefined ? [] : [known.id])),
    ...view.persons.find('work_mail', folded).map(({ id }) => id),
    ...view.accounts.find('login', folded).map(({ person }) => person),
  ]).toSorted();
}

export const findFormer = (view: View, mail: string): readonly PersonId[] =>
  view.persons
    .all()
    .flatMap(({ id, formerMails = [] }) => (formerMails.includes(fold(mail.trim())) ? [id] : []))
    .toSorted();

export const isUntouched = (view: View): boolean =>
  view.persons.all().length === 0 && view.streams.all().every(({ id }) => id === 'system');

export const personsPage = (view: View, limit: number, after: string): readonly PersonId[] =>
  ordered(
    view.persons.all().filter(({ id }) => id > after),
    byId,
  )
    .slice(0, limit)
    .map(({ id }) => id);

export const workforce = (view: View, now: Instant): number =>
  distinct(view.engagements.all().flatMap(({ person, end }) => (end === null || end > now ? [person] : []))).length;

export const loginTaken = (view: View, connection: ConnectionId, login: string): boolean =>
  view.accounts.find('login', fold(login.trim())).some((account) => account.connection === connection);

export const accountsWith = (view: View, connection: ConnectionId, accounts: readonly ProviderAccountId[]) =>
  new Map(
    accounts.flatMap((provider) =>
      view.accounts
        .find('provider_id', providerKey(connection, provider))
        .map(({ id }): readonly [ProviderAccountId, AccountId] => [provider, id]),
    ),
  );

const isLive = ({ start, end }: Grant, at: Instant) => start.at <= at && (end === null || end > at);

export const peopleWithEnds = (view: View, after: Instant, until: Instant): readonly PersonId[] => [
  ...new Set(
    view.grants
      .all()
      .flatMap(({ person, end }) => (end !== null && after < end && end <= until ? [person] : []))
      .sort(compare),
  ),
];

export function peopleWithLeaves(view: View, after: Instant, last: Instant): readonly PersonId[] {
  const isBetween = (one: Instant | null) => one !== null && after < one && one <= last;
  const people = view.engagements
    .all()
    .flatMap(({ person, leaves = [] }) =>
      leaves.some(({ from, until }) => isBetween(from) || isBetween(until)) ? [person] : [],
    );
  return [...new Set(people.sort(compare))];
}

export const grantsInReview = (view: View, now: Instant): readonly InReview[] =>
  ordered(
    view.grants
      .all()
      .filter((grant) => isLive(grant, now))
      .flatMap(({ id, person, givenBy, review }) =>
        review === undefined || review > now ? [] : [{ grant: id, person, givenBy, review }],
      ),
    ({ review }) => review,
  );

export function grantsPage(
  view: View,
  { person, entitlement, live, after, limit }: Parameters<Reader['grantsPage']>[0],
): readonly Grant[] {
  const all =
    person !== undefined
      ? view.grants.find('person', person)
      : entitlement !== undefined
        ? view.grants.find('entitlement', entitlement)
        : view.grants.all();
  const wanted = all.filter(
    (grant) =>
      (after === undefined || grant.id > after) &&
      (entitlement === undefined || (grant.holds.kind === 'entitlement' && grant.holds.entitlement === entitlement)) &&
      (live === undefined || isLive(grant, live)),
  );
  return ordered(wanted, byId).slice(0, limit);
}
