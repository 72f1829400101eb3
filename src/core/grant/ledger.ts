/**
 * One person's part of the ledger, as one value. The shell loads it under the person's lock, the core decides on
 * it, `evolveLedger` says what each event makes of it, and the store writes back the rows that differ.
 */
import type { TenureEvent } from '../evidence/model.ts';
import type { Account, Engagement, HeldBack, Person } from '../person/model.ts';
import type { MembershipRecord } from '../reconcile/model.ts';
import { canonical } from '../shared/canonical.ts';
import type { AccountId, CaseId, GroupId } from '../shared/ids.ts';
import { orErased, withoutWords } from './erased.ts';
import { holdBegan } from './hold.ts';
import { onLeave } from './leaves.ts';
import type { Exclusion, Grant } from './model.ts';
import { formerOf, withFormer } from './names.ts';
import { changedRecords, type RecordEdit } from './records.ts';
import { narrowed, widened } from './regroup.ts';
import { forgotten, overwritten } from './writtenOver.ts';

export interface PersonLedger {
  readonly person: Person | null;
  readonly engagements: readonly Engagement[];
  readonly accounts: readonly Account[];
  readonly records: readonly MembershipRecord[];
  readonly grants: readonly Grant[];
  readonly exclusions: readonly Exclusion[];
}

export const emptyLedger: PersonLedger = {
  person: null,
  engagements: [],
  accounts: [],
  records: [],
  grants: [],
  exclusions: [],
};

/** The ledger after one event of `by`'s stream. Events that are not about the ledger leave it as it is. */
export function evolveLedger(ledger: PersonLedger, event: TenureEvent, by: CaseId): PersonLedger {
  // What is taken from them now was an address of theirs, and is not to be remembered as one.
  if (event.type === 'PersonErased') return withoutWords(ledger, event.at);
  return withFormer(ledger, evolve(ledger, orErased(event), by));
}

