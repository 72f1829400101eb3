/**
 * The store as the shell needs it. One transaction holds at most one person and one case, locked in that order;
 * state, events and follow-up jobs are committed together or not at all. No transaction is open during a call to
 * an outside system.
 */
import type { InReview } from '../core/adoption/index.ts';
import type { RecordedEvent, StreamId, TenureEvent } from '../core/evidence/model.ts';
import type { PersonLedger } from '../core/grant/index.ts';
import type { CaseKind, KnownGroup, Policy, Problem } from '../core/policy/model.ts';
import type { Giving } from '../core/reconcile/index.ts';
import type {
  AccountId,
  AdoptionId,
  CaseId,
  ChangeSetId,
  ConnectionId,
  ExceptionId,
  NaturalKey,
  PersonId,
  PolicyVersion,
  ProviderAccountId,
} from '../core/shared/ids.ts';
import type { Instant, Milliseconds } from '../core/shared/instant.ts';
import type { AdoptionItemRow, AdoptionRow } from './adoptions.ts';
import type { CaseRow, RequestParties } from './caseRows.ts';
import type { DeskReader, DeskWriter } from './deskRows.ts';
import type { AppLook, Job, NoticeJob } from './engine.ts';
import type { ErasedText } from './erased.ts';
import type { ExceptionRow, ExceptionWriter } from './exceptions.ts';
import type { MeterBooking } from './meters.ts';
import type { Pages } from './pages.ts';
import type { ChangeSetItem, PolicyChange } from './policyChanges.ts';
import type { OwnOptionReader, OwnOptionWriter } from './portal.ts';
import type { RaisedReader, RaisedWriter } from './raised.ts';
import type { PutBack, RawEvent } from './rawEvents.ts';
import type { DueAccount, DueAmong, ReconcileRow } from './reconcileRow.ts';
import type { SealBook } from './seals.ts';
import type { SweepStage } from './sweeps.ts';

export type { AdoptionItemRow, AdoptionRow } from './adoptions.ts';
export type { CaseRow, RequestParties } from './caseRows.ts';
export type { ExceptionRow } from './exceptions.ts';
export type { MeterBooking } from './meters.ts';

export interface Store {
  /**
   * Retried up to three times on serialisation failures and deadlocks; `work` must be repeatable. What `first` names is
   * locked and read in the round trip that begins the transaction; `work` asks for it as it would without.
   */
  transaction<Result>(work: (tx: Tx) => Promise<Result>, first?: First): Promise<Result>;
  /** Without locks, on committed state. */
  readonly read: Reader;
  /** Single statements on the staging tables of full sweeps. */
  readonly sweeps: SweepStage;
  /** Seals, and what a bundle is made of. */
  readonly seals: SealBook;
  close(): Promise<void>;
}

/** What a transaction is sure to ask for, before anything else: locked in this order. */
export interface First {
  readonly naturalKey?: NaturalKey;
  readonly person?: PersonId;
  readonly case?: StreamId;
  readonly account?: AccountId;
  readonly evidenceCursor?: StreamId;
  readonly control?: string;
}

// ---- inside a transaction --------------------------------------------------------------------------------

