/**
 * One event of every type, as version 1 has them. The type of this table makes the compiler ask for an example as
 * soon as a type of event is added; `writeEvents.ts` then appends its line to the golden file.
 */
import type { TenureEvent } from '../../src/core/evidence/model.ts';
import type { Engagement, Profile } from '../../src/core/person/model.ts';
import {
  accountId,
  caseId,
  changeSetId,
  connectionId,
  engagementId,
  entitlementId,
  exceptionId,
  grantId,
  groupId,
  naturalKey,
  personId,
  policyVersion,
  providerAccountId,
  rowId,
} from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';

type OneOfEach = { readonly [Type in TenureEvent['type']]: Extract<TenureEvent, { readonly type: Type }> };

const at = instantOf(new Date('2026-03-02T08:00:00.000Z'));
const end = instantOf(new Date('2026-09-30T22:00:00.000Z'));
const onboarding = caseId('jira', '10012');
const person = personId('0195-person');
const account = accountId('0195-account');
const okta = connectionId('okta');
const engineering = groupId(okta, '00g1');
const policy = policyVersion('ab'.repeat(32));
const changeSet = changeSetId('cs-1');
const grant = grantId('grant-1');
const exception = exceptionId('exception-1');

export const profile: Profile = {
  naturalKey: naturalKey('E-1001'),
  givenName: 'Zoë',
  familyName: 'Ångström "Z"',
  workMail: 'zoe.angstrom@acme.example',
  privateMail: 'zoe@home.example',
  managerMail: 'ada@acme.example',
};

export const engagement: Engagement = {
  id: engagementId('engagement-1'),
  person,
  workerType: 'contractor',
  attributes: { department: 'Engineering', location: 'Zürich' },
  accountFrom: at,
  activeFrom: at,
  start: at,
  end,
  openedBy: onboarding,
  endedBy: null,
  changedBy: onboarding,
};

