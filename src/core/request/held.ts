/** What of one entitlement is held, and for how long in all: extensions count together, from the first without a break. */
import type { PersonLedger } from '../grant/index.ts';
import { everCovered, type Grant, startOf } from '../grant/model.ts';
import { entitlementsOfGroup } from '../policy/index.ts';
import type { Policy } from '../policy/model.ts';
import type { EntitlementId } from '../shared/ids.ts';
import { epochOf, type Instant, type Milliseconds } from '../shared/instant.ts';

/** Now, or from the first day of work that is still to begin; what ends last is last. */
export const heldOf = ({ grants }: PersonLedger, id: EntitlementId, now: Instant): readonly Grant[] =>
  grants
    .filter((grant) => holds(grant, id) && (grant.end === null || grant.end > now) && everCovered(grant))
    .toSorted((a, b) => endOf(a) - endOf(b));

/**
 * Every entitlement that is held, or is to be. Groups that were taken over one by one are what they open: whoever is in
 * all the groups of a role has the role, whatever the ledger calls it.
 */
export function heldNow({ catalogue }: Policy, { grants }: PersonLedger, now: Instant): ReadonlySet<EntitlementId> {
  const running = grants.filter(({ end }) => end === null || end > now);
  const byName = running.flatMap(({ holds: what }) => (what.kind === 'entitlement' ? [what.entitlement] : []));
  const groups = new Set(running.flatMap(({ holds: what }) => (what.kind === 'group' ? [what.group] : [])));
  const byGroups = [...groups].flatMap((group) =>
    entitlementsOfGroup(catalogue, group).flatMap(({ entitlement }) =>
      entitlement.groups.every((one) => groups.has(one)) ? [entitlement.id] : [],
    ),
  );
  return new Set([...byName, ...byGroups]);
}

/** By the hour, and read back nowhere yet: the end it has is the latest it may come to have. */
export const isToBegin = ({ hold }: Grant): boolean => hold?.began === null;

/** Whether that much more, from where it ends now, is more than `limit` in all. `null` = as long as the work. */
export function isTooLongInAll(
  ledger: PersonLedger,
  id: EntitlementId,
  span: Milliseconds | null,
  limit: Milliseconds | null,
  now: Instant,
): boolean {
  const last = heldOf(ledger, id, now).at(-1);
  if (last === undefined || limit === null) return false;
  return span === null || endOf(last) + span - heldSince(ledger, id, last) > limit;
}

const holds = (grant: Grant, id: EntitlementId) => grant.holds.kind === 'entitlement' && grant.holds.entitlement === id;

const endOf = ({ end }: Grant) => (end === null ? Number.POSITIVE_INFINITY : epochOf(end));

/** In epoch milliseconds. */
function heldSince({ grants }: PersonLedger, id: EntitlementId, last: Grant): number {
  let since = epochOf(startOf(last));
  const earlier = grants.filter((grant) => holds(grant, id)).toSorted((a, b) => endOf(b) - endOf(a));
  for (const grant of earlier) if (endOf(grant) >= since) since = Math.min(since, epochOf(startOf(grant)));
  return since;
}
