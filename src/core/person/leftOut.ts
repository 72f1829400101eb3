/**
 * Wanted but missing. What rows gave somebody on the day they were taken over, and they did not have, is in no grant.
 * The rules alone do not bring it: a person confirms it, a case of theirs runs the table, or another row gives it too.
 */
import type { PersonLedger } from '../grant/index.ts';
import type { GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Engagement } from './model.ts';
import { sameHold } from './regrant.ts';
import type { Entitled } from './rules.ts';

/** What the table gives, without what an adoption left out and nothing has brought since. */
export function withoutLeftOut(
  entitled: readonly Entitled[],
  engagement: Engagement,
  { grants }: PersonLedger,
  now: Instant,
): readonly Entitled[] {
  const { leftOut = [] } = engagement;
  if (leftOut.length === 0) return entitled;
  return entitled.flatMap((one) => {
    const entry = leftOut.find(({ holds }) => sameHold(holds, one.holds));
    // A row that did not give it then is a new reason.
    if (entry === undefined || one.rows.some((row) => !entry.rows.includes(row))) return [one];
    const held = new Set(
      grants
        .filter((grant) => grant.cause === 'birthright' && grant.engagement === engagement.id)
        .filter((grant) => sameHold(grant.holds, one.holds) && (grant.end === null || grant.end > now))
        .flatMap((grant) => grant.groups),
    );
    const groups = one.groups.filter((group) => held.has(group) || !entry.groups.includes(group));
    return groups.length === 0 && one.groups.length > 0 ? [] : [{ ...one, groups }];
  });
}

/** Every group that was left out of this work; some may be held by now. */
export const groupsLeftOut = ({ leftOut = [] }: Engagement): readonly GroupId[] =>
  leftOut.flatMap(({ groups }) => groups);
