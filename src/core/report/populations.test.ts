/** Each population from a few events: who and what is in it, and who and what is not. */
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../../test/golden/events.ts';
import { at, grant, group, issue, joining, mara, theCase } from '../../../test/support/build.ts';
import { recorded } from '../../../test/support/told.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { Engagement } from '../person/model.ts';
import { entitlementId, exceptionId } from '../shared/ids.ts';
import type { PopulationName, ReportOptions } from './model.ts';
import { countedPopulations, populationBook, populationsCsv } from './populations.ts';

const VAULT = entitlementId('vault', 'admin');
const USUAL: ReportOptions = {
  from: null,
  until: null,
  isPrivileged: (holds) => holds === VAULT,
  administrators: new Set(['mara.lindt@small.example']),
  names: false,
};

function rowsOf(population: PopulationName, events: readonly TenureEvent[], options: Partial<ReportOptions> = {}) {
  const book = populationBook({ ...USUAL, ...options });
  for (const one of recorded(events, joining)) book.add(one);
  return book.populations().find((one) => one.population === population)?.rows ?? [];
}

const opened: TenureEvent = { type: 'CaseOpened', kind: 'onboarding', issue: issue('7'), filedBy: 'hana-at-jira' };
const registered: TenureEvent = {
  ...EXAMPLES.PersonRegistered,
  person: mara,
  personal: { ...EXAMPLES.PersonRegistered.personal, workMail: 'Mara.Lindt@small.example' },
};
const { engagement } = EXAMPLES.EngagementOpened;
const works: Engagement = { ...engagement, person: mara, start: at(0), end: null, openedBy: joining };
const begins: TenureEvent = { type: 'EngagementOpened', engagement: works };
const becomes = (edit: Partial<Engagement>): TenureEvent => ({
  type: 'EngagementChanged',
  engagement: { ...works, ...edit },
});
const done = (by: string): TenureEvent => ({ type: 'TaskDone', task: 'laptop', by, closedAt: at(5), at: at(5) });
const notes = (events: readonly TenureEvent[]) => rowsOf('self-administered', events).map(({ note }) => note);

describe('joiners, movers and leavers', () => {
  it('are those whose work began, changed and ended in the period', () => {
    expect(rowsOf('joiners', [opened, begins])).toMatchObject([{ at: at(0), person: mara, by: 'hana-at-jira' }]);
    const moves = becomes({ attributes: { ...works.attributes, department: 'Data' } });
    expect(rowsOf('movers', [begins, moves])).toMatchObject([
      { note: expect.stringMatching(/^department: .* -> Data$/) },
    ]);
    expect(rowsOf('leavers', [begins, becomes({ end: at(90) })])).toMatchObject([{ at: at(90), person: mara }]);
    expect(rowsOf('leavers', [begins, becomes({ end: at(90) })], { until: at(90) })).toEqual([]);
    expect(rowsOf('leavers', [begins, becomes({ end: at(90) })], { from: at(90) })).toHaveLength(1);
  });

  it('are not those who were there already, never began, or whose end was taken back', () => {
    expect(rowsOf('joiners', [{ ...begins, engagement: { ...works, begunBefore: true } } as TenureEvent])).toEqual([]);
    expect(rowsOf('joiners', [begins, becomes({ end: at(0) })])).toEqual([]);
    expect(rowsOf('leavers', [begins, becomes({ end: at(90) }), becomes({ end: null })])).toEqual([]);
    expect(rowsOf('movers', [begins, becomes({ end: at(90) })])).toEqual([]);
  });
});

describe('access of high risk', () => {
  it('is what was asked for as such, and what policy says is', () => {
    const given = (id: string, entitlement: typeof VAULT): TenureEvent => ({
      type: 'GrantGiven',
      grant: grant(id, [group('g')], 3, 63, { holds: { kind: 'entitlement', entitlement } }),
    });
    const figma = entitlementId('figma', 'viewer');
    expect(rowsOf('privileged-grants', [given('g1', VAULT), given('g2', figma)])).toMatchObject([{ what: VAULT }]);
    const asked: TenureEvent = { ...EXAMPLES.LineAsked, line: '1', risk: 'high', rule: 'high' };
    const granted: TenureEvent = { ...EXAMPLES.LineGranted, line: '1', grant: grant('g2', [], 3, 63).id };
    expect(rowsOf('privileged-grants', [asked, granted, given('g2', figma)])).toMatchObject([
      { what: figma, note: expect.stringContaining('rule high') },
    ]);
  });
});

