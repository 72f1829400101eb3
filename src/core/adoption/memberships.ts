/** Why somebody is in each managed group, and what of it the ledger will hold. */
import { excludedBy, isLive, type PersonLedger } from '../grant/index.ts';
import type { Entitled } from '../person/index.ts';
import { sameHold } from '../person/index.ts';
import type { GroupId, ProviderAccountId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { AdoptionItem, ListedGrant, ListedGroup, ListedMembership, MembershipReason } from './model.ts';

export interface Holdings {
  readonly account: ProviderAccountId;
  /** The account is or will be ours. */
  readonly adoptable: boolean;
  /** What the table gives this person. */
  readonly entitled: readonly Entitled[];
  /** What the ledger says of them already. */
  readonly ledger: PersonLedger | null;
  readonly groups: readonly ListedGroup[];
  readonly now: Instant;
}

export type Held = Pick<AdoptionItem, 'memberships' | 'grants' | 'missing' | 'leftOut'>;

export function holdingsOf(of: Holdings): Held {
  const present = of.groups.filter(({ members, owner }) => members.has(of.account) && owner !== 'built-in');
  const memberships = present.flatMap((group) => membership(of, group) ?? []);
  if (!of.adoptable) return { memberships, grants: [], missing: [] };
  const taken = new Set(memberships.flatMap((one) => (one.as === 'explained' ? [one.group] : [])));
  return {
    memberships,
    grants: [
      ...of.entitled.flatMap((one) => birthrightOf(of, one, taken)),
      ...memberships.flatMap((one): ListedGrant[] =>
        one.as === 'adopted'
          ? [
              {
                cause: 'adopted',
                holds: { kind: 'group', group: one.name },
                groups: [one.group],
                rows: [],
                risk: one.risk,
              },
            ]
          : [],
      ),
    ],
    missing: missingOf(of),
    ...leftOutOf(of, taken),
  };
}

/** All that rows give and is not taken over, also outside the scope: no policy brings it by itself. */
function leftOutOf({ entitled, ledger }: Holdings, taken: ReadonlySet<GroupId>): Pick<AdoptionItem, 'leftOut'> {
  // Whose work the ledger knows has been given what the rules give.
  if (ledger !== null && ledger.engagements.length > 0) return {};
  const leftOut = entitled.flatMap(({ holds, groups, rows }) => {
    const left = groups.filter((group) => !taken.has(group)).sort();
    return left.length === 0 ? [] : [{ holds, groups: left, rows }];
  });
  return leftOut.length === 0 ? {} : { leftOut };
}

function membership(of: Holdings, listed: ListedGroup): ListedMembership | null {
  const { group, name, owner, risk } = listed;
  const rows = [...new Set(of.entitled.flatMap((one) => (one.groups.includes(group) ? one.rows : [])))];
  const said = (as: ListedMembership['as'], because: MembershipReason | null = null): ListedMembership => ({
    group,
    name,
    owner,
    risk,
    as,
    rows: as === 'explained' ? rows : [],
    because,
  });
  if (!of.adoptable) return said('finding', 'account-not-adopted');
  // The ledger says already why it is there, or that a person has to decide about it.
  if (covered(of, group)) return null;
  if (listed.protected) return said('finding', 'protected-group');
  if (of.ledger !== null && excludedBy(of.ledger.exclusions, group, of.now)) return said('finding', 'excluded');
  if (removedBefore(of, group)) return said('finding', 'removed-before');
  if (rows.length > 0) return said('explained');
  if (owner === 'rule' || owner === 'directory') return said('owned-elsewhere');
  return risk === 'high' ? said('finding', 'high-risk') : said('adopted');
}

const covered = ({ ledger, now }: Holdings, group: GroupId) =>
  ledger?.grants.some((grant) => grant.groups.includes(group) && isLive(grant, now)) ?? false;

const removedBefore = ({ ledger }: Holdings, group: GroupId) =>
  ledger?.records.some((one) => one.group === group && one.removalVerifiedAt !== null) ?? false;

/** Only the groups that are there: what a row gives and is missing is named, and not promised. */
function birthrightOf(of: Holdings, one: Entitled, taken: ReadonlySet<GroupId>): ListedGrant[] {
  const { holds, rows, risk } = one;
  const groups = one.groups.filter((group) => taken.has(group)).sort();
  const held = of.ledger?.grants.some((grant) => sameHold(grant.holds, holds) && isLive(grant, of.now)) ?? false;
  // Opened by hand: nothing at the provider tells, and a leaver's case must have it closed.
  const byHand = one.manual !== null && one.groups.length === 0 && !held;
  return groups.length > 0 || byHand ? [{ cause: 'birthright', holds, groups, rows, risk }] : [];
}

function missingOf(of: Holdings): Held['missing'] {
  return of.groups.flatMap(({ group, name, members }) => {
    const rows = [...new Set(of.entitled.flatMap((one) => (one.groups.includes(group) ? one.rows : [])))];
    return rows.length === 0 || members.has(of.account) || covered(of, group) ? [] : [{ group, name, rows }];
  });
}
