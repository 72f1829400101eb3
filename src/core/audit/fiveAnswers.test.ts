/** The five questions, each answered from the record alone. */
import { describe, expect, it } from 'vitest';
import { at, grant, group, issue, joining, mara, policy, theCase } from '../../../test/support/build.ts';
import { recorded } from '../../../test/support/told.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { Grant } from '../grant/model.ts';
import { reopeningTask } from '../person/index.ts';
import { accountId, entitlementId, grantId, rowId } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import { fiveAnswers } from './fiveAnswers.ts';

const ASKING = theCase('asking');
const ADMIN = entitlementId('vault', 'admin');
const account = accountId('a1');

const asked: TenureEvent = {
  type: 'LineAsked',
  line: '1',
  by: mara,
  entitlement: ADMIN,
  groups: [group('vault-admins')],
  manual: false,
  risk: 'high',
  rule: 'high',
  policy,
  answer: 'stages',
  duration: milliseconds(3_600_000),
  extends: null,
  shown: 's1',
  personal: { reason: 'The upgrade', ticket: null },
};
const opened = (raised?: 'slack'): TenureEvent => ({
  type: 'CaseOpened',
  kind: 'access-request',
  issue: issue('7'),
  filedBy: 'mara-at-jira',
  ...(raised === undefined ? {} : { raised: { by: mara, channel: raised } }),
});
const questionTo = (question: string, mail: string): TenureEvent => ({
  type: 'QuestionAsked',
  question,
  line: '1',
  stage: 'first',
  needs: 1,
  shown: 's1',
  at: at(1),
  until: at(900),
  personal: { approvers: [{ mail, as: 'owner' }] },
});
const DECIDED = {
  type: 'DecisionMade',
  question: '1-1',
  verdict: 'approve',
  channel: 'slack',
  shown: 's1',
  at: at(2),
} as const;
const says = (question: string, by: string, verdict: 'approve' | 'refuse' = 'approve'): TenureEvent => ({
  ...DECIDED,
  question,
  verdict,
  personal: { by, reason: null },
});
const granted: TenureEvent = { type: 'LineGranted', line: '1', grant: grantId('g1'), at: at(3) };
const seen = (name: string, minute: number, under = 'g1'): TenureEvent => ({
  type: 'MembershipVerified',
  account,
  group: group(name),
  name,
  under: [grantId(under)],
  givenByUs: true,
  at: at(minute),
});
const gone = (name: string, minute: number): TenureEvent => ({
  type: 'RemovalVerified',
  account,
  group: group(name),
  name,
  at: at(minute),
});

const held = (edit: Partial<Grant> = {}): Grant =>
  grant('g1', [group('vault-admins')], 3, 63, {
    holds: { kind: 'entitlement', entitlement: ADMIN },
    cause: 'request',
    givenBy: ASKING,
    ...edit,
  });

const answers = (grants: readonly Grant[], ...events: readonly TenureEvent[]) =>
  fiveAnswers(grants, recorded(events, ASKING));
const WHOLE = [
  opened('slack'),
  asked,
  questionTo('1-1', 'omar@small.example'),
  says('1-1', 'omar@small.example'),
  granted,
];