export const EXAMPLES: OneOfEach = {
  CaseOpened: {
    type: 'CaseOpened',
    kind: 'onboarding',
    issue: { connection: connectionId('jira'), id: '10012', key: 'ONB-12' },
    filedBy: '5b10ac8d82e05b22cc7d4ef5',
  },
  FormAccepted: { type: 'FormAccepted', digest: 'd1', policy, personal: { notify: ['it@acme.example'] } },
  FormPostponed: { type: 'FormPostponed', digest: 'd1', until: end },
  FormRefused: {
    type: 'FormRefused',
    digest: 'd2',
    problems: [{ code: 'missing-field', field: 'start' }],
    personal: { detail: 'no start' },
  },
  PersonRegistered: { type: 'PersonRegistered', person, personal: profile },
  ProfileChanged: { type: 'ProfileChanged', person, personal: { ...profile, familyName: 'Strand' } },
  CaseConcerns: { type: 'CaseConcerns', person },
  EngagementOpened: { type: 'EngagementOpened', engagement },
  EngagementChanged: { type: 'EngagementChanged', engagement: { ...engagement, endedBy: onboarding } },
  LeaveSet: { type: 'LeaveSet', leave: { case: onboarding, from: at, until: end }, engagements: [engagement.id] },
  LeaveEnded: { type: 'LeaveEnded', because: 'returned', at: end },
  GrantGiven: {
    type: 'GrantGiven',
    grant: {
      id: grant,
      person,
      holds: { kind: 'entitlement', entitlement: entitlementId('figma', 'editor') },
      groups: [engineering],
      cause: 'birthright',
      engagement: engagement.id,
      givenBy: onboarding,
      changeSet: null,
      rows: [rowId('eng')],
      policy,
      start: { kind: 'exact', at },
      end: null,
      endedBy: null,
    },
  },
  GrantEnded: { type: 'GrantEnded', grant, end, by: onboarding, changeSet: null, until: end },
  GrantReinstated: { type: 'GrantReinstated', grant, end: null, by: onboarding },
  GrantRowsChanged: { type: 'GrantRowsChanged', grant, rows: [rowId('eng'), rowId('all')] },
  ExclusionSet: {
    type: 'ExclusionSet',
    exclusion: {
      id: 'exclusion-1',
      person,
      groups: [engineering],
      reason: 'review',
      from: at,
      until: null,
      setBy: onboarding,
    },
  },
  ExclusionLifted: { type: 'ExclusionLifted', exclusion: 'exclusion-1', at },
  AccountIntended: {
    type: 'AccountIntended',
    account,
    person,
    connection: okta,
    because: 'new',
    personal: { login: 'zoe.angstrom@acme.example' },
  },
  AccountSought: { type: 'AccountSought', account, at },
  LoweringIntended: { type: 'LoweringIntended', account, from: 'active', at },
  LoweringWithdrawn: { type: 'LoweringWithdrawn', account, at },
  AccountVerified: {
    type: 'AccountVerified',
    account,
    providerId: providerAccountId('00u1'),
    state: 'staged',
    loweredByUs: null,
    at,
    personal: { login: 'zoe.angstrom@acme.example' },
  },
  ProfileVerified: { type: 'ProfileVerified', account, fields: ['department'], at },
  SessionsEnded: { type: 'SessionsEnded', account, at },
  MembershipsRecorded: {
    type: 'MembershipsRecorded',
    account,
    groups: [{ group: engineering, name: 'eng-core', owner: 'tenure', kept: false }],
    at,
  },
  MembershipVerified: {
    type: 'MembershipVerified',
    account,
    group: engineering,
    name: 'eng-core',
    under: [grant],
    givenByUs: true,
    at,
  },
  RemovalVerified: { type: 'RemovalVerified', account, group: engineering, name: 'eng-core', at },
  SecondFactorCovered: { type: 'SecondFactorCovered', account, group: engineering, name: 'eng-core', at },
  DirectAppRemoved: { type: 'DirectAppRemoved', account, app: '0oa1', name: 'Figma', at },
  ShadowRecorded: {
    type: 'ShadowRecorded',
    account,
    would: [{ change: 'add-member', group: engineering, for: onboarding }],
    at,
  },
  ShadowLifted: {
    type: 'ShadowLifted',
    account,
    changes: [{ change: 'add-member', group: engineering, for: onboarding }],
    changeSet,
    at,
  },
  LeaverVerified: {
    type: 'LeaverVerified',
    account,
    state: 'deactivated',
    remaining: [{ group: engineering, name: 'everyone', owner: 'built-in' }],
    at,
  },
  AccountAdopted: {
    type: 'AccountAdopted',
    account,
    providerId: providerAccountId('00u1'),
    personal: { login: 'zoe.angstrom@acme.example' },
  },
  VerificationSetAside: { type: 'VerificationSetAside', account, group: null },
  TaskRequested: { type: 'TaskRequested', task: 'task-1', about: 'hardware', title: 'Laptop' },
  TaskFiled: { type: 'TaskFiled', task: 'task-1', issue: '10020', key: 'ONB-20' },
  TaskDone: { type: 'TaskDone', task: 'task-1', by: '712020:aisha', closedAt: at, at },
  TaskDropped: { type: 'TaskDropped', task: 'task-1' },
  LineWaiting: { type: 'LineWaiting', line: 'Figma: admin', because: 'needs-decision' },
  NoticeRequested: {
    type: 'NoticeRequested',
    notice: 'notice-1',
    kind: 'activation',
    personal: { to: ['zoe@home.example'] },
  },
  NoticeSent: { type: 'NoticeSent', notice: 'notice-1', messageId: '<notice-1@acme.example>', at },
  ExceptionRaised: {
    type: 'ExceptionRaised',
    exception,
    kind: 'gone-after-verified',
    group: engineering,
    account,
    detail: { tries: 3, sure: true, by: null },
    personal: { detail: 'taken away by hand' },
  },
  ExceptionSettled: {
    type: 'ExceptionSettled',
    exception,
    verdict: 'restore',
    by: '5b10ac8d82e05b22cc7d4ef5',
    at,
    personal: { reason: 'a mistake' },
  },
  AdoptionListed: {
    type: 'AdoptionListed',
    scope: { kind: 'department', connection: okta, department: 'Engineering' },
    policy,
    hash: 'cd'.repeat(32),
    counts: {
      accounts: 12,
      known: 1,
      matched: 8,
      outOfReach: 1,
      findings: 2,
      explained: 40,
      adopted: 6,
      ownedElsewhere: 8,
      membershipFindings: 3,
      missing: 2,
      reasons: { 'never-used': 2, 'high-risk': 1 },
    },
    by: 'ada',
    at,
  },
  AdoptionConfirmed: { type: 'AdoptionConfirmed', hash: 'cd'.repeat(32), by: 'grace', at },
  AdoptionSetAside: { type: 'AdoptionSetAside', because: 'registered-since', providerId: providerAccountId('00u7') },
  AdoptionDone: { type: 'AdoptionDone', adopted: 8, setAside: 1, digest: 'ef'.repeat(32) },
  CaseProved: { type: 'CaseProved', items: 4, accepted: 1, at },
  CaseReopened: { type: 'CaseReopened', at },
  ChangeSetCounted: {
    type: 'ChangeSetCounted',
    changeSet,
    origin: 'policy',
    people: 12,
    hash: 'cd'.repeat(32),
    held: true,
    because: ['people'],
  },
  ChangeSetConfirmed: { type: 'ChangeSetConfirmed', changeSet, hash: 'cd'.repeat(32), by: 'ada' },
  ChangeSetRejected: { type: 'ChangeSetRejected', changeSet, by: 'ada' },
  ChangeSetDone: { type: 'ChangeSetDone', changeSet, applied: 12 },
  PolicyApplied: {
    type: 'PolicyApplied',
    version: policy,
    previous: null,
    author: 'grace',
    approver: 'ada',
    commit: '4f2a9c1',
    changeSet,
  },
  WritesStopped: { type: 'WritesStopped', by: 'ada', leaversToo: false },
  WritesResumed: { type: 'WritesResumed', by: 'ada' },
};
