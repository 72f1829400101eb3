/**
 * What a person's decision about an unexplained membership makes of it in the ledger. Nothing is written outside by it:
 * *adopted*, it is a grant with a date on which somebody looks again; *removed*, it is one that has just ended, which is the
 * cause by which reconcile takes it.
 */
import { nextReview } from '../adoption/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { evolveAll, excludedBy, leadingEngagement, type PersonLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { grantIds } from '../person/index.ts';
import type { AdoptionSettings, Risk } from '../policy/model.ts';
import type { GroupOwner } from '../reconcile/model.ts';
import {
  type AccountId,
  type CaseId,
  connectionOf,
  type GroupId,
  type GroupName,
  type PersonId,
  type PolicyVersion,
  type ProviderAccountId,
  withinConnection,
} from '../shared/ids.ts';
import { type Instant, milliseconds, minus } from '../shared/instant.ts';
import { accept, type Outcome, refuse } from '../shared/outcome.ts';
import { judgeMembership } from './judge.ts';

export interface FoundMembership {
  readonly person: PersonId;
  /** In the ledger already, or what it will be called there. */
  readonly account: AccountId;
  readonly providerId: ProviderAccountId;
  readonly login: string;
  readonly group: GroupId;
  readonly name: GroupName;
  readonly owner: GroupOwner;
  readonly risk: Risk;
}

export interface FindingVerdict {
  readonly verdict: 'adopt' | 'remove';
  readonly found: FoundMembership;
  readonly ledger: PersonLedger;
  /** The stream of what follows from it. */
  readonly on: CaseId;
  readonly policy: PolicyVersion;
  readonly reviewAfter: AdoptionSettings['reviewAfter'];
  /** When it was read as there; `null` = it was not asked, for who is not there is not taken either. */
  readonly readAt: Instant | null;
  readonly now: Instant;
}

export type FindingRefusal = 'explained-since' | 'other-account' | 'not-there-any-more' | 'not-working' | 'is-excluded';

export function decideFinding(of: FindingVerdict): Outcome<readonly TenureEvent[], FindingRefusal> {
  const { ledger, found, on, now } = of;
  const standing = ledger.accounts.find(({ id }) => id === found.account);
  if (standing !== undefined && (standing.providerId ?? found.providerId) !== found.providerId) {
    return refuse('other-account');
  }
  const known = accountEvents(ledger, found);
  const after = evolveAll(ledger, known, on);
  const account = after.accounts.find(({ id }) => id === found.account);
  const { group, owner } = found;
  const judged =
    account === undefined
      ? 'nothing'
      : judgeMembership({ ledger: after, account, group, owner, listed: true, listedFrom: now, now });
  if (judged !== 'finding') return refuse('explained-since');
  const decided = of.verdict === 'adopt' ? adopted(of) : accept([{ type: 'GrantGiven', grant: ended(of) } as const]);
  return decided.ok ? accept([...known, ...decided.value]) : decided;
}

/** Where accounts are not ours to make, the ledger may not know theirs yet; whose it is has been read from its address. */
function accountEvents(
  { accounts }: PersonLedger,
  { person, account, providerId, group, login }: FoundMembership,
): readonly TenureEvent[] {
  const standing = accounts.find(({ id }) => id === account);
  if (standing !== undefined && standing.providerId !== null) return [];
  const personal = { login };
  const intended: TenureEvent = {
    type: 'AccountIntended',
    account,
    person,
    connection: connectionOf(group),
    because: 'to-be-found',
    personal,
  };
  return [...(standing === undefined ? [intended] : []), { type: 'AccountAdopted', account, providerId, personal }];
}

function adopted(of: FindingVerdict): Outcome<readonly TenureEvent[], FindingRefusal> {
  const { ledger, found, now, readAt, reviewAfter } = of;
  const work = leadingEngagement(ledger.engagements, now);
  if (work === undefined || (work.end !== null && work.end <= now)) return refuse('not-working');
  if (excludedBy(ledger.exclusions, found.group, now) !== undefined) return refuse('is-excluded');
  // Given without having been read, it would be put where it is not any more.
  if (readAt === null) return refuse('not-there-any-more');
  const { end } = work;
  const review = nextReview(reviewAfter, { risk: found.risk, end }, now);
  const grant: Grant = { ...base(of), engagement: work.id, start: { kind: 'before', at: now }, end, review };
  const verified: TenureEvent = {
    type: 'MembershipVerified',
    account: found.account,
    group: found.group,
    name: withinConnection(found.name),
    under: [grant.id],
    givenByUs: false,
    at: readAt,
  };
  return accept([{ type: 'GrantGiven', grant }, verified]);
}

/** It was there until now; since when, nobody told us. */
function ended(of: FindingVerdict): Grant {
  const { on, now } = of;
  const start = { kind: 'before', at: minus(now, milliseconds(1)) } as const;
  return { ...base(of), engagement: null, start, end: now, endedBy: on };
}

function base({ on, found, policy }: FindingVerdict): Omit<Grant, 'engagement' | 'start' | 'end'> {
  return {
    id: grantIds(on, 0)(),
    person: found.person,
    holds: { kind: 'group', group: found.name },
    groups: [found.group],
    cause: 'adopted',
    givenBy: on,
    rows: [],
    policy,
    endedBy: null,
    changeSet: null,
  };
}
