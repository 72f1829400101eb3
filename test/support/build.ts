/**
 * Small ledgers for tests of the core: one person, one account at `okta`, time in minutes from a Monday morning.
 * Every builder takes what the test is about and fills in the rest.
 */
import type { IssueRef, TenureEvent } from '../../src/core/evidence/model.ts';
import { emptyLedger, evolveAll, type PersonLedger, wanted } from '../../src/core/grant/index.ts';
import type { Exclusion, Grant } from '../../src/core/grant/model.ts';
import type { Account, Engagement, Person, SeenState } from '../../src/core/person/model.ts';
import type { Bounds, ConcludeInput } from '../../src/core/reconcile/index.ts';
import type {
  AccountProfile,
  GroupOwner,
  MembershipRecord,
  Seen,
  SeenAccount,
} from '../../src/core/reconcile/model.ts';
import {
  accountId,
  type CaseId,
  caseId,
  connectionId,
  engagementId,
  type GroupId,
  grantId,
  groupId,
  groupName,
  naturalKey,
  personId,
  policyVersion,
  providerAccountId,
  withinConnection,
} from '../../src/core/shared/ids.ts';
import { type Instant, instantOf } from '../../src/core/shared/instant.ts';

const MONDAY = Date.parse('2026-01-05T09:00:00.000Z');

/** That many minutes after the Monday all tests begin on. */
export const at = (minute: number): Instant => instantOf(new Date(MONDAY + Math.round(minute * 60_000)));
export const until = (minute: number | null): Instant | null => (minute === null ? null : at(minute));

export const okta = connectionId('okta');
export const mara = personId('mara');
export const policy = policyVersion('ab'.repeat(32));
export const theCase = (name: string): CaseId => caseId('jira', name);
export const joining = theCase('joining');
export const leaving = theCase('leaving');
export const issue = (id: string): IssueRef => ({ connection: connectionId('jira'), id, key: `PEO-${id}` });
export const group = (name: string): GroupId => groupId(okta, name);
export const grantNamed = grantId;

export const person: Person = {
  id: mara,
  profile: {
    naturalKey: naturalKey('e2001'),
    givenName: 'Mara',
    familyName: 'Lindt',
    workMail: 'mara.lindt@acme.example',
  },
};

/** From minute 0, open-ended, unless said otherwise. */
export const engagement = (edit: Partial<Engagement> = {}): Engagement => ({
  id: engagementId('work'),
  person: mara,
  workerType: 'employee',
  attributes: { department: 'Science' },
  accountFrom: at(0),
  activeFrom: at(0),
  start: at(0),
  end: null,
  openedBy: joining,
  endedBy: null,
  changedBy: joining,
  ...edit,
});

/** A birthright on these groups; `from` and `to` in minutes. */
export function grant(
  id: string,
  groups: readonly GroupId[],
  from: number,
  to: number | null = null,
  edit: Partial<Grant> = {},
): Grant {
  return {
    id: grantId(id),
    person: mara,
    engagement: engagementId('work'),
    holds: { kind: 'group', group: groupName(okta, withinConnection(groups[0] ?? group('none'))) },
    groups,
    cause: 'birthright',
    givenBy: joining,
    rows: [],
    policy,
    start: { kind: 'exact', at: at(from) },
    end: until(to),
    endedBy: null,
    changeSet: null,
    ...edit,
  };
}

export const exclusion = (groups: readonly GroupId[], from: number, to: number | null = null): Exclusion => ({
  id: `no-${from}`,
  person: mara,
  groups,
  reason: 'a review said so',
  from: at(from),
  until: until(to),
  setBy: theCase('review'),
});

/** Made by us and read back as active, unless said otherwise. */
export const account = (edit: Partial<Account> = {}): Account => ({
  id: accountId('okta/mara'),
  person: mara,
  connection: okta,
  login: 'mara.lindt@acme.example',
  providerId: providerAccountId('u1'),
  origin: 'made',
  verified: 'active',
  verifiedAt: at(0),
  loweredByUs: null,
  intendedBy: joining,
  ...edit,
});

export const notMadeYet = account({ providerId: null, verified: null, verifiedAt: null });

export const record = (of: GroupId, edit: Partial<MembershipRecord> = {}): MembershipRecord => ({
  account: account().id,
  group: of,
  firstSeen: at(0),
  givenByUs: true,
  verifiedAt: null,
  verifiedUnder: [],
  removalVerifiedAt: null,
  ...edit,
});

export const ledger = (edit: Partial<PersonLedger> = {}): PersonLedger => ({ ...emptyLedger, person, ...edit });

export const seenAccount = (state: SeenState, edit: Partial<SeenAccount> = {}): SeenAccount => ({
  providerId: providerAccountId('u1'),
  login: 'mara.lindt@acme.example',
  state,
  profile: {},
  masteredElsewhere: false,
  ...edit,
});

/** A complete reading: an account in this state, in these groups, none of them anybody else's. */
export const seen = (state: SeenState | null, groups: readonly GroupId[] = [], owner: GroupOwner = 'tenure'): Seen => ({
  account: state === null ? null : seenAccount(state),
  groups: groups.map((one) => ({ group: one, name: withinConnection(one), owner })),
  directApps: [],
});

export const evolved = (before: PersonLedger, events: readonly TenureEvent[], by: CaseId = joining): PersonLedger =>
  evolveAll(before, events, by);

/** Every group is ours, and nothing is out of reach. */
const NO_BOUNDS: Bounds = {
  ownerOf: () => 'tenure',
  protectedAccount: false,
  protectedGroups: new Set(),
  keep: new Set(),
  unaddable: new Set(),
  shadows: () => false,
};

export interface Situation {
  /** 5 unless the test is about time. */
  readonly minute?: number;
  readonly ledger?: Partial<PersonLedger>;
  readonly account?: Account;
  readonly seen: Seen;
  readonly profile?: AccountProfile;
  readonly rules?: Partial<Bounds>;
  /** What this run has written before the reading. */
  readonly wrote?: Partial<
    Pick<ConcludeInput, 'addedNow' | 'answeredGone' | 'stillToTake' | 'profileWritten' | 'directAppsRemoved'>
  >;
}

/** One account as a plan or a conclusion meets it: what is wanted follows from the ledger. */
export function situation({ minute = 5, account: own = account(), seen: reading, ...edit }: Situation): ConcludeInput {
  const now = at(minute);
  const all = ledger({ engagements: [engagement()], accounts: [own], ...edit.ledger });
  return {
    now,
    at: now,
    ledger: all,
    account: own,
    wanted: wanted(all, own, now),
    profile: edit.profile ?? {},
    seen: reading,
    rules: { ...NO_BOUNDS, ...edit.rules },
    addedNow: new Set(),
    profileWritten: [],
    directAppsRemoved: [],
    nameOf: withinConnection,
    ...edit.wrote,
  };
}
