/** Accounts whose master is elsewhere: from which directory to which, and where they disagree with the form. */
import type { Account } from '../person/model.ts';
import type { AccountProfile, SeenAccount } from './model.ts';

/** Between two directories; one that HR or a directory takes over from the provider, or gives back, has not moved. */
export function movedBetween({ source: from }: Account, seen: SeenAccount | null) {
  const source = seen?.source;
  return from === undefined || source === undefined || from === source ? null : { from, source };
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
