/**
 * What was asked for, or taken over, when its entitlement means other groups than on the day it was given.
 *
 *   taken away   at once: the grant goes on with the rest. Of one that would be left with nothing because other groups
 *                take the place of its own, nothing goes before the owner has decided about those
 *   added        only when the application's owner decides it. Birthright follows the table (regrant.ts)
 */
import type { TenureEvent } from '../evidence/model.ts';
import { leadingEngagement, type PersonLedger } from '../grant/index.ts';
import type { AddedGroups, Grant, Held } from '../grant/model.ts';
import {
  type CaseId,
  type ChangeSetId,
  type GrantId,
  type GroupId,
  grantId,
  type PolicyVersion,
} from '../shared/ids.ts';
import { earlier, type Instant } from '../shared/instant.ts';
import type { Engagement } from './model.ts';
import { sameHold } from './regrant.ts';
import type { Entitled } from './rules.ts';

export interface Meaning {
  readonly ledger: PersonLedger;
  /** What it means now; `null` = the catalogue knows it no more, and nothing follows from that. */
  meaningOf(holds: Held): Entitled | null;
  readonly by: CaseId;
  readonly changeSet: ChangeSetId | null;
  readonly now: Instant;
}

/** Takes from the grants of one engagement what their entitlements no longer mean. */
export function narrowings(meaning: Meaning, engagement: Engagement): TenureEvent[] {
  const { ledger, now } = meaning;
  const isLead = leadingEngagement(ledger.engagements, now)?.id === engagement.id;
  return standing(ledger, now)
    .filter((grant) => grant.engagement === engagement.id || (grant.engagement === null && isLead))
    .flatMap((grant) => narrowing(meaning, grant));
}

function narrowing({ ledger, meaningOf, by, changeSet, now }: Meaning, grant: Grant): TenureEvent[] {
  const means = meaningOf(grant.holds);
  // A name the provider does not know is no reason to take anything: unknown is never gone.
  if (means === null || means.missing.length > 0 || means.manual !== null) return [];
  const groups = grant.groups.filter((group) => !means.groups.includes(group));
  if (groups.length === 0 || groups.length === grant.groups.length) return [];
  const parts = ledger.grants.filter(({ id }) => id.startsWith(`${grant.id}~`)).length;
  const apart = grantId(`${grant.id}~${parts + 1}`);
  return [{ type: 'GrantNarrowed', grant: grant.id, groups, apart, end: now, by, changeSet }];
}

export interface Widening extends Meaning {
  readonly added: readonly AddedGroups[];
  readonly policy: PolicyVersion;
  nextId(): GrantId;
}

/** Gives what was added to whoever was given the entitlement before; what it stands in for goes in the same step. */
export function widenings(widening: Widening): TenureEvent[] {
  const { ledger, added, policy, changeSet, meaningOf, now } = widening;
  return added.flatMap(({ entitlement, before, groups }): TenureEvent[] => {
    const holds = { kind: 'entitlement', entitlement } as const;
    const means = meaningOf(holds);
    // A later catalogue may have taken them out again.
    const still = groups.filter((group) => means?.groups.includes(group));
    if (still.length === 0) return [];
    const asked = standing(ledger, now).filter((grant) => sameHold(grant.holds, holds));
    if (asked.length === 0) return adoptedAs(widening, holds, before, still);
    return asked.flatMap((grant): TenureEvent[] => {
      const more = still.filter((group) => !grant.groups.includes(group));
      if (more.length === 0) return [];
      const wider = { ...grant, groups: [...grant.groups, ...more] };
      return [
        { type: 'GrantWidened', grant: grant.id, groups: more, policy, changeSet },
        ...narrowing(widening, wider),
      ];
    });
  });
}

/** Taken over group by group: who holds all that the entitlement meant was in it, by whichever name. */
function adoptedAs(
  { ledger, by, policy, changeSet, now, nextId }: Widening,
  holds: Held,
  before: readonly GroupId[],
  groups: readonly GroupId[],
): TenureEvent[] {
  const adopted = standing(ledger, now).filter(({ cause }) => cause === 'adopted');
  const covering = before.map((group) => adopted.find((grant) => grant.groups.includes(group)));
  const known = covering.flatMap((grant) => (grant === undefined ? [] : [grant]));
  const [first] = known;
  if (first === undefined || known.length < before.length) return [];
  const ends = known.flatMap(({ end }) => end ?? []);
  const reviews = known.flatMap(({ review }) => review ?? []);
  const grant: Grant = {
    id: nextId(),
    person: first.person,
    engagement: first.engagement,
    holds,
    groups: [...groups].sort(),
    cause: 'adopted',
    givenBy: by,
    rows: [],
    policy,
    start: { kind: 'exact', at: now },
    end: ends.length === 0 ? null : ends.reduce(earlier),
    ...(reviews.length === 0 ? {} : { review: reviews.reduce(earlier) }),
    endedBy: null,
    changeSet,
  };
  return [{ type: 'GrantGiven', grant }];
}

/** What comes with the job follows the table; of the rest, what has not ended. */
const standing = ({ grants }: PersonLedger, now: Instant): readonly Grant[] =>
  grants.filter(({ cause, end }) => cause !== 'birthright' && (end === null || end > now));
