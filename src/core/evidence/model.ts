// biome-ignore-all lint/style/noExcessiveLinesPerFile: every event the record knows, and nothing that decides
/**
 * Evidence: what happened, as events in streams. A stream is a case, or `system`. Events are appended and never
 * rewritten; a case's state is the fold of its events, and the ledger's rows are written from the same events in
 * the same transaction. Personal text (names, addresses, reasons) travels in `personal` and is stored apart: the
 * hashed event keeps only a salted digest of it.
 */

import type { AdoptionCounts, AdoptionScope } from '../adoption/model.ts';
import type { Exclusion, Grant } from '../grant/model.ts';
import type { Engagement, HeldBack, Leave, Profile, SeenState } from '../person/model.ts';
import type { CaseKind } from '../policy/model.ts';
import type { GroupOwner } from '../reconcile/model.ts';
import type {
  AccountId,
  CaseId,
  ChangeSetId,
  ConnectionId,
  EngagementId,
  ExceptionId,
  GrantId,
  GroupId,
  PersonId,
  PolicyVersion,
  ProviderAccountId,
} from '../shared/ids.ts';
import type { Instant, Milliseconds } from '../shared/instant.ts';

export type StreamId = CaseId | 'system';

/** The issue a case lives on. The id never changes; the key is what people see and may change with a move. */
export interface IssueRef {
  readonly connection: ConnectionId;
  readonly id: string;
  readonly key: string;
}

/** Why a form is not acted on. Each has a sentence in formSentences.ts and an example in core/person/decide.test.ts. */
export type FormRefusal =
  // a value
  | 'missing-field'
  | 'unknown-value'
  | 'wrong-shape'
  | 'too-long'
  | 'not-on-issue'
  | 'not-mapped'
  | 'hidden-address'
  | 'not-a-mail-address'
  | 'not-a-date'
  | 'end-before-start'
  | 'already-over'
  // who set it
  | 'may-not-file'
  | 'unauthorised-edit'
  | 'own-edit'
  | 'may-not-terminate'
  | 'may-not-extend'
  | 'end-set-elsewhere'
  | 'no-security-level'
  | 'end-emptied'
  | 'may-not-postpone'
  | 'may-not-reopen'
  // taking it back
  | 'withdrawn'
  | 'in-effect'
  | 'too-late-to-undo'
  | 'hired-again'
  // whom and what it is about
  | 'kind-not-configured'
  | 'kind-changed'
  | 'non-person-account'
  | 'unknown-person'
  | 'ambiguous-person'
  | 'person-changed'
  | 'unknown-manager'
  | 'own-manager'
  | 'already-engaged'
  | 'already-left'
  | 'no-row-applies'
  | 'comes-with-the-job'
  | 'not-held'
  | 'no-login-from-name';

/** One thing wrong with a form. */
export interface FormProblem {
  readonly code: FormRefusal;
  /** Logical field name; `null` when it is about the form as a whole. */
  readonly field: string | null;
}

export type NoticeKind =
  | 'activation'
  | 'day-one'
  | 'provisioned'
  | 'changed'
  | 'login-changed'
  | 'on-leave'
  | 'returned'
  | 'offboarded'
  | 'exception';

/** What a person has to do: give or take a thing, open or close an application, take over, change a file, a secret. */
export type TaskAbout = 'hardware' | 'application' | 'hand-over' | 'policy' | 'secret';

export type Verdict =
  | 'restore'
  | 'end-grant'
  | 'adopt'
  | 'remove'
  | 'ignore'
  | 'accept'
  | 'retry'
  | 'confirm'
  | 'reject';

/** Whom a confidential termination is about, and when the form was told so, on the tracker's clock. */
export interface Sealed {
  readonly person: PersonId;
  readonly namedAt: Instant;
}

