/** A case's state: the fold of its events, and nothing else. */

import type { Leave } from '../person/model.ts';
import type { CaseKind } from '../policy/model.ts';
import type { AccountId, CaseId, ChangeSetId, ExceptionId, GroupId, PersonId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { type CaseApps, evolveApps } from './caseApps.ts';
import { endSet } from './caseEnds.ts';
import { type CaseTask, changeTask, filedAs, stillAsked } from './caseTasks.ts';
import type {
  FormProblem,
  IssueRef,
  NoticeKind,
  RecordedApp,
  RecordedEvent,
  Sealed,
  TenureEvent,
  Verdict,
} from './model.ts';

export interface CaseNotice {
  readonly notice: string;
  readonly kind: NoticeKind;
  readonly to: readonly string[];
  readonly sentAt: Instant | null;
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
  readonly postponedUntil: Instant | null;
  /** A confidential termination that waits for `postponedUntil`; the case names nobody before that. */
  readonly sealed: Sealed | null;
  readonly tasks: readonly CaseTask[];
  readonly lines: readonly { readonly line: string; readonly because: string }[];
  readonly notices: readonly CaseNotice[];
  readonly exceptions: readonly CaseException[];
  /** Accounts whose closing read this case holds. */
  readonly closed: readonly AccountId[];
  /** Accounts a leave was read back as having stopped. */
  readonly stopped: readonly AccountId[];
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
  /** The person was read back under an enrolment policy. */
  readonly secondFactor: boolean;
  /** What this case has set an end of, with the end that stood before: moved later again, it goes back no further. */
  readonly endsBefore: Readonly<Record<string, Instant | null>>;
  /** The cases that had set those ends; absent = they were given with them. */
  readonly endersBefore: Readonly<Record<string, CaseId>>;
  /** It has kept an account for a time after the end: for a hand-over, or under a hold. */
  readonly hasKept: boolean;
  /** Taken back: nothing on the form counts any more. */
  readonly withdrawn: 'nothing' | 'work' | 'end' | 'leave' | null;
  /** By name: what a leaver had directly. */
  readonly directAppsRemoved: readonly string[];
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
  postponedUntil: null,
  sealed: null,
  tasks: [],
  lines: [],
  notices: [],
  exceptions: [],
  closed: [],
  stopped: [],
  renames: [],
  sought: {},
  appsBefore: {},
  apps: {},
  disagreements: {},
  secondFactor: false,
  endsBefore: {},
  endersBefore: {},
  hasKept: false,
  withdrawn: null,
  directAppsRemoved: [],
  passed: [],
  undecided: [],
  proved: false,
  acceptedItems: 0,
  openedAt: null,
  lastSeq: 0,
});

export function foldCase(id: CaseId, stream: readonly RecordedEvent[]): CaseState {
  return stream.reduce((state, { event, at, seq }) => ({ ...evolveCase(state, event, at), lastSeq: seq }), newCase(id));
}

/** The state after `events` that are about to be appended. */
export const evolveCaseAll = (state: CaseState, events: readonly TenureEvent[], at: Instant) =>
  events.reduce((after, event) => evolveCase(after, event, at), state);

