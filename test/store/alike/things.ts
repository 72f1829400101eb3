/** A handful of everything there is: so few that what is done at random meets what was done before. */
import { emptyLedger, type PersonLedger } from '../../../src/core/grant/ledger.ts';
import {
  accountId,
  adoptionId,
  caseId,
  changeSetId,
  connectionId,
  deskUserId,
  engagementId,
  entitlementId,
  exceptionId,
  grantId,
  groupId,
  groupName,
  naturalKey,
  personId,
  policyVersion,
  providerAccountId,
} from '../../../src/core/shared/ids.ts';
import { type Instant, instantOf } from '../../../src/core/shared/instant.ts';
import type { DeskCardRow } from '../../../src/ports/deskRows.ts';
import type { RaisedRow } from '../../../src/ports/raised.ts';
import type {
  AdoptionRow,
  CaseRow,
  ChangeSetItem,
  ChangeSetRow,
  ExceptionRow,
  StoredGroup,
} from '../../../src/ports/store.ts';
import { EXAMPLES, engagement, profile } from '../../golden/events.ts';

export const okta = connectionId('okta');
export const FEW = [0, 1, 2, 3] as const;
const BEGINNING = Date.parse('2026-03-02T08:00:00Z');
export const hour = (hours: number): Instant => instantOf(new Date(BEGINNING + hours * 3_600_000));
const some = <Value>(values: readonly Value[], n: number): Value => {
  const value = values[n % values.length];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
};

export const personOf = (n: number) => personId(`p${n % 3}`);
/** The last is a part of the first, with a stream of its own. */
export const caseOf = (n: number) => (n === 3 ? caseId('jira', '0/p1') : caseId('jira', String(n)));
export const accountOf = (n: number) => accountId(`okta/p${n % 3}`);
export const providerIdOf = (n: number) => providerAccountId(`00u${n}`);
export const group = (n: number) => groupId(okta, `g${n % 3}`);
export const changeSet = (n: number) => changeSetId(`cs${n}`);
export const adoption = (n: number) => adoptionId(`ad${n % 2}`);
export const exception = (n: number) => exceptionId(n === 3 ? 'finding/x' : `x${n}`);
export const version = (n: number) => policyVersion(`v${n}`);
export const mail = (n: number) => `P${n}@acme.example`;
export const roleOf = (n: number) => entitlementId('figma', `role-${n % 2}`);

/** Somebody's part of the ledger in one of some hundred states. */
export function ledger(n: number, a: number, b: number, c: number): PersonLedger {
  const person = personOf(n);
  if (a === 3 && b === 3) return emptyLedger;
  const grants = [0, 1].slice(0, c).map((one) => ({
    ...EXAMPLES.GrantGiven.grant,
    id: grantId(`${person}-${(one + a) % 3}`),
    person,
    givenBy: caseOf(b),
    groups: [group(one + b)],
    holds: { kind: 'entitlement', entitlement: roleOf(one + a) } as const,
    start: { kind: 'exact', at: hour(a) } as const,
    end: b === 0 ? null : hour(b * 5),
    ...(c === 2 ? { review: hour(b) } : {}),
  }));
  return {
    person: {
      id: person,
      profile: { ...profile, naturalKey: naturalKey(`e-${n % 3}`), workMail: mail(n + b) },
      ...(c === 3 ? { formerMails: [mail(a).toLowerCase()] } : {}),
    },
    engagements: [
      {
        ...engagement,
        id: engagementId(`${person}-work`),
        person,
        start: hour(-20),
        end: a === 0 ? null : hour(a * 4),
        ...(b !== 1
          ? { leaves: [{ case: caseOf(a), from: hour(c * 3), until: a === 0 ? null : hour(c * 3 + 3) }] }
          : {}),
      },
    ],
    accounts: [
      {
        id: accountOf(n),
        person,
        connection: okta,
        login: mail(a),
        providerId: b === 0 ? null : providerIdOf(n % 3),
        origin: 'made',
        verified: some([null, 'active', 'deactivated'] as const, c),
        verifiedAt: null,
        loweredByUs: null,
        intendedBy: caseOf(a),
        ...(c === 3 ? { heldBack: [{ change: 'add', group: group(a), for: caseOf(a) }] } : {}),
      },
    ],
    records: [0, 1].slice(0, b).map((one) => ({
      account: accountOf(n),
      group: group(one + c),
      firstSeen: hour(1),
      givenByUs: a === 1,
      verifiedAt: c === 0 ? null : hour(2),
      verifiedUnder: [],
      removalVerifiedAt: a === 2 ? hour(a + c) : null,
    })),
    grants,
    exclusions: [],
  };
}