export type TenureEvent =
  // the form
  | { readonly type: 'CaseOpened'; readonly kind: CaseKind; readonly issue: IssueRef; readonly filedBy: string }
  | {
      readonly type: 'FormAccepted';
      readonly digest: string;
      readonly policy: PolicyVersion;
      /** When the newest value on the form was set, on the tracker's clock. */
      readonly asOf?: Instant;
      readonly personal: { readonly notify: readonly string[] };
    }
  /** Correct, but to take effect later: it is read again then. */
  | {
      readonly type: 'FormPostponed';
      readonly digest: string;
      readonly until: Instant;
      /** Of a confidential termination: what is carried out then, whatever others write on the form meanwhile. */
      readonly sealed?: Sealed;
    }
  | {
      readonly type: 'FormRefused';
      readonly digest: string;
      readonly problems: readonly FormProblem[];
      readonly personal?: { readonly detail: string };
    }
  /** Its issue was moved to a status that takes the case back. What was undone follows as events of the ledger. */
  | {
      readonly type: 'CaseWithdrawn';
      readonly digest: string;
      readonly status: string;
      /** The tracker's id of who moved it. */
      readonly by: string;
      /** `nothing` = nothing had been begun, or all was over; `work` = work was ended; `end`, `leave` = one was taken back. */
      readonly undid: 'nothing' | 'work' | 'end' | 'leave';
      /** An end was taken back that had taken effect: what does not come back by itself, and why. */
      readonly lost?: {
        readonly expired: readonly GrantId[];
        readonly unexplained: readonly GroupId[];
        readonly directApps: readonly string[];
      };
    }
  // person and engagement
  | { readonly type: 'PersonRegistered'; readonly person: PersonId; readonly personal: Profile }
  | { readonly type: 'ProfileChanged'; readonly person: PersonId; readonly personal: Profile }
  | { readonly type: 'CaseConcerns'; readonly person: PersonId }
  | {
      readonly type: 'EngagementOpened';
      readonly engagement: Engagement;
      /** It was to begin then, more than a day before it was filed. */
      readonly askedFrom?: Instant;
    }
  /** Wanted but missing at the adoption, and to be given after all: somebody has confirmed the list it stands on. */
  | {
      readonly type: 'MissingConfirmed';
      readonly engagement: EngagementId;
      readonly groups: readonly GroupId[];
      readonly changeSet: ChangeSetId | null;
    }
  | {
      readonly type: 'EngagementChanged';
      readonly engagement: Engagement;
      /** The end that was asked for, when it lay in the past already; or since when what is new was to be true. */
      readonly askedEnd?: Instant;
      readonly askedFrom?: Instant;
      /** The end that stood before an offboarding set one, and the case that had set that one. */
      readonly endBefore?: Instant | null;
      readonly endedByBefore?: CaseId;
      /** It had ended then, and goes on from now. */
      readonly resumedAfter?: Instant;
    }
  // a leave of absence
  /** From when to when; said again when the form says another time. */
  | { readonly type: 'LeaveSet'; readonly leave: Leave; readonly engagements: readonly EngagementId[] }
  /** Over: the table was read again; `left` = the work ended before they were back. */
  | { readonly type: 'LeaveEnded'; readonly because: 'returned' | 'left'; readonly at: Instant }
  // the ledger
  | { readonly type: 'GrantGiven'; readonly grant: Grant }
  | {
      readonly type: 'GrantEnded';
      readonly grant: GrantId;
      readonly end: Instant;
      readonly by: CaseId;
      readonly changeSet: ChangeSetId | null;
      /** The end that stood before an offboarding set one, and the case that had set that one. */
      readonly endBefore?: Instant | null;
      /** Until when it is asked for now, where the form says it anew. */
      readonly until?: Instant | null;
      readonly endedByBefore?: CaseId;
    }
  | {
      readonly type: 'GrantReinstated';
      readonly grant: GrantId;
      readonly end: Instant | null;
      readonly by: CaseId;
      readonly until?: Instant | null;
      /** An end was taken back: the one that stands is again this case's; `null` = it was given with it. Absent = `by`. */
      readonly endedBy?: CaseId | null;
      /** It had ended: what it gives is given again, on the case `by`. */
      readonly hadEnded?: true;
    }
  | { readonly type: 'GrantRowsChanged'; readonly grant: GrantId; readonly rows: Grant['rows'] }
  | { readonly type: 'ExclusionSet'; readonly exclusion: Exclusion }
  | { readonly type: 'ExclusionLifted'; readonly exclusion: string; readonly at: Instant }
  // what was read back from outside
  | {
      readonly type: 'AccountIntended';
      readonly account: AccountId;
      readonly person: PersonId;
      readonly connection: ConnectionId;
      /** `to-be-found`: it is not made but looked up, by the work address. */
      readonly because: 'new' | 'login-taken' | 'to-be-found';
      readonly personal: { readonly login: string };
    }
  /** A new login for an account that is there: the name has changed, or the login meant for it is somebody else's. */
  | {
      readonly type: 'LoginIntended';
      readonly account: AccountId;
      readonly because: 'name-changed' | 'login-taken';
      readonly personal: { readonly login: string };
    }
  | {
      readonly type: 'LoginVerified';
      readonly account: AccountId;
      readonly at: Instant;
      readonly personal: { readonly login: string; readonly was: string };
    }
  /** Written before the first call that stops the sign-in of an account found open: what stands stopped after it is ours. */
  | { readonly type: 'LoweringIntended'; readonly account: AccountId; readonly from: SeenState; readonly at: Instant }
  /** Our call found it stopped: another hand was faster, and the note above does not make it ours. */
  | { readonly type: 'LoweringWithdrawn'; readonly account: AccountId; readonly at: Instant }
  | {
      readonly type: 'AccountVerified';
      readonly account: AccountId;
      readonly providerId: ProviderAccountId;
      readonly state: SeenState;
      readonly loweredByUs: 'suspended' | 'deactivated' | null;
      /** The directory or HR system that masters it, when that is news. */
      readonly source?: string;
      readonly at: Instant;
      readonly personal?: { readonly login: string };
    }
  /** Of somebody who left, no account answers to the login; a create cut off before may still land, so it is looked for again. */
  | { readonly type: 'AccountSought'; readonly account: AccountId; readonly at: Instant }
  | {
      readonly type: 'ProfileVerified';
      readonly account: AccountId;
      readonly fields: readonly string[];
      readonly at: Instant;
    }
  /** Mastered elsewhere, and saying something else than the form: shown, never written. Empty = they agree now. */
  | {
      readonly type: 'ProfileDisagrees';
      readonly account: AccountId;
      readonly fields: readonly string[];
      readonly at: Instant;
      readonly personal: {
        readonly values: readonly { readonly field: string; readonly ours: string; readonly theirs: string }[];
      };
    }
  /** A person says that the account is the same person's in the other directory too. */
  | { readonly type: 'SourceConfirmed'; readonly account: AccountId; readonly source: string }
  | { readonly type: 'SessionsEnded'; readonly account: AccountId; readonly at: Instant }
  | {
      readonly type: 'MembershipsRecorded';
      readonly account: AccountId;
      readonly groups: readonly {
        readonly group: GroupId;
        readonly name: string;
        readonly owner: GroupOwner;
        readonly kept: boolean;
      }[];
      readonly at: Instant;
    }
  | {
      readonly type: 'MembershipVerified';
      readonly account: AccountId;
      readonly group: GroupId;
      readonly name: string;
      readonly under: readonly GrantId[];
      readonly givenByUs: boolean;
      readonly at: Instant;
    }
  | {
      readonly type: 'RemovalVerified';
      readonly account: AccountId;
      readonly group: GroupId;
      readonly name: string;
      readonly at: Instant;
    }
  | {
      readonly type: 'DirectAppRemoved';
      readonly account: AccountId;
      readonly app: string;
      readonly name: string;
      readonly at: Instant;
    }
  /** A leaver's applications before anything was taken: what each is answered for by. */
  | {
      readonly type: 'AppsRecorded';
      readonly account: AccountId;
      readonly apps: readonly RecordedApp[];
      readonly at: Instant;
    }
  /** From here on the accounts inside applications are looked at, until they stand as they should; after `until` a person is told. */
  | {
      readonly type: 'AppCheckBegun';
      /** A later one of the same account takes its place. */
      readonly check: string;
      readonly account: AccountId;
      readonly leaving: boolean;
      /** Whose applications are expected; empty for a leaver. */
      readonly groups: readonly GroupId[];
      readonly until: Instant;
      readonly holdsCase: boolean;
      readonly at: Instant;
    }
  /** How they stand: at the first look all of them, from then on what has changed. */
  | {
      readonly type: 'AppsRead';
      readonly check: string;
      readonly account: AccountId;
      readonly apps: readonly AppSaid[];
      readonly at: Instant;
    }
  /** Shadow mode: what would have been written, and was not; said again when it differs, and empty when nothing is left. */
  | {
      readonly type: 'ShadowRecorded';
      readonly account: AccountId;
      readonly would: readonly HeldBack[];
      readonly at: Instant;
    }
  /** A policy that makes them live has set these free; what came of them is read back like everything else. */
  | {
      readonly type: 'ShadowLifted';
      readonly account: AccountId;
      readonly changes: readonly HeldBack[];
      readonly changeSet: ChangeSetId;
      readonly at: Instant;
    }
  /** A leaver's closing read: complete, begun after every change, nothing left. */
  | {
      readonly type: 'LeaverVerified';
      readonly account: AccountId;
      readonly state: SeenState;
      readonly remaining: readonly { readonly group: GroupId; readonly name: string; readonly owner: GroupOwner }[];
      readonly at: Instant;
    }
  /** The provider asks this person for a second factor, by a policy over this group. */
  | {
      readonly type: 'SecondFactorCovered';
      readonly account: AccountId;
      readonly group: GroupId;
      readonly name: string;
      readonly at: Instant;
    }
  /** A person took an account that was there already for this person's. */
  | {
      readonly type: 'AccountAdopted';
      readonly account: AccountId;
      readonly providerId: ProviderAccountId;
      /** Whose it is, when the ledger had no account of theirs at this connection. */
      readonly of?: { readonly person: PersonId; readonly connection: ConnectionId };
      /** Profile fields that differ from the policy and are left as they were found. */
      readonly leftAsFound?: readonly string[];
      readonly personal: { readonly login: string };
    }
  /** A person decided on what another hand did: what was verified before no longer stands in the way. */
  | { readonly type: 'VerificationSetAside'; readonly account: AccountId; readonly group: GroupId | null }
  // people's part
  | {
      readonly type: 'TaskRequested';
      readonly task: string;
      readonly about: TaskAbout;
      readonly title: string;
      /** More than a title holds, and who is meant. */
      readonly personal?: { readonly says: string };
    }
  | { readonly type: 'TaskFiled'; readonly task: string; readonly issue: string; readonly key: string }
  | {
      readonly type: 'TaskDone';
      readonly task: string;
      /** The tracker's id of who closed it; or who confirmed that it is done. */
      readonly by: string;
      /** When they did, on the tracker's clock; `at` is when it was read. */
      readonly closedAt: Instant;
      readonly at: Instant;
    }
  | { readonly type: 'TaskDropped'; readonly task: string }
  /** What the policy left to somebody who has left: who answers for it from now on. The files still say otherwise. */
  | {
      readonly type: 'PlacePassed';
      readonly place: string;
      readonly says: string;
      readonly to: 'deputy' | 'manager' | 'others' | 'nobody';
      readonly at: Instant;
      readonly personal: { readonly to: readonly string[] };
    }
  | { readonly type: 'LineWaiting'; readonly line: string; readonly because: 'needs-decision' | 'not-in-catalogue' }
  | {
      readonly type: 'NoticeRequested';
      readonly notice: string;
      readonly kind: NoticeKind;
      readonly personal: { readonly to: readonly string[] };
    }
  | { readonly type: 'NoticeSent'; readonly notice: string; readonly messageId: string; readonly at: Instant }
  | {
      readonly type: 'ExceptionRaised';
      readonly exception: ExceptionId;
      readonly kind: string;
      readonly group?: GroupId;
      readonly account?: AccountId;
      readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
      readonly personal?: { readonly detail: string };
    }
  | {
      readonly type: 'ExceptionSettled';
      readonly exception: ExceptionId;
      readonly verdict: Verdict;
      readonly by: string;
      readonly at: Instant;
      readonly personal?: { readonly reason: string };
    }
  // the end
  | { readonly type: 'CaseProved'; readonly items: number; readonly accepted: number; readonly at: Instant }
  | { readonly type: 'CaseReopened'; readonly at: Instant }
  // an organisation that is there already
  /** What an adoption would take over, frozen: a confirmation binds to the hash. */
  | {
      readonly type: 'AdoptionListed';
      readonly scope: AdoptionScope;
      readonly policy: PolicyVersion;
      readonly hash: string;
      readonly counts: AdoptionCounts;
      readonly by: string;
      readonly at: Instant;
    }
  | { readonly type: 'AdoptionConfirmed'; readonly hash: string; readonly by: string; readonly at: Instant }
  /** One person's part was not what was confirmed any more: nothing of it was taken over. */
  | { readonly type: 'AdoptionSetAside'; readonly because: AdoptionSetAside; readonly providerId: ProviderAccountId }
  | {
      readonly type: 'AdoptionDone';
      readonly adopted: number;
      readonly setAside: number;
      /** sha256 of the attached record: every event anybody was taken over with, one a line. */
      readonly digest: string;
    }
  // change sets and the system stream
  | {
      readonly type: 'ChangeSetCounted';
      readonly changeSet: ChangeSetId;
      readonly origin: string;
      readonly people: number;
      readonly hash: string;
      readonly held: boolean;
      readonly because: readonly string[];
    }
  | { readonly type: 'ChangeSetConfirmed'; readonly changeSet: ChangeSetId; readonly hash: string; readonly by: string }
  | { readonly type: 'ChangeSetRejected'; readonly changeSet: ChangeSetId; readonly by: string }
  | { readonly type: 'ChangeSetDone'; readonly changeSet: ChangeSetId; readonly applied: number }
  | {
      readonly type: 'PolicyApplied';
      readonly version: PolicyVersion;
      readonly previous: PolicyVersion | null;
      readonly author: string;
      readonly approver: string | null;
      /** Where its files came from, by the author's word. */
      readonly commit?: string;
      readonly changeSet: ChangeSetId | null;
    }
  /** On the case of a policy change: how its change set stands. Shown again whenever that is something else. */
  | {
      readonly type: 'PolicyChangeShown';
      readonly version: PolicyVersion;
      readonly previous: PolicyVersion;
      readonly author: string;
      readonly commit?: string;
      readonly changes: readonly string[];
      readonly changeSet: ChangeSetId;
      /** The set whose people are counted anew in this one. */
      readonly recounts?: ChangeSetId;
      readonly hash: string;
      readonly people: number;
      readonly gains: number;
      readonly losses: number;
      /** Why it was held; empty = within the limits. */
      readonly because: readonly string[];
      readonly state: 'held' | 'applying' | 'done' | 'rejected';
      /** Who has agreed, or rejected it; `null` = within the limits nobody had to, or nobody has yet. */
      readonly by: string | null;
      readonly applied: number;
    }
  /** On the case a set is told on: what somebody has decided to give beside the rules, and how that stands. */
  | {
      readonly type: 'GivingShown';
      readonly gives: 'missing';
      readonly changeSet: ChangeSetId;
      /** The set whose people are counted anew in this one. */
      readonly recounts?: ChangeSetId;
      readonly author: string;
      readonly hash: string;
      readonly people: number;
      readonly gains: number;
      readonly because: readonly string[];
      readonly state: 'held' | 'applying' | 'done' | 'rejected';
      readonly by: string | null;
      readonly applied: number;
    }
  /** A list of everybody who works here was whole, of today, and compared; what differs is raised beside it. */
  | {
      readonly type: 'RosterUsed';
      readonly digest: string;
      readonly total: number;
      readonly madeAt: Instant;
      readonly by: string;
      readonly findings: number;
    }
  | { readonly type: 'WritesStopped'; readonly by: string; readonly leaversToo: boolean }
  | { readonly type: 'WritesResumed'; readonly by: string };

