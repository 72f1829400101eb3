/** Listings x ledger x policy -> the frozen list. The same facts give the same list, in whatever order they came. */
import { leadingEngagement, type PersonLedger } from '../grant/index.ts';
import type { CaseRules } from '../person/index.ts';
import type { SeenState } from '../person/model.ts';
import { accountProfile, attributesOf, fold } from '../policy/index.ts';
import { canonical, sha256 } from '../shared/canonical.ts';
import type { NaturalKey, ProviderAccountId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import { holdingsOf } from './memberships.ts';
import type {
  AccountReason,
  AdoptedPerson,
  AdoptionCounts,
  AdoptionItem,
  AdoptionList,
  AdoptionScope,
  ListedAccount,
  ListedGroup,
  Standing,
} from './model.ts';
import { type PersonRead, readPerson } from './people.ts';

export interface AdoptionInput {
  readonly scope: AdoptionScope;
  /** Every account of the connection. */
  readonly accounts: readonly ListedAccount[];
  /** Every managed group of the scope, each with all its members. */
  readonly groups: readonly ListedGroup[];
  /** Everybody the ledger knows. */
  readonly ledgers: readonly PersonLedger[];
  readonly rules: CaseRules;
  /** When the listings began. */
  readonly now: Instant;
}

export function adoptionList(input: AdoptionInput): AdoptionList {
  const { scope, rules } = input;
  const facts = factsOf(input);
  const groups = [...input.groups].sort((a, b) => byText(a.group, b.group));
  const items = [...input.accounts]
    .sort((a, b) => byText(a.providerId, b.providerId))
    .flatMap((account) => itemOf(input, facts, groups, account) ?? []);
  const list = { scope, policy: rules.version, items };
  return { ...list, counts: countsOf(items), hash: sha256(canonical(list)) };
}

interface Facts {
  readonly reads: ReadonlyMap<ProviderAccountId, PersonRead>;
  /** How many accounts say they are this person's. */
  readonly claims: ReadonlyMap<NaturalKey, number>;
  readonly byAccount: ReadonlyMap<ProviderAccountId, PersonLedger>;
  readonly byKey: ReadonlyMap<NaturalKey, PersonLedger>;
}

function factsOf({ accounts, ledgers, rules, scope, now }: AdoptionInput): Facts {
  const reads = new Map(
    accounts.map((one) => [one.providerId, readPerson(one.profile, one.login, rules, now)] as const),
  );
  const claims = new Map<NaturalKey, number>();
  for (const { person } of reads.values()) {
    if (person !== null) claims.set(person.profile.naturalKey, (claims.get(person.profile.naturalKey) ?? 0) + 1);
  }
  const byAccount = new Map<ProviderAccountId, PersonLedger>();
  const byKey = new Map<NaturalKey, PersonLedger>();
  for (const ledger of ledgers) {
    if (ledger.person !== null) byKey.set(ledger.person.profile.naturalKey, ledger);
    for (const { connection, providerId } of ledger.accounts) {
      if (connection === scope.connection && providerId !== null) byAccount.set(providerId, ledger);
    }
  }
  return { reads, claims, byAccount, byKey };
}

/** `null` = out of the scope. */
function itemOf(
  input: AdoptionInput,
  facts: Facts,
  groups: readonly ListedGroup[],
  account: ListedAccount,
): AdoptionItem | null {
  const { rules, now } = input;
  const ours = facts.byAccount.get(account.providerId);
  const read = facts.reads.get(account.providerId);
  const person = ours === undefined ? personOf(facts, read) : knownPerson(ours, now);
  if (!isInScope(input, groups, account, person)) return null;
  const ledger = ours ?? (person === null ? null : (facts.byKey.get(person.profile.naturalKey) ?? null));
  const { standing, because } = standingOf(input, facts, account, read, ours, ledger);
  // Who has left holds nothing that could be taken over: what an account of theirs is still in is a finding.
  const adoptable = standing === 'matched' || (standing === 'known' && !hasLeft(ledger, now));
  // Only what a person is now explains anything; for somebody who has left nothing is wanted.
  const entitled = adoptable && person !== null ? rules.entitledBy(attributesOf(person)) : [];
  return {
    account: account.providerId,
    login: account.login,
    state: account.state,
    standing,
    because,
    about: standing === 'finding' ? (read?.about ?? []) : [],
    person,
    ...holdingsOf({ account: account.providerId, adoptable, entitled, ledger, groups, now }),
    profileDiffers: standing === 'matched' && person !== null ? differing(account, person, rules) : [],
  };
}

function personOf({ byKey }: Facts, read: PersonRead | undefined): AdoptedPerson | null {
  if (read === undefined || read.person === null) return null;
  return { id: byKey.get(read.person.profile.naturalKey)?.person?.id ?? null, ...read.person };
}

/** Who is in the ledger already is what the ledger says, not what stands in a profile. */
function knownPerson({ person, engagements }: PersonLedger, now: Instant): AdoptedPerson | null {
  const work = leadingEngagement(engagements, now);
  if (person === null || work === undefined) return null;
  const { workerType, attributes, end } = work;
  return { id: person.id, profile: person.profile, workerType, attributes, end };
}

function isInScope(
  { scope }: AdoptionInput,
  groups: readonly ListedGroup[],
  { providerId }: ListedAccount,
  person: AdoptedPerson | null,
): boolean {
  switch (scope.kind) {
    case 'connection':
      return true;
    case 'application':
      return groups.some(({ members }) => members.has(providerId));
    case 'department':
      return fold(person?.attributes.department ?? '') === fold(scope.department);
    default:
      return unreachable(scope);
  }
}

function standingOf(
  { rules, now, scope }: AdoptionInput,
  { claims }: Facts,
  account: ListedAccount,
  read: PersonRead | undefined,
  ours: PersonLedger | undefined,
  ledger: PersonLedger | null,
): { readonly standing: Standing; readonly because: readonly AccountReason[] } {
  const outOfReach: AccountReason[] = [
    ...(isProtected(rules, account) ? (['protected'] as const) : []),
    ...(isNonPerson(rules, account) && !isProtected(rules, account) ? (['non-person'] as const) : []),
    ...(account.admin ? (['administrator'] as const) : []),
  ];
  if (outOfReach.length > 0) return { standing: 'out-of-reach', because: outOfReach };
  if (ours !== undefined) return { standing: 'known', because: [] };
  const key = read?.person?.profile.naturalKey;
  const because: AccountReason[] = [
    ...stateReasons(account.state),
    ...(read?.because ?? []),
    ...(key !== undefined && (claims.get(key) ?? 0) > 1 ? (['same-person-key'] as const) : []),
    ...(ledger?.accounts.some(({ connection }) => connection === scope.connection)
      ? (['second-account'] as const)
      : []),
    ...(hasLeft(ledger, now) ? (['has-left'] as const) : []),
  ];
  return because.length > 0 ? { standing: 'finding', because } : { standing: 'matched', because };
}

const isProtected = ({ settings }: CaseRules, { login, providerId, profile }: ListedAccount) =>
  settings.protected.accounts.some((one) =>
    [login, providerId, profile.workMail].some((name) => name?.toLowerCase() === one.toLowerCase()),
  );

const isNonPerson = (rules: CaseRules, { login, profile }: ListedAccount) =>
  rules.isNonPerson(login) || rules.isNonPerson(profile.workMail);

const hasLeft = (ledger: PersonLedger | null, now: Instant) =>
  ledger !== null && ledger.engagements.length > 0 && ledger.engagements.every(({ end }) => end !== null && end <= now);

function stateReasons(state: SeenState): AccountReason[] {
  switch (state) {
    case 'active':
      return [];
    case 'staged':
    case 'awaiting-user':
      return ['never-used'];
    case 'suspended':
      return ['suspended'];
    case 'deactivated':
      return ['closed'];
    case 'changing':
      return ['changing'];
    default:
      return unreachable(state);
  }
}

/** What a reconcile would write into the profile: it is left until a case changes the person. */
function differing(account: ListedAccount, person: AdoptedPerson, { settings }: CaseRules): readonly string[] {
  if (account.masteredElsewhere) return [];
  const wanted = accountProfile(settings, person.profile, attributesOf(person), account.login);
  return Object.entries(wanted)
    .flatMap(([field, value]) => (account.profile[field] === value ? [] : [field]))
    .sort();
}

function countsOf(items: readonly AdoptionItem[]): AdoptionCounts {
  const standing = (one: Standing) => items.filter((item) => item.standing === one).length;
  const memberships = items.flatMap((item) => item.memberships);
  const as = (one: (typeof memberships)[number]['as']) => memberships.filter((each) => each.as === one).length;
  return {
    accounts: items.length,
    known: standing('known'),
    matched: standing('matched'),
    outOfReach: standing('out-of-reach'),
    findings: standing('finding'),
    explained: as('explained'),
    adopted: as('adopted'),
    ownedElsewhere: as('owned-elsewhere'),
    membershipFindings: as('finding'),
    missing: items.reduce((sum, { missing }) => sum + missing.length, 0),
    reasons: tally(items.flatMap(reasonsOf)),
  };
}

/** That an account is not adopted says its own reason; its memberships need not say it again. */
const reasonsOf = ({ because, memberships }: AdoptionItem): readonly string[] => [
  ...because,
  ...memberships.flatMap(({ because: why }) => (why === null || why === 'account-not-adopted' ? [] : [why])),
];

function tally(reasons: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const one of reasons) counts.set(one, (counts.get(one) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => byText(a, b)));
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
