/** Short names and small ledgers for the tests of the store. */
import type { PersonLedger } from '../../src/core/grant/ledger.ts';
import { emptyLedger } from '../../src/core/grant/ledger.ts';
import type { Account } from '../../src/core/person/model.ts';
import {
  accountId,
  type CaseId,
  caseId,
  connectionId,
  naturalKey,
  type PersonId,
  personId,
} from '../../src/core/shared/ids.ts';
import { type Instant, instantOf } from '../../src/core/shared/instant.ts';
import type { Store } from '../../src/ports/store.ts';
import { engagement, profile } from '../golden/events.ts';

export const zoe = personId('zoe');
export const ada = personId('ada');
export const onboarding = caseId('jira', '1');
export const zoesAccount = accountId('zoe-okta');
export const at = (text: string): Instant => instantOf(new Date(text));

export function accountOf(person: PersonId, id = accountId(`${person}-okta`)): Account {
  return {
    id,
    person,
    connection: connectionId('okta'),
    login: `${person}@acme.example`,
    providerId: null,
    origin: 'made',
    verified: null,
    verifiedAt: null,
    loweredByUs: null,
    intendedBy: onboarding,
  };
}

export const ledgerOf = (person: PersonId): PersonLedger => ({
  ...emptyLedger,
  person: { id: person, profile: { ...profile, naturalKey: naturalKey(person), workMail: `${person}@acme.example` } },
  engagements: [{ ...engagement, person }],
  accounts: [accountOf(person)],
});

/** Registers the person with one account, as one decision would. */
export const register = (store: Store, person: PersonId, stream: CaseId = onboarding) =>
  store.transaction(async (tx) => {
    const before = await tx.lockPerson(person);
    await tx.lockCase(stream);
    await tx.append(stream, [
      { type: 'PersonRegistered', person, personal: profile },
      { type: 'CaseConcerns', person },
    ]);
    await tx.saveLedger(before, ledgerOf(person));
  });

/** Something waits at it until it is opened; open it stays. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