export function evolveCase(state: CaseState, event: TenureEvent, at: Instant): CaseState {
  switch (event.type) {
    case 'CaseOpened':
      return { ...state, kind: event.kind, issue: event.issue, filedBy: event.filedBy, openedAt: at };
    case 'CaseConcerns':
      return { ...state, person: event.person };
    case 'PersonRegistered':
      return { ...state, person: event.person };
    case 'FormAccepted':
      return {
        ...state,
        lastDigest: event.digest,
        accepted: true,
        acceptances: state.acceptances + 1,
        acceptedAt: at,
        acceptedAsOf: event.asOf ?? at,
        notify: event.personal.notify,
        problems: [],
        postponedUntil: null,
        sealed: null,
        proved: false,
      };
    case 'FormRefused':
      return { ...state, lastDigest: event.digest, problems: event.problems };
    case 'FormPostponed':
      return {
        ...state,
        lastDigest: event.digest,
        problems: [],
        postponedUntil: event.until,
        sealed: event.sealed ?? null,
      };
    case 'LeaveSet':
      return { ...state, postponedUntil: isLeave(event.leave) ? event.leave.until : null };
    case 'LeaveEnded':
      return { ...state, postponedUntil: null };
    case 'CaseWithdrawn':
      return {
        ...state,
        lastDigest: event.digest,
        problems: [],
        postponedUntil: null,
        sealed: null,
        withdrawn: event.undid,
        proved: event.undid === 'nothing' && state.proved,
      };
    case 'AdoptionConfirmed':
      return {
        ...state,
        lastDigest: event.hash,
        accepted: true,
        acceptances: state.acceptances + 1,
        acceptedAt: at,
        acceptedAsOf: event.at,
        proved: false,
      };
    case 'PolicyChangeShown':
      return event.state === 'held' ? { ...state, proved: false } : { ...state, accepted: true, proved: false };
    case 'GivingShown':
      return event.gives === 'widened'
        ? { ...state, undecided: stillAsked(state.undecided, event), proved: false }
        : state;
    case 'TaskRequested': {
      const { task, about, title, personal } = event;
      const says = personal === undefined ? {} : { says: personal.says };
      return { ...state, tasks: [...state.tasks, { task, about, title, state: 'requested', key: null, ...says }] };
    }
    case 'PlacePassed':
      return { ...state, passed: [...state.passed, event.place] };
    case 'TaskFiled':
      return {
        ...state,
        tasks: state.tasks.map((one) => (one.task === event.task ? filedAs(one, event.key, at) : one)),
      };
    case 'TaskDone':
      return { ...state, tasks: changeTask(state.tasks, event.task, { state: 'done' }) };
    case 'TaskDropped':
      return { ...state, tasks: changeTask(state.tasks, event.task, { state: 'dropped' }) };
    case 'LineWaiting':
      return { ...state, lines: [...state.lines, { line: event.line, because: event.because }] };
    case 'NoticeRequested': {
      const { notice, kind, personal } = event;
      return { ...state, notices: [...state.notices, { notice, kind, to: personal.to, sentAt: null }] };
    }
    case 'NoticeSent':
      return {
        ...state,
        notices: state.notices.map((one) => (one.notice === event.notice ? { ...one, sentAt: event.at } : one)),
      };
    case 'ExceptionRaised': {
      const { exception: id, kind, group = null, account = null, detail = {} } = event;
      const raised: CaseException = { id, kind, group, account, detail, verdict: null, by: null };
      return { ...state, exceptions: [...state.exceptions, raised] };
    }
    case 'ExceptionSettled':
      return {
        ...state,
        exceptions: state.exceptions.map((one) =>
          one.id === event.exception ? { ...one, verdict: event.verdict, by: event.by } : one,
        ),
      };
    case 'EngagementChanged': {
      const { engagement, endBefore, endedByBefore } = event;
      const hasKept = state.hasKept || engagement.handOverUntil !== undefined || engagement.legalHold === true;
      // Whose work goes on is not closed any more, whatever was read back before.
      const closed = engagement.end === null || engagement.end > at ? [] : state.closed;
      return endSet({ ...state, hasKept, closed }, engagement.id, endBefore, endedByBefore);
    }
    case 'GrantEnded':
      return endSet(state, event.grant, event.endBefore, event.endedByBefore);
    case 'AccountVerified':
      return state.kind === 'leave' && (event.state === 'suspended' || event.state === 'deactivated')
        ? { ...state, stopped: [...state.stopped.filter((one) => one !== event.account), event.account] }
        : state;
    case 'LoginIntended':
      return { ...state, renames: [...state.renames.filter((one) => one !== event.account), event.account] };
    case 'DirectAppRemoved':
      return { ...state, directAppsRemoved: [...state.directAppsRemoved, event.name] };
    case 'AccountSought':
      return { ...state, sought: { ...state.sought, [event.account]: event.at } };
    case 'LeaverVerified':
      // What ended by its own date is proved and told anew, however it stood before.
      return {
        ...state,
        closed: [...state.closed.filter((one) => one !== event.account), event.account],
        sought: without(state.sought, event.account),
        proved: false,
      };
    case 'AppsRecorded':
      return { ...state, appsBefore: { ...state.appsBefore, [event.account]: event.apps } };
    case 'AppCheckBegun':
    case 'AppsRead':
      return { ...state, apps: evolveApps(state.apps, event, at) };
    case 'ProfileDisagrees':
      return { ...state, disagreements: { ...state.disagreements, [event.account]: event.personal.values } };
    case 'SecondFactorCovered':
      return { ...state, secondFactor: true };
    case 'CaseProved':
      return { ...state, proved: true, acceptedItems: event.accepted };
    case 'CaseReopened':
      return { ...state, proved: false };
    default:
      return state;
  }
}

/** What ends before it begins is none: it was withdrawn. */
export const isLeave = ({ from, until }: Leave) => until === null || from < until;

const without = (sought: CaseState['sought'], account: AccountId) =>
  Object.fromEntries(Object.entries(sought).filter(([id]) => id !== account));