function evolve(ledger: PersonLedger, event: TenureEvent, by: CaseId): PersonLedger {
  switch (event.type) {
    case 'PersonRegistered':
      return { ...ledger, person: { ...formerOf(ledger), id: event.person, profile: event.personal } };
    case 'ProfileChanged':
      return {
        ...inKeeping(ledger),
        person: {
          ...formerOf(ledger),
          ...overwritten(ledger.person, event.personal, by),
          id: event.person,
          profile: event.personal,
        },
      };
    case 'CaseWithdrawn':
      return ledger.person === null || event.undid !== 'work'
        ? ledger
        : { ...ledger, person: forgotten(ledger.person, by) };
    case 'EngagementOpened':
      return { ...ledger, engagements: put(ledger.engagements, event.engagement) };
    case 'EngagementChanged':
      return { ...inKeeping(ledger), engagements: put(ledger.engagements, event.engagement) };
    case 'MissingConfirmed':
      return {
        ...ledger,
        engagements: ledger.engagements.map((one) =>
          one.id === event.engagement ? afterConfirmed(one, event.groups) : one,
        ),
      };
    case 'LeaveSet':
      return onLeave(ledger, event);
    case 'GrantGiven':
      return { ...ledger, grants: put(ledger.grants, event.grant) };
    case 'GrantEnded':
      return moveGrantEnd(ledger, event, { endedBy: event.by, changeSet: event.changeSet });
    case 'GrantReinstated':
      // The end that stands now is this case's, whatever change set had set the one before.
      return moveGrantEnd(ledger, event, {
        endedBy: event.end === null ? null : event.endedBy === undefined ? event.by : event.endedBy,
        changeSet: null,
        ...(event.hadEnded === true ? { givenAgainBy: event.by } : {}),
      });
    case 'GrantWidened':
      return widened(ledger, event);
    case 'GrantNarrowed':
      return narrowed(ledger, event);
    case 'HoldBegan':
      return {
        ...ledger,
        grants: ledger.grants.map((one) => (one.id === event.grant ? holdBegan(one, event.at, event.end) : one)),
      };
    case 'GrantKept':
      return changeGrant(ledger, event.grant, { review: event.review });
    case 'GrantRowsChanged':
      return changeGrant(ledger, event.grant, { rows: event.rows });
    case 'ExclusionSet':
      return { ...ledger, exclusions: put(ledger.exclusions, event.exclusion) };
    case 'ExclusionLifted':
      return {
        ...ledger,
        exclusions: ledger.exclusions.map((one) => (one.id === event.exclusion ? { ...one, until: event.at } : one)),
      };
    case 'AccountIntended':
      // An account that exists is no longer an intent: a run that came too late does not make it one again.
      if (ledger.accounts.some(({ id, providerId }) => id === event.account && providerId !== null)) return ledger;
      return {
        ...ledger,
        accounts: put(ledger.accounts, {
          id: event.account,
          person: event.person,
          connection: event.connection,
          login: event.personal.login,
          providerId: null,
          origin: event.because === 'to-be-found' ? 'found' : 'made',
          verified: null,
          verifiedAt: null,
          loweredByUs: null,
          intendedBy: by,
        }),
      };
    case 'LoginIntended':
      return changeAccount(ledger, event.account, { renameTo: event.personal.login });
    case 'LoginVerified':
      return renamed(ledger, event);
    case 'LoweringIntended':
      return changeAccount(ledger, event.account, { loweringIntended: true });
    case 'LoweringWithdrawn':
      return changeAccount(ledger, event.account, { loweringIntended: false });
    case 'AccountVerified':
      return changeAccount(ledger, event.account, {
        ...(isIntended(ledger, event.account) ? { loweringIntended: false } : {}),
        providerId: event.providerId,
        verified: event.state,
        verifiedAt: event.at,
        ...opened(ledger, event),
        loweredByUs: event.loweredByUs,
        ...(event.source === undefined ? {} : { source: event.source }),
        ...(event.personal === undefined ? {} : { login: event.personal.login }),
      });
    case 'SourceConfirmed':
      return changeAccount(ledger, event.account, { source: event.source });
    case 'AccountAdopted':
      return adopted(ledger, event, by);
    case 'ShadowRecorded':
      return changeAccount(ledger, event.account, { heldBack: event.would });
    case 'ShadowLifted': {
      const lifted = new Set(event.changes.map(canonical));
      const left = (held: readonly HeldBack[] = []) => held.filter((one) => !lifted.has(canonical(one)));
      const of = ledger.accounts.find(({ id }) => id === event.account);
      return changeAccount(ledger, event.account, { heldBack: left(of?.heldBack) });
    }
    case 'VerificationSetAside':
      return setAside(ledger, event.account, event.group);
    case 'MembershipsRecorded':
      return event.groups.reduce(
        (after, { group }) => changeRecord(after, event.account, group, { firstSeen: event.at, verifiedAt: event.at }),
        ledger,
      );
    case 'MembershipVerified':
      return changeRecord(ledger, event.account, event.group, {
        firstSeen: event.at,
        verifiedAt: event.at,
        verifiedUnder: event.under,
        ...(event.givenByUs ? { givenByUs: true } : {}),
      });
    case 'RemovalVerified':
      return changeRecord(ledger, event.account, event.group, {
        firstSeen: event.at,
        removalVerifiedAt: event.at,
        // What was read back before is over: a grant that covers the group again is given afresh.
        verifiedUnder: null,
      });
    case 'LeaverVerified':
      return event.remaining.reduce(
        (after, { group }) => changeRecord(after, event.account, group, { firstSeen: event.at, leftAt: event.at }),
        ledger,
      );
    default:
      return ledger;
  }
}

/** What somebody has said is to be given after all is left out no longer. */
function afterConfirmed(engagement: Engagement, groups: readonly GroupId[]): Engagement {
  const { leftOut = [], ...work } = engagement;
  const left = leftOut.flatMap((one) => {
    const still = one.groups.filter((group) => !groups.includes(group));
    return still.length === 0 ? [] : [{ ...one, groups: still }];
  });
  return left.length === 0 ? work : { ...work, leftOut: left };
}

function renamed(
  ledger: PersonLedger,
  { account, personal }: Extract<TenureEvent, { readonly type: 'LoginVerified' }>,
): PersonLedger {
  const accounts = ledger.accounts.map((one) => {
    if (one.id !== account) return one;
    const { renameTo: _, ...kept } = one;
    return { ...kept, login: personal.login };
  });
  return { ...ledger, accounts };
}

/** A case has changed the person: what was left as found at the adoption is the policy's to say from now on. */
function inKeeping(ledger: PersonLedger): PersonLedger {
  if (ledger.accounts.every(({ leftAsFound }) => leftAsFound === undefined)) return ledger;
  return { ...ledger, accounts: ledger.accounts.map(({ leftAsFound: _, ...account }) => account) };
}

