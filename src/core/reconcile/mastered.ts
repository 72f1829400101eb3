/** Accounts whose master is elsewhere: from which directory to which, and where they disagree with the form. */
import type { Account } from '../person/model.ts';
import type { AccountProfile, SeenAccount } from './model.ts';

/** Between two directories; one that HR or a directory takes over from the provider, or gives back, has not moved. */
export function movedBetween({ source: from }: Account, seen: SeenAccount | null) {
  const source = seen?.source;
  return from === undefined || source === undefined || from === source ? null : { from, source };
}

/** The login its master has given it since it was read last: it is theirs to give, and is believed once it is read. */
export function renamedThere(account: Account, seen: SeenAccount | null): string | null {
  const isTheirs = seen?.masteredElsewhere === true && account.providerId === seen.providerId;
  return isTheirs && seen.login.toLowerCase() !== account.login.toLowerCase() ? seen.login : null;
}

export interface Disagreement {
  readonly field: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Fields that say something else than the form, and are not ours to write. */
export function disagreements(profile: AccountProfile, seen: SeenAccount | null): readonly Disagreement[] {
  if (seen === null || !seen.masteredElsewhere) return [];
  return Object.entries(profile).flatMap(([field, ours]) => {
    const theirs = seen.profile[field] ?? '';
    return theirs === ours ? [] : [{ field, ours, theirs }];
  });
}