export const caseRow = (n: number, a: number, b: number, now: Instant): CaseRow => ({
  id: caseOf(n),
  issueId: String(n),
  issueKey: `KEY-${a}`,
  kind: some(['onboarding', 'access-request'] as const, b),
  person: a === 3 ? null : personOf(a),
  state: some(['open', 'waiting', 'proved', 'closed'] as const, b),
  openedAt: hour(n),
  updatedAt: now,
});

export const exceptionRow = (n: number, a: number, b: number): ExceptionRow => ({
  id: exception(n),
  kind: some(['not-getting-through', 'admin-unknown', 'login-clash'], b),
  case: a === 0 || n === 3 ? null : caseOf(a),
  person: b === 3 ? null : personOf(a),
  account: b === 2 ? null : accountOf(a),
  group: null,
  detail: { values: 'some', tries: a },
  openedAt: hour(b),
  settled: null,
});

export const storedGroup = (n: number, a: number): StoredGroup => ({
  id: group(n),
  name: groupName(okta, `named-${a}`),
  owner: 'tenure',
  members: a,
  mfaEnrolment: false,
  vanished: false,
});

export const changeSetRow = (n: number, a: number, b: number): ChangeSetRow => ({
  id: changeSet(n),
  origin: { kind: 'policy', ref: 'v', actor: 'a' },
  state: some(['counted', 'held', 'applying', 'done'] as const, a),
  hash: `h${b}`,
  because: [],
  createdAt: hour(n),
  policy: null,
  // As in life: it is said once, when it is counted.
  ...(n === 0 ? {} : { recounts: changeSet(n - 1) }),
  ...(b === 1 ? { gives: { kind: 'missing', adoption: adoption(n), case: caseOf(0) } as const } : {}),
  problems: [],
});

export const changeSetItem = (n: number, b: number): ChangeSetItem => ({
  person: personOf(n),
  gains: [],
  loses: [group(b)],
  opens: [],
  closes: [],
  frees: [],
  state: 'open',
});

export const adoptionRow = (n: number, a: number): AdoptionRow => ({
  id: adoption(n),
  scope: { kind: 'connection', connection: okta },
  state: some(['filing', 'listed', 'applying', 'done'] as const, a),
  case: null,
  issue: null,
  filingSince: null,
  by: 'ada',
  policy: version(0),
  hash: 'h',
  counts: {
    ...{ accounts: 0, known: 0, matched: 0, outOfReach: 0, findings: 0, explained: 0, adopted: 0, ownedElsewhere: 0 },
    ...{ membershipFindings: 0, missing: a, reasons: {} },
  },
  at: hour(0),
  confirmedBy: null,
  createdAt: hour(n),
});

export const raisedRow = (n: number, a: number, b: number): RaisedRow => ({
  // Who asked, and for whom, is never another under the same key.
  ...{ key: `api:${n}`, asker: personOf(n), beneficiary: personOf(n + 1), channel: 'api', lines: [roleOf(a)] },
  ...{ duration: null, reason: 'why', ticket: null, breakGlass: false, digest: 'd', raisedAt: hour(n) },
  ...{ filingSince: null, triedAt: null },
  issue: b === 3 ? { connection: connectionId('jira'), id: String(n), key: `HELP-${n}` } : null,
  ...(a === 2 ? { droppedAt: hour(b) } : {}),
});

/** A card stays its case's for good: its key is made of it. */
export const deskCard = (n: number, a: number, b: number): DeskCardRow => ({
  ...{ key: `k${n}`, case: caseOf(n), question: '1', user: deskUserId('U'), place: null, triedSince: hour(0) },
  stands: null,
  heldBy: b === 1 ? { holder: 'me', until: hour(a) } : null,
  trouble: b === 2 ? 'denied' : null,
});
