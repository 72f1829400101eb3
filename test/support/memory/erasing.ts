/** Taking one person's personal text out, as src/adapters/postgres/erasing.ts does. */
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import { caseOfFinding, type PersonId } from '../../../src/core/shared/ids.ts';
import type { ErasedText } from '../../../src/ports/erased.ts';
import type { ExceptionRow } from '../../../src/ports/store.ts';
import { readStream } from './evidence.ts';
import { distinct } from './order.ts';
import { adoptionItemKey, type Drafts, fold, type PersonalRow, providerKey, useKey } from './tables.ts';

export function erasePersonalText(drafts: Drafts, person: PersonId): ErasedText {
  const told = drafts.exceptions.find('person', person);
  const counts = {
    answers: forgetAnswers(drafts, person),
    uses: forgetUses(drafts, person),
    requests: forgetWords(drafts, person),
    cards: forgetCards(drafts, person),
    exceptions: forgetDetails(drafts, told),
    listLines: forgetLines(drafts, person),
  };
  const gone = distinct([...ownTexts(drafts, person, told), ...textsOfExceptions(drafts, told)]);
  for (const row of gone) drafts.personal.put({ ...row, body: null, salt: null });
  return { texts: gone.length, streams: distinct(gone.map(({ stream }) => stream)).toSorted(), ...counts };
}

function forgetAnswers(drafts: Drafts, person: PersonId): number {
  const mails = [
    drafts.persons.get(person)?.profile.workMail ?? '',
    ...drafts.accounts.find('person', person).map(({ login }) => login),
  ];
  const rows = distinct(mails.filter((mail) => mail !== '').map(fold)).flatMap((mail) =>
    drafts.parties.find('party', `approver ${mail}`),
  );
  for (const { party, case: on, part } of rows) drafts.parties.drop(JSON.stringify([party, on, part]));
  return rows.length;
}

function forgetUses(drafts: Drafts, person: PersonId): number {
  const uses = drafts.accounts
    .find('person', person)
    .flatMap(({ connection, providerId }) =>
      providerId === null ? [] : drafts.uses.find('account', providerKey(connection, providerId)),
    );
  for (const use of uses) drafts.uses.drop(useKey(use));
  return uses.length;
}

function forgetWords(drafts: Drafts, person: PersonId): number {
  const rows = drafts.raised.find('person', person).filter(({ digest }) => digest !== null);
  for (const row of rows) drafts.raised.put({ ...row, reason: null, ticket: null, digest: null });
  return rows.length;
}

function forgetCards(drafts: Drafts, person: PersonId): number {
  const cards = drafts.cases.find('person', person).flatMap(({ id }) => drafts.deskCards.find('case', id));
  for (const card of cards) {
    drafts.deskCards.drop(card.key);
    for (const { hash } of drafts.deskTokens.find('card', card.key)) drafts.deskTokens.drop(hash);
  }
  return cards.length;
}

function forgetDetails(drafts: Drafts, told: readonly ExceptionRow[]): number {
  const rows = told.filter(({ detail }) => 'values' in detail || 'number' in detail);
  for (const row of rows) {
    const { values: _, number: __, ...detail } = row.detail;
    drafts.exceptions.put({ ...row, detail });
  }
  return rows.length;
}

function forgetLines(drafts: Drafts, person: PersonId): number {
  const accounts = new Set(drafts.accounts.find('person', person).map(({ providerId }) => providerId));
  const rows = drafts.adoptionItems
    .all()
    .filter(({ item, person: of, account }) => item !== null && (of === person || accounts.has(account)));
  for (const row of rows) drafts.adoptionItems.put({ ...row, item: null });
  return distinct(rows.map(({ adoption, account }) => adoptionItemKey(adoption, account))).length;
}

function ownTexts(drafts: Drafts, person: PersonId, told: readonly ExceptionRow[]): readonly PersonalRow[] {
  const own = [...drafts.cases.find('person', person).map(({ id }) => id), ...told.map(({ id }) => caseOfFinding(id))];
  const rows = [...drafts.personal.find('person', person), ...own.flatMap((id) => drafts.personal.find('stream', id))];
  return rows.filter(({ body }) => body !== null);
}

const OF_EXCEPTIONS: ReadonlySet<TenureEvent['type']> = new Set([
  'ExceptionRaised',
  'ExceptionSettled',
  'ExceptionHandedOver',
  'ExceptionEscalated',
]);

function textsOfExceptions(drafts: Drafts, told: readonly ExceptionRow[]): readonly PersonalRow[] {
  const ids = new Set<string>(told.map(({ id }) => id));
  const streams = distinct(['system' as const, ...told.flatMap((one) => one.case ?? [])]);
  return streams.flatMap((stream) => {
    const events = readStream(drafts, stream);
    const own = events.filter(
      ({ event }) => OF_EXCEPTIONS.has(event.type) && 'exception' in event && ids.has(event.exception),
    );
    const notices = new Set(own.flatMap(({ event }) => ('notice' in event ? [event.notice] : [])));
    const mails = events.filter(({ event }) => event.type === 'NoticePartlySent' && notices.has(event.notice));
    const about = new Set([...own, ...mails].map(({ seq }) => seq));
    return drafts.personal.find('stream', stream).filter(({ seq, body }) => body !== null && about.has(seq));
  });
}
