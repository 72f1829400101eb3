/** A case's state: everything its events say about it, and nothing else. evolveCase.ts folds them. */
import type { CaseKind } from '../policy/model.ts';
import type { AccountId, CaseId, ChangeSetId, EngagementId, ExceptionId, GroupId, PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { CaseApps } from './caseApps.ts';
import { type CaseRequest, NO_REQUEST } from './caseRequest.ts';
import type { CaseTask } from './caseTasks.ts';
import type { FormProblem, IssueRef, NoticeKind, RecordedApp, Sealed, TenureEvent, Verdict } from './model.ts';

export interface CaseNotice {
  readonly notice: string;
  readonly kind: NoticeKind;
  readonly to: readonly string[];
  readonly askedAt: Instant;
  readonly sentAt: Instant | null;
  /** Those of several for whom the server has taken it already, while it refuses it for others. */
  readonly taken: readonly string[];
}

export interface CaseException {
  readonly id: ExceptionId;
  readonly kind: string;
  readonly group: GroupId | null;
  readonly account: AccountId | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
  readonly verdict: Verdict | null;
  readonly by: string | null;
}

export interface CaseState {
  readonly id: CaseId;
  /** `null` until it was opened. */
  readonly kind: CaseKind | null;
  readonly issue: IssueRef | null;
  readonly filedBy: string | null;
  readonly person: PersonId | null;
  /** Digest of the last form that was decided on, whatever the decision. */
  readonly lastDigest: string | null;
  readonly accepted: boolean;
  /** How often a form was accepted: each acceptance is proved and told once. */
  readonly acceptances: number;
  readonly acceptedAt: Instant | null;
  /** When the newest value of the last accepted form was set, on the tracker's clock. */
  readonly acceptedAsOf: Instant | null;
  readonly notify: readonly string[];
  /** What was wrong with the last form, empty when it was accepted. */
  readonly problems: readonly FormProblem[];
  /** One of its forms was refused because somebody worked here already: that this ends is no reason to hire them. */
  readonly filedBeside: boolean;
  readonly postponedUntil: Instant | null;
  /** A confidential termination that waits for `postponedUntil`; the case names nobody before that. */
  readonly sealed: Sealed | null;
  /** Whether that was within the rate of terminations when it was filed; `null` = it was not counted then. */
  readonly rateAhead: 'within' | 'over' | null;
  readonly tasks: readonly CaseTask[];
  readonly lines: readonly { readonly line: string; readonly because: string }[];
  readonly notices: readonly CaseNotice[];
  readonly exceptions: readonly CaseException[];
  /** Accounts whose closing read this case holds. */
  readonly closed: readonly AccountId[];
  /** Accounts a leave was read back as having stopped. */
  readonly stopped: readonly AccountId[];
  /** By account: what nothing explained when the leave had stopped it. */
  readonly stoppedWith: Readonly<Record<string, readonly GroupId[]>>;
  /** Accounts this case has asked another login for. */
  readonly renames: readonly AccountId[];
  /** When an account that no answer told of was looked for first, and was not there yet. */
  readonly sought: Readonly<Record<string, Instant>>;
  /** By account: what a leaver had, and how the accounts inside applications stand. */
  readonly appsBefore: Readonly<Record<string, readonly RecordedApp[]>>;
  readonly apps: Readonly<Record<string, CaseApps>>;
  /** By account: where its master says something else than the form, as last told. */
  readonly disagreements: Readonly<
    Record<string, Extract<TenureEvent, { type: 'ProfileDisagrees' }>['personal']['values']>
  >;
  /** Of an access request. */
  readonly request: CaseRequest;
  /** The person was read back under an enrolment policy. */
  readonly secondFactor: boolean;
  /** What this case has set an end of, with the end that stood before: moved later again, it goes back no further. */
  readonly endsBefore: Readonly<Record<string, Instant | null>>;
  /** The cases that had set those ends; absent = they were given with them. */
  readonly endersBefore: Readonly<Record<string, CaseId>>;
  /** The work that a change has changed: edited later, it is still about that. */
  readonly changed: EngagementId | null;
  /** It has kept an account for a time after the end: for a hand-over, or under a hold. */
  readonly hasKept: boolean;
  /** When an account of an offboarding was last read as one nobody signs in with. */
  readonly readShut: Readonly<Record<string, Instant>>;
  /** Taken back: nothing on the form counts any more. */
  readonly withdrawn: 'nothing' | 'work' | 'end' | 'leave' | null;
  /** By name: what a leaver had directly. */
  readonly directAppsRemoved: readonly string[];
  /** By which announcement its termination has passed the rate; `null` = by none. */
  readonly announcement: string | null;
  /** Places of the policy files that were passed on, by id. */
  readonly passed: readonly string[];
  /** Questions to an application's owner that nobody has decided. */
  readonly undecided: readonly ChangeSetId[];
  readonly proved: boolean;
  /** How many items of the last proof a person took instead. */
  readonly acceptedItems: number;
  readonly openedAt: Instant | null;
  readonly lastSeq: number;
}

/** Of a confidential termination nothing is shown until then. On its day it may still wait, and for a person. */
export const isBeforeItsTime = ({ sealed, postponedUntil }: CaseState, now: Instant): boolean =>
  sealed !== null && postponedUntil !== null && postponedUntil > now;

export const newCase = (id: CaseId): CaseState => ({
  id,
  kind: null,
  issue: null,
  filedBy: null,
  person: null,
  lastDigest: null,
  accepted: false,
  acceptances: 0,
  acceptedAt: null,
  acceptedAsOf: null,
  notify: [],
  problems: [],
  filedBeside: false,
  postponedUntil: null,
  sealed: null,
  rateAhead: null,
  tasks: [],
  lines: [],
  notices: [],
  exceptions: [],
  closed: [],
  stopped: [],
  stoppedWith: {},
  renames: [],
  sought: {},
  appsBefore: {},
  apps: {},
  disagreements: {},
  request: NO_REQUEST,
  secondFactor: false,
  endsBefore: {},
  endersBefore: {},
  changed: null,
  hasKept: false,
  readShut: {},
  withdrawn: null,
  directAppsRemoved: [],
  announcement: null,
  passed: [],
  undecided: [],
  proved: false,
  acceptedItems: 0,
  openedAt: null,
  lastSeq: 0,
});