function adopted(
  ledger: PersonLedger,
  { account: id, providerId, of, leftAsFound, personal }: Extract<TenureEvent, { readonly type: 'AccountAdopted' }>,
  by: CaseId,
): PersonLedger {
  const found = { providerId, origin: 'adopted', login: personal.login } as const;
  if (of === undefined) {
    const standing = ledger.accounts.find((one) => one.id === id);
    // Somebody said whose it is; it is still not ours to make or close.
    return changeAccount(ledger, id, standing?.origin === 'found' ? { ...found, origin: 'found' } : found);
  }
  const account: Account = {
    id,
    ...of,
    ...found,
    verified: null,
    verifiedAt: null,
    loweredByUs: null,
    intendedBy: by,
    ...(leftAsFound === undefined ? {} : { leftAsFound }),
  };
  return { ...ledger, accounts: put(ledger.accounts, account) };
}

export function evolveAll(ledger: PersonLedger, events: readonly TenureEvent[], by: CaseId): PersonLedger {
  return events.reduce((after, event) => evolveLedger(after, event, by), ledger);
}

const isIntended = ({ accounts }: PersonLedger, account: AccountId) =>
  accounts.some(({ id, loweringIntended }) => id === account && loweringIntended === true);

/** Plan again as if nothing had been read back: adds, removals and lifts are ours to make once more. */
function setAside(ledger: PersonLedger, account: AccountId, group: GroupId | null): PersonLedger {
  if (group === null) {
    const { verified = null } = ledger.accounts.find(({ id }) => id === account) ?? {};
    // Decided already, on another case that had asked the same.
    if (verified === null) return ledger;
    const low = verified === 'suspended' || verified === 'deactivated' ? verified : null;
    return changeAccount(ledger, account, { verified: null, loweredByUs: low });
  }
  return {
    ...ledger,
    records: ledger.records.map((one) =>
      one.account === account && one.group === group ? { ...one, verifiedUnder: [], removalVerifiedAt: null } : one,
    ),
  };
}

function put<Row extends { readonly id: string }>(rows: readonly Row[], row: Row): readonly Row[] {
  return rows.some(({ id }) => id === row.id) ? rows.map((one) => (one.id === row.id ? row : one)) : [...rows, row];
}

type EndMoved = Extract<TenureEvent, { readonly type: 'GrantEnded' | 'GrantReinstated' }>;

/** An end that names no other one that stood before is the grant's own: nothing cuts it short any more. */
function moveGrantEnd(ledger: PersonLedger, event: EndMoved, edit: Partial<Grant>): PersonLedger {
  const { grant, end, until, endBefore, endedByBefore = null } = event;
  return {
    ...ledger,
    grants: ledger.grants.map((one) => {
      if (one.id !== grant) return one;
      const { endWithout: _, ...kept } = one;
      const cut = endBefore === undefined ? {} : { endWithout: { end: endBefore, endedBy: endedByBefore } };
      return { ...kept, end, ...edit, ...(until === undefined ? {} : { until }), ...cut };
    }),
  };
}

function changeGrant(ledger: PersonLedger, id: Grant['id'], edit: Partial<Grant>): PersonLedger {
  return { ...ledger, grants: ledger.grants.map((one) => (one.id === id ? { ...one, ...edit } : one)) };
}

function changeRecord(ledger: PersonLedger, account: AccountId, group: GroupId, edit: RecordEdit): PersonLedger {
  return { ...ledger, records: changedRecords(ledger.records, account, group, edit) };
}

type Verified = Extract<TenureEvent, { type: 'AccountVerified' }>;

/** Read as open once more, it stands open since before. */
function opened({ accounts }: PersonLedger, { account, state, at }: Verified): Pick<Account, 'openedAt'> {
  const before = accounts.find(({ id }) => id === account)?.verified ?? null;
  return isOpen(state) && !isOpen(before) ? { openedAt: at } : {};
}

const isOpen = (state: Account['verified']) => state === 'awaiting-user' || state === 'active';

function changeAccount(ledger: PersonLedger, id: AccountId, edit: Partial<Account>): PersonLedger {
  return { ...ledger, accounts: ledger.accounts.map((one) => (one.id === id ? { ...one, ...edit } : one)) };
}
