/**
 * By which addresses a person is known: those they have, and those they had. After a new name the tracker may go on
 * showing the old address for long, and whoever it shows is still nobody to decide about themselves.
 */
import type { Account, Person } from '../person/model.ts';

interface Named {
  readonly person: Person | null;
  readonly accounts: readonly Account[];
}

/** Every address and login of theirs, now and before, in small letters. */
export function mailsOf({ person, accounts }: Named): readonly string[] {
  const all = [
    person?.profile.workMail,
    ...accounts.flatMap(({ login, renameTo }) => [login, renameTo]),
    ...(person?.formerMails ?? []),
  ];
  return [...new Set(all.flatMap((mail) => (mail === undefined || mail === '' ? [] : [mail.toLowerCase()])))];
}

/** Those they go by now. What a login is to become may still turn out to be somebody else's. */
export function namesNow({ person, accounts }: Named): readonly string[] {
  const all = [person?.profile.workMail, ...accounts.map(({ login }) => login)];
  return [...new Set(all.flatMap((mail) => (mail === undefined || mail === '' ? [] : [mail.toLowerCase()])))];
}

export const formerOf = ({ person }: Named): Pick<Person, 'formerMails'> =>
  person?.formerMails === undefined ? {} : { formerMails: person.formerMails };

/** What the event took from them as an address is remembered as one they had. */
export function withFormer<Ledger extends Named>(before: Ledger, after: Ledger): Ledger {
  const { person } = after;
  if (person === null || (before.person === person && before.accounts === after.accounts)) return after;
  const known = new Set(mailsOf(after));
  const gone = heldBy(before).filter((mail) => !known.has(mail));
  if (gone.length === 0) return after;
  return { ...after, person: { ...person, formerMails: [...(person.formerMails ?? []), ...new Set(gone)] } };
}

/** What was really theirs. An address that only was to be, and turned out to be a namesake's, says nothing of them. */
function heldBy({ person, accounts }: Named): readonly string[] {
  const logins = accounts.flatMap(({ login, providerId }) => (providerId === null ? [] : [login.toLowerCase()]));
  const isTried = accounts.some(({ providerId, renameTo }) => providerId === null || renameTo !== undefined);
  const workMail = person?.profile.workMail.toLowerCase() ?? '';
  return isTried || workMail === '' ? logins : [...logins, workMail];
}
