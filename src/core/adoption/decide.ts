/**
 * One person's part of a confirmed list, decided again on the ledger of now: what it becomes there, or why it is set
 * aside. Everything said about the provider was read in the complete listings of the confirmation, at `at`.
 */
import type { AdoptionSetAside, IssueRef, TenureEvent } from '../evidence/model.ts';
import { isLive, leadingEngagement, type PersonLedger } from '../grant/index.ts';
import type { Grant } from '../grant/model.ts';
import { grantIds } from '../person/index.ts';
import type { Engagement } from '../person/model.ts';
import type { AdoptionSettings } from '../policy/model.ts';
import {
  type AccountId,
  accountId,
  type CaseId,
  type ConnectionId,
  engagementId,
  type PersonId,
  type PolicyVersion,
  withinConnection,
} from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { accept, type Outcome, refuse } from '../shared/outcome.ts';
import type { AdoptedPerson, AdoptionItem, ListedGrant } from './model.ts';
import { nextReview } from './review.ts';

export interface Adoption {
  readonly item: AdoptionItem;
  /** The stream of this person's part. */
  readonly on: CaseId;
  readonly issue: IssueRef;
  readonly connection: ConnectionId;
  readonly hash: string;
  readonly by: string;
  /** When the confirmed listings began. */
  readonly at: Instant;
  readonly policy: PolicyVersion;
  readonly reviewAfter: AdoptionSettings['reviewAfter'];
  /** Who has the person key now; for nobody, a fresh id. */
  readonly person: PersonId;
  readonly ledger: PersonLedger;
  readonly now: Instant;
}

export function decideAdoption(adoption: Adoption): Outcome<readonly TenureEvent[], AdoptionSetAside> {
  const { item, ledger, issue, hash, by, at, now } = adoption;
  const person = item.person;
  if (person === null) return refuse('person-gone');
  if (person.id === null && ledger.person !== null) return refuse('registered-since');
  if (person.id !== null && ledger.person?.id !== person.id) return refuse('person-gone');
  const account = ledger.accounts.find(({ connection }) => connection === adoption.connection);
  if (account !== undefined && account.providerId !== item.account) return refuse('other-account');
  const work = leadingEngagement(ledger.engagements, now);
  if (work?.end != null && work.end <= now) return refuse('has-left');

  const engagement = work ?? opened(adoption, person);
  const id = account?.id ?? accountId(`${adoption.connection}/${adoption.person}`);
  const grants = grantsOf(adoption, person, engagement);
  const events: TenureEvent[] = [
    { type: 'CaseOpened', kind: 'adoption', issue, filedBy: by },
    { type: 'AdoptionConfirmed', hash, by, at },
    ledger.person === null
      ? { type: 'PersonRegistered', person: adoption.person, personal: person.profile }
      : { type: 'CaseConcerns', person: adoption.person },
    ...(work === undefined ? [{ type: 'EngagementOpened', engagement } as const] : []),
    ...(account === undefined ? accountEvents(adoption, id) : []),
    ...grants.map((grant) => ({ type: 'GrantGiven', grant }) as const),
    ...membershipEvents(adoption, id, grants),
  ];
  const items = events.filter(({ type }) => type === 'AccountVerified' || type === 'MembershipVerified').length;
  return accept([...events, { type: 'CaseProved', items, accepted: 0, at: now }]);

  /** Began before we looked; when, nobody told us. */
  function opened({ on }: Adoption, { workerType, attributes, end }: AdoptedPerson): Engagement {
    return {
      id: engagementId(`${on}#e`),
      person: adoption.person,
      workerType,
      attributes,
      accountFrom: at,
      activeFrom: at,
      start: at,
      begunBefore: true,
      end,
      ...(item.leftOut === undefined ? {} : { leftOut: item.leftOut }),
      openedBy: on,
      endedBy: null,
      changedBy: on,
    };
  }
}

function accountEvents({ item, person, connection, at }: Adoption, account: AccountId): TenureEvent[] {
  const { account: providerId, login, state, profileDiffers } = item;
  return [
    {
      type: 'AccountAdopted',
      account,
      providerId,
      of: { person, connection },
      ...(profileDiffers.length === 0 ? {} : { leftAsFound: profileDiffers }),
      personal: { login },
    },
    { type: 'AccountVerified', account, providerId, state, loweredByUs: null, at },
  ];
}

function grantsOf(adoption: Adoption, person: AdoptedPerson, engagement: Engagement): readonly Grant[] {
  const { ledger, on, policy, at, now } = adoption;
  const nextId = grantIds(on, 0);
  const live = ledger.grants.filter((grant) => isLive(grant, now)).flatMap(({ groups }) => groups);
  // Nothing that is taken over outlives the contract it came with.
  const end = engagement.end ?? person.end;
  return adoption.item.grants.flatMap((listed): Grant[] => {
    const groups = listed.groups.filter((group) => !live.includes(group));
    if (groups.length === 0 && listed.groups.length > 0) return [];
    const grant: Grant = {
      id: nextId(),
      person: adoption.person,
      engagement: engagement.id,
      holds: listed.holds,
      groups,
      cause: listed.cause,
      givenBy: on,
      rows: listed.rows,
      policy,
      start: { kind: 'before', at },
      end,
      ...reviewOf(adoption, listed, end),
      endedBy: null,
      changeSet: null,
    };
    return [grant];
  });
}

/** What no row explains is looked at again, by its risk, and never later than the contract ends. */
function reviewOf({ reviewAfter, at }: Adoption, { cause, risk }: ListedGrant, end: Instant | null) {
  if (cause !== 'adopted') return {};
  return { review: nextReview(reviewAfter, { risk, end }, at) };
}

/** Seen in the listing: a later removal has its cause, and a removal by another hand is noticed. */
function membershipEvents({ item, at }: Adoption, account: AccountId, grants: readonly Grant[]): TenureEvent[] {
  const names = new Map(item.memberships.map(({ group, name }) => [group, withinConnection(name)]));
  const groups = [...new Set(grants.flatMap((grant) => grant.groups))].sort();
  return groups.map((group) => ({
    type: 'MembershipVerified',
    account,
    group,
    name: names.get(group) ?? withinConnection(group),
    under: grants.filter((grant) => grant.groups.includes(group)).map(({ id }) => id),
    givenByUs: false,
    at,
  }));
}