export interface RecordedApp {
  /** The provider's own id. */
  readonly app: string;
  readonly name: string;
  readonly direct: boolean;
  /** The provider closes the account inside the application too. */
  readonly closes: boolean;
  /** How long the application may honour access afterwards, by the catalogue; `null` = nobody has said. */
  readonly tail: Milliseconds | null;
}

/**
 *   provisioned   the account inside is there                  closed       the application is gone from them, the account inside with it
 *   sign-on-only  assigned; no account is made there           unassigned   gone from them; the account inside is not closed by the provider
 *   waiting       on its way                                   still-there  not gone yet
 *   failed        the application refused it
 *   missing       not assigned at all                          switched-off  the application is off: left as it is
 */
export type AppState =
  | 'provisioned'
  | 'sign-on-only'
  | 'waiting'
  | 'failed'
  | 'missing'
  | 'closed'
  | 'unassigned'
  | 'still-there'
  | 'switched-off';

export interface AppSaid {
  /** The provider's own id, or the catalogue's name where the groups themselves do not lead to it. */
  readonly app: string;
  readonly name: string;
  readonly state: AppState;
  /** Of a leaver's. */
  readonly tail?: Milliseconds | null;
}

/** Why one part of a confirmed list was left. */
export type AdoptionSetAside = 'registered-since' | 'person-gone' | 'account-taken' | 'other-account' | 'has-left';

/** The version new events are written with; older ones are lifted by upcasters when read. */
export const EVENT_VERSION = 1;

/** An event as it stands in its stream. */
export interface RecordedEvent {
  readonly stream: StreamId;
  /** 1, 2, 3 ... within the stream, without gaps. */
  readonly seq: number;
  /** Order of commit across streams, as far as one person is concerned. */
  readonly position: number;
  readonly at: Instant;
  readonly event: TenureEvent;
  readonly hash: string;
}

// ---- what people read ------------------------------------------------------------------------------------

/** A document for people, in no vendor's format; adapters turn it into ADF, HTML or plain text. */
export type Block =
  | { readonly block: 'heading'; readonly text: string }
  | { readonly block: 'paragraph'; readonly text: readonly Span[] }
  | { readonly block: 'list'; readonly items: readonly (readonly Span[])[] }
  | {
      readonly block: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly (readonly Span[])[])[];
    }
  | {
      readonly block: 'panel';
      readonly tone: 'info' | 'success' | 'warning' | 'error';
      readonly text: readonly Span[];
    };

export interface Span {
  readonly text: string;
  readonly style?: 'strong' | 'code' | 'emphasis';
  readonly link?: string;
}

export type Document = readonly Block[];