export interface Tx extends ExceptionWriter, OwnOptionWriter, RaisedWriter, DeskWriter {
  /** The database's clock, read in this transaction. */
  readonly now: Instant;
  /** Serialises everybody who registers or looks for this natural key; the person that has it, if any. */
  lockNaturalKey(key: NaturalKey): Promise<PersonId | null>;
  /** Locks the person and loads their whole part of the ledger (empty when unknown). */
  lockPerson(person: PersonId): Promise<PersonLedger>;
  /** Without a lock, as committed by now: for what is decided by somebody else's standing, and changes nothing of theirs. */
  peekPerson(person: PersonId): Promise<PersonLedger>;
  /** Both as the reader's, within this transaction. */
  findPersons(text: string): Promise<readonly PersonId[]>;
  findFormer(mail: string): Promise<readonly PersonId[]>;
  /** Locks the case and loads its stream (empty when unknown). */
  lockCase(stream: StreamId): Promise<readonly RecordedEvent[]>;
  /** Locks the case and loads nothing: for who decides nothing about it. */
  holdCase(stream: StreamId): Promise<void>;
  /**
   * Locks the system's own stream to append to it, and loads nothing: what stands there decides nothing, so also a version
   * that cannot read all of it stops, resumes and puts a policy in force.
   */
  lockSystem(): Promise<void>;
  /** Chains and appends. The stream must be locked in this transaction. Need not be waited for: a failure is the commit's. */
  append(stream: StreamId, events: readonly TenureEvent[]): Promise<readonly RecordedEvent[]>;
  /**
   * Puts events back as they were hashed, into streams that are empty, in this order. What is put back was read from its
   * issue, so that nothing of it is still to be written there.
   */
  putBack(events: readonly PutBack[]): Promise<void>;
  /** Nobody is in the ledger, and no stream is there but the system's own. */
  isUntouched(): Promise<boolean>;
  /** Writes the rows that differ between the two. */
  saveLedger(before: PersonLedger, after: PersonLedger): Promise<void>;
  /** Shown facts of a case beside its stream: for lists, sweeps and the evidence cursor. */
  saveCase(row: CaseRow): Promise<void>;
  /** Who has a part in a request from now on. */
  saveParties(of: CaseId, parties: RequestParties): Promise<void>;
  /** Raises `wanted_rev` and stores when `wanted` next differs; answers the new revision. Need not be waited for either. */
  raiseWanted(account: AccountId, nextChange: Instant | null): Promise<number>;
  setNextChange(account: AccountId, nextChange: Instant | null): Promise<void>;
  /** Locks and reads one account's reconcile row. */
  lockReconcile(account: AccountId): Promise<ReconcileRow>;
  saveReconcile(row: ReconcileRow): Promise<void>;
  /** Answers those that were not known yet. */
  rememberDeliveries(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The writer's place on one issue: everything up to `seq` is on it. */
  evidenceCursor(stream: StreamId): Promise<number>;
  moveEvidenceCursor(stream: StreamId, seq: number): Promise<void>;
  policyInForce(): Promise<Policy | null>;
  putPolicyInForce(
    policy: Policy,
    by: {
      readonly author: string;
      readonly approver: string | null;
      readonly commit?: string;
      readonly changeSet: ChangeSetId | null;
    },
  ): Promise<void>;
  /** A complete listing: what is not in it is marked as vanished. An empty one changes nothing. */
  saveGroups(connection: ConnectionId, groups: readonly StoredGroup[], at: Instant): Promise<void>;
  saveChangeSet(changeSet: ChangeSetRow): Promise<void>;
  lockChangeSet(id: ChangeSetId): Promise<ChangeSetRow | null>;
  saveChangeSetItems(id: ChangeSetId, items: readonly ChangeSetItem[]): Promise<void>;
  /** What was applied stays so: whoever stood still meanwhile, or was faster to say that it is to be counted anew, changes nothing of that. Answers how many are which. */
  markItem(
    id: ChangeSetId,
    person: PersonId,
    state: ChangeSetItem['state'],
  ): Promise<{ readonly open: number; readonly applied: number }>;
  saveAdoption(adoption: AdoptionRow): Promise<void>;
  lockAdoption(id: AdoptionId): Promise<AdoptionRow | null>;
  saveAdoptionItems(id: AdoptionId, items: readonly AdoptionItemRow[]): Promise<void>;
  /** Answers whether an item is still open. */
  markAdoptionItem(
    id: AdoptionId,
    account: ProviderAccountId,
    mark: Pick<AdoptionItemRow, 'state' | 'events'>,
  ): Promise<boolean>;
  /** Books `count` on every meter named, in one statement, unless one of them would pass its limit; then books nothing. */
  bookMeters(meters: readonly MeterBooking[]): Promise<{ readonly booked: boolean; readonly over: readonly string[] }>;
  /** Sign-ons to applications: of each person and application the latest is kept. */
  noteUses(
    connection: ConnectionId,
    uses: readonly { readonly account: ProviderAccountId; readonly app: string; readonly at: Instant }[],
  ): Promise<void>;
  /** Uses before this are no longer on record. Answers how many. */
  forgetUses(before: Instant): Promise<number>;
  getControl<Value>(key: string): Promise<Value | null>;
  /** As it stands once everybody else who has asked for it in this way is done: for what is read to be changed. */
  lockControl<Value>(key: string): Promise<Value | null>;
  setControl(key: string, value: unknown): Promise<void>;
  /**
   * Erases salt and text of all events about a person, and what is kept of them beside events and ledger; chain and answers
   * stay intact. The ledger's own rows are the caller's.
   */
  erasePersonalText(person: PersonId): Promise<ErasedText>;
  /** Committed with everything else; a job never starts before. */
  send(job: Job, options?: { readonly startAfter?: Instant }): Promise<void>;
}

// ---- reading ---------------------------------------------------------------------------------------------

export interface Reader extends OwnOptionReader, Pages, RaisedReader, DeskReader {
  now(): Promise<Instant>;
  person(person: PersonId): Promise<PersonLedger>;
  /** By employee number, work address, login or our own id, exactly (case-folded). More than one = not certain. */
  findPersons(text: string): Promise<readonly PersonId[]>;
  /** Who had this work address or login before another one, exactly (case-folded). More than one = not certain. */
  findFormer(mail: string): Promise<readonly PersonId[]>;
  allPersons(): AsyncIterable<PersonId>;
  /** How many people there are whose work is not over. */
  workforce(): Promise<number>;
  personOfAccount(account: AccountId): Promise<PersonId | null>;
  /** Our accounts among these of the provider. */
  accountsWith(
    connection: ConnectionId,
    accounts: readonly ProviderAccountId[],
  ): Promise<ReadonlyMap<ProviderAccountId, AccountId>>;
  /** The latest use of each application that is on record; of one account alone when it is named. */
  lastUses(connection: ConnectionId, account?: ProviderAccountId): Promise<ReadonlyMap<string, Instant>>;
  loginTaken(connection: ConnectionId, login: string): Promise<boolean>;
  stream(stream: StreamId, afterSeq?: number): Promise<readonly RecordedEvent[]>;
  streams(): AsyncIterable<StreamId>;
  /** The latest time that one of the last so many events bears; `null` = there is none. */
  latestTime(among: number): Promise<Instant | null>;
  /** Streams that hold an event of one of these types. */
  streamsWith(types: readonly TenureEvent['type'][]): Promise<readonly StreamId[]>;
  /** Looks at accounts inside applications that may still go on: of cases not over, or touched since. */
  appLooks(since: Instant): Promise<readonly AppLook[]>;
  /** Mails that a case touched since has asked for, and that no server has taken; some are sent no more. */
  unsentNotices(since: Instant): Promise<readonly NoticeJob[]>;
  /** The stored canonical text beside its hash, for checking and for signed pieces. */
  rawStream(stream: StreamId, afterSeq?: number): Promise<readonly RawEvent[]>;
  evidenceCursor(stream: StreamId): Promise<number>;
  /** Whether everything in the stream is on its issue, and whether an account of its person is being changed, not put off. */
  evidenceStanding(stream: StreamId): Promise<{ readonly isWritten: boolean; readonly isChanging: boolean }>;
  case(id: CaseId): Promise<CaseRow | null>;
  caseByKey(issueKey: string): Promise<CaseRow | null>;
  /** Items of a case stand in this list only where a person's cases are asked for. */
  cases(filter?: {
    readonly state?: CaseRow['state'];
    readonly kind?: CaseKind;
    readonly person?: PersonId;
    /** That or later was something said of it last. */
    readonly updatedSince?: Instant;
  }): Promise<readonly CaseRow[]>;
  /** Requests for access they asked or that are for them, newest first. */
  requestsBy(person: PersonId, limit: number): Promise<readonly CaseRow[]>;
  /** Of these, all that are not over. */
  openRequestsBy(person: PersonId): Promise<readonly CaseRow[]>;
  /** Requests that may wait for the answer of somebody with one of these addresses: the case itself says whether one does. */
  requestsAsking(mails: readonly string[]): Promise<readonly CaseRow[]>;
  /** Cases of any kind that may wait for somebody's answer. */
  casesAsking(): Promise<readonly CaseRow[]>;
  reconcileRow(account: AccountId): Promise<ReconcileRow | null>;
  exceptions(filter?: {
    readonly open?: boolean;
    readonly case?: CaseId;
    readonly account?: AccountId;
    readonly kinds?: readonly string[];
  }): Promise<readonly ExceptionRow[]>;
  exception(id: ExceptionId): Promise<ExceptionRow | null>;
  policyInForce(): Promise<Policy | null>;
  /** Who wrote a policy that was in force, and who agreed. */
  policyBy(version: PolicyVersion): Promise<{ readonly author: string; readonly approver: string | null } | null>;
  groups(connection?: ConnectionId): Promise<readonly StoredGroup[]>;
  changeSet(id: ChangeSetId): Promise<{ readonly row: ChangeSetRow; readonly items: readonly ChangeSetItem[] } | null>;
  changeSets(state?: ChangeSetRow['state']): Promise<readonly ChangeSetRow[]>;
  /** Counted after that instant and not held, oldest first, without the policies they carry. */
  changeSetsSince(since: Instant): Promise<readonly Omit<ChangeSetRow, 'policy'>[]>;
  /** Sets that may still have something to tell on an issue; not those counted anew of another. */
  changeSetsToTell(): Promise<readonly ChangeSetId[]>;
  /** A set and those counted anew of it, oldest first, without the policies they carry. */
  changeSetFamily(root: ChangeSetId): Promise<readonly Omit<ChangeSetRow, 'policy'>[]>;
  changeSetItems(id: ChangeSetId): Promise<readonly ChangeSetItem[]>;
  adoption(id: AdoptionId): Promise<AdoptionRow | null>;
  adoptions(state?: AdoptionRow['state']): Promise<readonly AdoptionRow[]>;
  /** In the order of the accounts' ids. */
  adoptionItems(id: AdoptionId): Promise<readonly AdoptionItemRow[]>;
  adoptionItem(id: AdoptionId, account: ProviderAccountId): Promise<AdoptionItemRow | null>;
  getControl<Value>(key: string): Promise<Value | null>;
  /** Accounts whose `nextChange` has come, oldest first. */
  dueAccounts(limit: number, among?: DueAmong): Promise<readonly DueAccount[]>;
  /** The nearest `nextChange` still ahead. */
  nearestChange(): Promise<Instant | null>;
  /** Accounts with `applied_rev < wanted_rev` that nothing has touched for `idle`; and streams with unwritten evidence. */
  unsettledAccounts(idle: Milliseconds, limit: number): Promise<readonly AccountId[]>;
  /** Unsettled ones whose turn has not come yet, in the order of their ids, behind that one. */
  putOffAccounts(after: AccountId | null, limit: number): Promise<readonly Omit<DueAccount, 'nextChange'>[]>;
  /**
   * Unsettled accounts of people whose work ended that long ago and who do not work now; without those of which an open
   * exception says so, one was settled within `since`, or one says since that end that they are accepted as they are.
   */
  overdueLeavers(since: Milliseconds, limit: number): Promise<readonly AccountId[]>;
  /** Accounts of which shadow holds something back. */
  heldBackAccounts(limit: number): Promise<readonly AccountId[]>;
  /** People with grants that end after the one and not after the other. */
  peopleWithEnds(after: Instant, until: Instant): Promise<readonly PersonId[]>;
  /** People with a leave that begins, or is over, after the one and not after the other. */
  peopleWithLeaves(after: Instant, until: Instant): Promise<readonly PersonId[]>;
  /** Grants in force whose review date has come, in the order of their dates. */
  grantsInReview(): Promise<readonly InReview[]>;
  unwrittenStreams(idle: Milliseconds, limit: number): Promise<readonly StreamId[]>;
}

// ---- rows ------------------------------------------------------------------------------------------------

export type { PutBack, RawEvent } from './rawEvents.ts';

export type { DueAccount, DueAmong, ReconcileRow } from './reconcileRow.ts';

export interface StoredGroup extends KnownGroup {
  readonly mfaEnrolment: boolean;
  /** Not in the provider's last complete listing. */
  readonly vanished: boolean;
}

export type { ChangeSetItem };

export interface ChangeSetRow {
  readonly id: ChangeSetId;
  readonly origin: {
    readonly kind: 'case' | 'policy' | 'adoption' | 'import' | 'campaign' | 'sweep' | 'repair';
    readonly ref: string;
    readonly actor: string;
  };
  readonly state: 'counted' | 'held' | 'applying' | 'done' | 'rejected';
  /** sha256 of the canonical items; a confirmation binds to it. */
  readonly hash: string;
  /** Why it is held, a sentence each, as people read it. */
  readonly because: readonly string[];
  /** Whoever has confirmed exactly these items; absent = within the limits, or nobody yet. */
  readonly confirmedBy?: string;
  readonly createdAt: Instant;
  /** The parsed policy that would come into force with it. */
  readonly policy: Policy | null;
  /** The commit it comes from, and who wrote that: as its author or their work tree has said. */
  readonly commit?: string;
  readonly commitBy?: string;
  /** The set whose people are counted anew here, because they were not what was counted any more. */
  readonly recounts?: ChangeSetId;
  readonly rejectedBy?: string;
  /** What its case tells. Absent: the first policy of all, or a set of before policy changes had a case. */
  readonly change?: PolicyChange;
  /** What it gives beside what the rules say; and that it is over, and its issue has been told so. */
  readonly gives?: Giving;
  readonly toldAll?: true;
  readonly problems: readonly Problem[];
}
