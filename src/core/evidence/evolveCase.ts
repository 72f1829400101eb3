/** From a case's events to its state. */
import type { Leave, SeenState } from '../person/model.ts';
import type { AccountId, CaseId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { withBlanks } from './blanks.ts';
import { evolveApps } from './caseApps.ts';
import { endSet, heldOffAnew } from './caseEnds.ts';
import { evolveRequest, isOfRequest } from './caseRequest.ts';
import { type CaseException, type CaseNotice, type CaseState, newCase } from './caseState.ts';
import { changeTask, filedAs, stillAsked } from './caseTasks.ts';
import type { RecordedEvent, TenureEvent } from './model.ts';

export function foldCase(id: CaseId, stream: readonly RecordedEvent[]): CaseState {
  const state = stream.reduce((before, { event, at }) => evolveCase(before, event, at), newCase(id));
  return { ...state, lastSeq: stream.at(-1)?.seq ?? state.lastSeq };
}

/** The state after `events` that are about to be appended. */
export const evolveCaseAll = (state: CaseState, events: readonly TenureEvent[], at: Instant) =>
  events.reduce((after, event) => evolveCase(after, event, at), state);

export const evolveCase = (state: CaseState, event: TenureEvent, at: Instant): CaseState =>
  evolve(state, withBlanks(event), at);

function evolve(state: CaseState, event: TenureEvent, at: Instant): CaseState {
  switch (event.type) {
    case 'CaseOpened':
      return { ...state, kind: event.kind, issue: event.issue, filedBy: event.filedBy, openedAt: at };
    case 'CaseFiled':
      return { ...state, issue: event.issue };
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
      return {
        ...state,
        lastDigest: event.digest,
        problems: event.problems,
        filedBeside: state.filedBeside || event.problems.some(({ code }) => code === 'already-engaged'),
      };
    case 'FormPostponed':
      return {
        ...state,
        lastDigest: event.digest,
        problems: [],
        postponedUntil: event.until,
        sealed: event.sealed ?? null,
        rateAhead: event.rate ?? null,
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
    case 'TerminationAnnounced':
      return { ...state, announcement: event.announcement };
    case 'TaskRequested': {
      const { task, about, title, personal } = event;
      const says = personal === undefined ? {} : { says: personal.says };
      const fresh = { task, about, title, state: 'requested', key: null, requestedAt: at, ...says } as const;
      return { ...state, tasks: [...state.tasks, fresh] };
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
      const asked: CaseNotice = { notice, kind, to: personal.to, askedAt: at, sentAt: null, taken: [] };
      return { ...state, notices: [...state.notices, asked] };
    }
    case 'NoticePartlySent':
      return {
        ...state,
        notices: state.notices.map((one) =>
          one.notice === event.notice ? { ...one, taken: [...one.taken, ...event.personal.to] } : one,
        ),
      };
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
      const set = state.kind === 'change' ? heldOffAnew : endSet;
      const changed = state.kind === 'change' ? engagement.id : state.changed;
      return set({ ...state, hasKept, closed, changed }, engagement.id, endBefore, endedByBefore);
    }
    case 'GrantEnded':
      return endSet(state, event.grant, event.endBefore, event.endedByBefore);
    case 'AccountVerified':
      if (state.kind === 'offboarding' && SHUT.includes(event.state)) {
        return { ...state, readShut: { ...state.readShut, [event.account]: event.at } };
      }
      return state.kind === 'leave' && (event.state === 'suspended' || event.state === 'deactivated')
        ? { ...state, stopped: [...state.stopped.filter((one) => one !== event.account), event.account] }
        : state;
    case 'StoppedWith':
      return { ...state, stoppedWith: { ...state.stoppedWith, [event.account]: event.unexplained } };
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
      return isOfRequest(event) ? { ...state, request: evolveRequest(state.request, event, at) } : state;
  }
}

/** Nobody signs in: stopped by us, closed by another hand, or never opened. */
export const SHUT: readonly SeenState[] = ['suspended', 'deactivated', 'staged'];

/** What ends before it begins is none: it was withdrawn. */
export const isLeave = ({ from, until }: Leave) => until === null || from < until;

const without = (sought: CaseState['sought'], account: AccountId) =>
  Object.fromEntries(Object.entries(sought).filter(([id]) => id !== account));