describe('of a grant that was asked for', () => {
  it('for how long somebody approved it, where that is less than was asked', () => {
    const shorter: TenureEvent = {
      ...DECIDED,
      duration: milliseconds(60_000),
      personal: { by: 'omar@small.example', reason: null },
    };
    const [one] = answers([held()], opened(), asked, questionTo('1-1', 'omar@small.example'), shorter, granted).grants;
    expect(one?.approved).toMatchObject({ decisions: [{ duration: 60_000 }] });
    expect(answers([held()], ...WHOLE).grants[0]?.approved).toMatchObject({ decisions: [{ duration: null }] });
  });

  it('as an emergency, what somebody found afterwards that it was', () => {
    const given: readonly TenureEvent[] = [opened(), { ...asked, answer: 'break-glass' }, granted];
    const reviewed: TenureEvent = {
      ...{ type: 'EmergencyReviewed', line: '1', verdict: 'not-justified', channel: 'slack', at: at(30) },
      personal: { by: 'omar@small.example', reason: 'It could have waited' },
    };
    expect(answers([held()], ...given).grants[0]?.approved).toMatchObject({ emergency: true, reviewed: null });
    expect(answers([held()], ...given, reviewed).grants[0]?.approved).toMatchObject({
      reviewed: { verdict: 'not-justified', by: 'omar@small.example', at: at(30), reason: 'It could have waited' },
    });
  });

  it('what was asked, who approved it where having been shown what', () => {
    const [one] = answers([held()], ...WHOLE).grants;
    expect(one?.asked).toMatchObject({ by: mara, channel: 'slack', entitlement: ADMIN, reason: 'The upgrade' });
    expect(one?.approved).toMatchObject({
      kind: 'people',
      rule: 'high',
      decisions: [{ by: 'omar@small.example', channel: 'slack', shown: 's1', at: at(2) }],
    });
  });

  it('which group gave it, when it was first seen and when it was seen as gone', () => {
    const events = [...WHOLE, seen('vault-admins', 4), seen('vault-admins', 9), gone('vault-admins', 64)];
    const [one] = answers([held()], ...events).grants;
    expect(one).toMatchObject({
      groups: [{ group: group('vault-admins'), began: at(4), ended: at(64), stillBy: [] }],
      began: at(4),
      ended: at(64),
    });
  });

  it('a removal of before its end, and a reading under another grant, answer nothing about it', () => {
    const [one] = answers([held()], ...WHOLE, gone('vault-admins', 50), seen('vault-admins', 5, 'another')).grants;
    expect(one).toMatchObject({ began: null, ended: null });
  });

  it('is not over while one of its groups was not read as gone, and says what else keeps it', () => {
    const two = held({ groups: [group('vault-admins'), group('vault-logins')] });
    const other = held({
      id: grantId('g2'),
      groups: [group('vault-logins')],
      start: { kind: 'exact', at: at(0) },
      end: null,
    });
    const [one] = answers(
      [two, other],
      ...WHOLE,
      seen('vault-admins', 4),
      seen('vault-logins', 5),
      gone('vault-admins', 64),
    ).grants;
    expect(one).toMatchObject({ began: at(4), ended: null });
    expect(one?.groups.map(({ stillBy }) => stillBy)).toEqual([[], [grantId('g2')]]);
  });

  it('who approved, and not who had answered a question that was voided', () => {
    const left: TenureEvent[] = [
      questionTo('1-1', 'left@small.example'),
      says('1-1', 'left@small.example'),
      { type: 'QuestionVoided', question: '1-1', because: 'approver-left', at: at(2) },
    ];
    const anew = [questionTo('1-2', 'omar@small.example'), says('1-2', 'omar@small.example'), granted];
    const [one] = answers([held()], opened(), asked, ...left, ...anew).grants;
    expect(one?.approved).toMatchObject({ decisions: [{ question: '1-2', by: 'omar@small.example', of: null }] });
    expect(one?.approved).toHaveProperty('decisions.length', 1);
  });

  it('in whose place a delegate approved it', () => {
    const personal = { by: 'dora@small.example', reason: null, of: 'omar@small.example' };
    const word: TenureEvent = { ...DECIDED, personal };
    const [one] = answers([held()], opened(), asked, questionTo('1-1', 'omar@small.example'), word, granted).grants;
    expect(one?.approved).toMatchObject({ decisions: [{ by: 'dora@small.example', of: 'omar@small.example' }] });
  });

  it('what is erased is not known, and the rest stands', () => {
    const erased = WHOLE.map((event): TenureEvent => {
      const { personal: _, ...rest } = { personal: null, ...event };
      return rest as TenureEvent;
    });
    const [one] = answers([held()], ...erased).grants;
    expect(one?.asked).toMatchObject({ by: mara, reason: null });
    expect(one?.approved).toMatchObject({ decisions: [{ by: null, channel: 'slack' }] });
  });
});