describe('self-administered changes', () => {
  it('are where who filed or approved also carried out, and where nobody else agreed', () => {
    const decided: TenureEvent = { ...EXAMPLES.DecisionMade, personal: { by: 'Omar@small.example', reason: null } };
    expect(notes([opened, done('hana-at-jira')])).toEqual(['filed-and-carried-out']);
    expect(notes([opened, done('ivo-at-jira')])).toEqual([]);
    expect(notes([opened, decided, done('omar@small.example')])).toEqual(['approved-and-carried-out']);
    const asked = [{ mail: 'omar@small.example', account: 'omar-at-jira' }];
    const opensApproval: TenureEvent = { ...EXAMPLES.ApprovalOpened, personal: { asked } };
    expect(notes([opened, opensApproval, decided, done('omar-at-jira')])).toEqual(['approved-and-carried-out']);
    const alone = { ...EXAMPLES.PolicyApplied, author: 'ada', approver: null };
    expect(notes([alone, { ...alone, approver: 'ada' }, { ...alone, approver: 'omar' }])).toEqual(
      Array(2).fill('applied-alone'),
    );
    const listed = { ...EXAMPLES.AdoptionListed, hash: 'h', by: 'ada' };
    expect(notes([listed, { ...EXAMPLES.AdoptionConfirmed, hash: 'h', by: 'ada' }])).toEqual(['listed-and-confirmed']);
    expect(notes([listed, { ...EXAMPLES.AdoptionConfirmed, hash: 'h', by: 'omar' }])).toEqual([]);
  });

  it('are what administrators of Tenure hold, and what somebody decided for themselves', () => {
    const gives: TenureEvent = { type: 'GrantGiven', grant: grant('g1', [], 3, 63, { person: mara }) };
    expect(notes([registered, gives])).toEqual(['own-access']);
    const own: TenureEvent = { ...EXAMPLES.DecisionMade, personal: { by: 'mara.lindt@small.example', reason: null } };
    expect(notes([registered, own])).toEqual(['decided-for-themselves']);
  });
});

describe('exceptions and acceptances', () => {
  it('are told with what became of them, and who took what remained', () => {
    const raised: TenureEvent = { type: 'ExceptionRaised', exception: exceptionId('1'), kind: 'clash' };
    const settled: TenureEvent = {
      ...EXAMPLES.ExceptionSettled,
      exception: exceptionId('1'),
      verdict: 'accept',
      by: 'ada',
    };
    expect(rowsOf('exceptions', [raised])).toMatchObject([{ what: 'clash', note: 'open' }]);
    expect(rowsOf('exceptions', [raised, settled])).toMatchObject([
      { by: 'ada', note: expect.stringMatching(/^accept/) },
    ]);
    expect(rowsOf('acceptances', [raised, settled])).toMatchObject([{ what: 'clash', by: 'ada', note: 'accept' }]);
    expect(rowsOf('acceptances', [raised, { ...settled, verdict: 'retry' }])).toEqual([]);
  });
});

describe('a report', () => {
  it('has the same hash with and without names, and another when a row is another', () => {
    const of = (names: boolean, events: readonly TenureEvent[]) => {
      const book = populationBook({ ...USUAL, names });
      for (const one of recorded(events, theCase('7'))) book.add(one);
      return book.populations();
    };
    const events = [opened, registered, begins];
    const [bare, named] = [of(false, events), of(true, events)];
    expect(populationsCsv(named)).toContain('Ångström');
    expect(populationsCsv(bare)).not.toContain('Ångström');
    expect(countedPopulations(bare)).toEqual(countedPopulations(named));
    expect(countedPopulations(of(false, [...events, becomes({ start: at(1) })]))).not.toEqual(countedPopulations(bare));
  });
});
