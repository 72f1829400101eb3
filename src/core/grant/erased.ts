/**
 * A person without words: what the ledger says of somebody once their personal text is gone, and what an event makes of it
 * that has lost its own. Both say the same, so that an erased person's rows can still be held against a replay of events.
 */
import type { TenureEvent } from '../evidence/model.ts';
import type { Account, Person, Profile } from '../person/model.ts';
import { type AccountId, naturalKey, type PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

/** Of somebody who is still told from everybody else who was erased: by our own id, which names nobody. */
export const erasedProfile = (person: PersonId): Profile => ({
  naturalKey: naturalKey(`erased ${person}`),
  givenName: 'erased',
  familyName: 'person',
  workMail: '',
});

/** No provider has a login with a blank in it: whoever is asked for this one answers that there is none. */
export const erasedLogin = (account: AccountId): string => `erased ${account}`;

interface Named {
  readonly person: Person | null;
  readonly accounts: readonly Account[];
}

/** `at` = an erasing was recorded then; `null` = the words are only not known. */
export function withoutWords<Ledger extends Named>(ledger: Ledger, at: Instant | null): Ledger {
  const { person } = ledger;
  return {
    ...ledger,
    person:
      person === null
        ? null
        : { id: person.id, profile: erasedProfile(person.id), ...(at === null ? {} : { erasedAt: at }) },
    accounts: ledger.accounts.map(nameless),
  };
}

const nameless = (account: Account): Account => ({
  ...account,
  login: erasedLogin(account.id),
  ...(account.renameTo === undefined ? {} : { renameTo: erasedLogin(account.id) }),
});

/** The words the ledger takes from an event are absent once they are erased, whatever its type says. */
export const orErased = (event: TenureEvent): TenureEvent =>
  'personal' in event && event.personal !== undefined ? event : stripped(event);

/** With an erased person's words in the place of those it has. */
export function stripped(event: TenureEvent): TenureEvent {
  switch (event.type) {
    case 'PersonRegistered':
    case 'ProfileChanged':
      return { ...event, personal: erasedProfile(event.person) };
    case 'AccountIntended':
    case 'LoginIntended':
    case 'AccountAdopted':
      return { ...event, personal: { login: erasedLogin(event.account) } };
    case 'AccountVerified':
      return event.personal === undefined ? event : { ...event, personal: { login: erasedLogin(event.account) } };
    case 'LoginVerified':
      return { ...event, personal: { login: erasedLogin(event.account), was: erasedLogin(event.account) } };
    default:
      return event;
  }
}