describe('of a grant nobody asked for', () => {
  it('the form and the rows that gave it', () => {
    const birthright = held({ cause: 'birthright', rows: [rowId('everyone')], givenBy: joining, end: null });
    const form = recorded([{ type: 'CaseOpened', kind: 'onboarding', issue: issue('1'), filedBy: 'hana' }]);
    const [one] = fiveAnswers([birthright], form).grants;
    expect(one).toMatchObject({
      asked: { case: joining, filedBy: 'hana', channel: 'jira', by: null },
      approved: { kind: 'rows', rows: ['everyone'] },
    });
  });

  it('what was there before anybody looked', () => {
    const [one] = fiveAnswers([held({ cause: 'adopted', start: { kind: 'before', at: at(3) } })], []).grants;
    expect(one).toMatchObject({ wasThere: true, from: at(3), approved: { kind: 'list' } });
  });

  it('what people opened by hand is confirmed by them, and never read back', () => {
    const done = (task: string, title: string, minute: number): TenureEvent[] => [
      { type: 'TaskRequested', task, about: 'application', title },
      { type: 'TaskDone', task, by: 'ivo', closedAt: at(minute), at: at(minute) },
    ];
    const [one] = answers([held({ groups: [] })], ...WHOLE, ...done('application-1', 'Open vault:admin', 8)).grants;
    expect(one).toMatchObject({ groups: [], byHand: { opened: { by: 'ivo', at: at(8) }, closed: null }, began: at(8) });
  });

  it('what people opened for another grant of the same says nothing of this one', () => {
    const later = theCase('later');
    const next = held({
      id: grantId('g2'),
      groups: [],
      givenBy: later,
      start: { kind: 'exact', at: at(500) },
      end: null,
    });
    const open: TenureEvent[] = [
      { type: 'TaskRequested', task: 'application:vault:admin', about: 'application', title: 'Open vault:admin' },
      { type: 'TaskDone', task: 'application:vault:admin', by: 'ivo', closedAt: at(501), at: at(502) },
    ];
    const events = [...recorded(WHOLE, ASKING), ...recorded(open, later)];
    const told = fiveAnswers([held({ groups: [] }), next], events).grants;
    expect(told.map(({ byHand }) => byHand?.opened?.at ?? null)).toEqual([null, at(501)]);
    expect(told.map(({ began }) => began)).toEqual([null, at(501)]);
  });

  it('what people opened again for a grant that was given back to them is told by its own name', () => {
    const again: TenureEvent[] = [
      { type: 'TaskRequested', task: reopeningTask(grantId('g1')), about: 'application', title: 'Open vault:admin' },
      { type: 'TaskDone', task: reopeningTask(grantId('g1')), by: 'ivo', closedAt: at(9), at: at(9) },
    ];
    const events = recorded(again, theCase('taken-back'));
    const [one, other] = fiveAnswers([held({ groups: [] }), held({ id: grantId('g2'), groups: [] })], events).grants;
    expect([one?.byHand?.opened?.at, other?.byHand?.opened]).toEqual([at(9), null]);
  });
});

describe('what was asked and not given', () => {
  it('is listed with who refused it, and what policy let nobody be asked about', () => {
    const refused: TenureEvent = { type: 'LineEnded', line: '1', because: 'refused', at: at(3) };
    const unasked: TenureEvent = {
      type: 'LineNotAsked',
      line: '2',
      because: 'too-long',
      rule: 'high',
      says: null,
      personal: { asked: 'Vault: admin' },
    };
    const events = [
      opened(),
      asked,
      questionTo('1-1', 'omar@small.example'),
      says('1-1', 'omar@small.example', 'refuse'),
    ];
    expect(answers([], ...events, refused, unasked).notGiven).toMatchObject([
      { asked: { entitlement: ADMIN, channel: 'jira' }, because: 'refused', decisions: [{ verdict: 'refuse' }] },
      { text: 'Vault: admin', because: 'too-long', decisions: [] },
    ]);
  });
});
