/**
 * Accounts that are no person's own: of a service, shared, for an emergency. They stand in the catalogue, with who
 * answers for them. Tenure never writes one, nobody is hired or moved with one, and no list takes one for a person's.
 */
import { type Instant, parseLocalDate } from '../shared/instant.ts';
import type { Catalogue, NonPersonAccount, Settings } from './model.ts';
import { startFrom } from './times.ts';

/** The one that any of these names means: a login, a work address or a provider's account id. */
export function nonPersonAccount(
  { accounts = [] }: Catalogue,
  names: readonly (string | null | undefined)[],
): NonPersonAccount | undefined {
  const folded = new Set(names.flatMap((name) => (name == null ? [] : [name.trim().toLowerCase()])));
  return accounts.find(({ login }) => folded.has(login.toLowerCase()));
}

/** Those whose review date has come: on that day, at the hour a working day begins. */
export function reviewsDue(
  settings: Settings,
  { accounts = [] }: Catalogue,
  now: Instant,
): readonly NonPersonAccount[] {
  return accounts.filter(({ review }) => {
    if (parseLocalDate(review) === undefined) return false;
    const due = startFrom(settings, {}, { kind: 'date', date: review });
    return due !== undefined && due <= now;
  });
}
