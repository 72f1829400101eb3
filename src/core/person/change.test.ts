import { describe, expect, it } from 'vitest';
import { at, group, joining, leaving, mara, theCase } from '../../../test/support/build.ts';
import { changes, edited, filed, hana, joins, lea, leaves, minute, type Values } from '../../../test/support/forms.ts';
import { expectRefusal, given, HIRED, only, profile, typesOf, work } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';

const DAY = 1440;
const changing = theCase('changing');
const hired = given(HIRED);
const contract = given().after(joins({ end: minute(100) }), 0);
const gives = (events: readonly TenureEvent[]) => only(events, 'GrantGiven').map(({ grant }) => grant.groups.join());
const engagementAfter = (events: readonly TenureEvent[]) => only(events, 'EngagementChanged')[0]?.engagement;

describe('a change', () => {
  it('of department: what is new is given now, what no longer applies ends after the overlap, what still applies stays', () => {
    const events = hired.when(changes({ department: 'Sales' }), 5);
    expect(events.slice(0, 2)).toMatchObject([
      { type: 'CaseOpened', kind: 'change', filedBy: 'hana' },
      { type: 'FormAccepted' },
    ]);
    expect(events.slice(2)).toEqual([
      { type: 'CaseConcerns', person: mara },
      {
        type: 'EngagementChanged',
        engagement: { ...work, attributes: { ...work.attributes, department: 'Sales' }, changedBy: changing },
      },
      {
        type: 'GrantGiven',
        grant: expect.objectContaining({
          id: `${changing}#1`,
          groups: [group('sales')],
          rows: ['sales'],
          givenBy: changing,
          start: { kind: 'exact', at: at(5) },
        }),
      },
      { type: 'GrantEnded', grant: `${joining}#2`, end: at(5 + DAY), by: changing, changeSet: null },
      { type: 'GrantEnded', grant: `${joining}#3`, end: at(5 + DAY), by: changing, changeSet: null },
    ]);
  });

  it('that only another row gives from now on says by which row', () => {
    const rows = { type: 'GrantRowsChanged', grant: `${joining}#1`, rows: ['all'] };
    const before = hired.and({
      on: joining,
      minute: 1,
      events: [{ ...rows, rows: ['old'] } as unknown as TenureEvent],
    });
    expect(only(before.when(changes({ title: 'Lead' }), 5), 'GrantRowsChanged')).toEqual([rows]);
  });

  it('gives what the table means by now: other groups of one entitlement are another grant', () => {
    const older = hired.ledger.grants
      .filter(({ holds }) => holds.kind === 'entitlement')
      .map((one): TenureEvent => ({ type: 'GrantGiven', grant: { ...one, groups: [group('figma-old')] } }));
    const events = hired.and({ on: joining, minute: 1, events: older }).when(changes({ title: 'Head' }), 5);
    expect(gives(events)).toEqual([group('figma-viewers')]);
    expect(only(events, 'GrantEnded').map(({ grant }) => grant)).toEqual([`${joining}#2`]);
  });

  it.each<[string, Values, object]>([
    ['of name', { givenName: 'Maria', familyName: 'Berg' }, { givenName: 'Maria', familyName: 'Berg' }],
    ['of manager', { manager: 'lena@small.example' }, { managerMail: 'lena@small.example' }],
    ['of private address', { privateMail: 'm@new.example' }, { privateMail: 'm@new.example' }],
  ])('%s changes the profile and no group, and is proved by a reading all the same', (_, values, expected) => {
    const events = hired.when(changes(values), 5);
    expect(typesOf(events)).toEqual([
      'CaseOpened',
      'FormAccepted',
      'CaseConcerns',
      'ProfileChanged',
      'EngagementChanged',
    ]);
    expect(only(events, 'ProfileChanged')).toMatchObject([{ personal: { ...profile, ...expected } }]);
    expect(engagementAfter(events)).toEqual({ ...work, changedBy: changing });
  });

  it('of a contractor to an employee is kept apart from other attributes', () =>
    expect(engagementAfter(hired.when(changes({ workerType: 'Contractor' }), 5))).toMatchObject({
      workerType: 'contractor',
      attributes: { department: 'Science', workerType: 'contractor' },
    }));

  it.each<[string, Values, number | null]>([
    ['has no last day any more', { workerType: 'Employee' }, null],
    ['has the last day the form gives', { workerType: 'Employee', end: minute(90) }, 90],
    ['who does not become one keeps it', { title: 'Lead' }, 60],
  ])('of a contractor, who becomes an employee: %s', (_, values, end) => {
    const contract = given().after(joins({ workerType: 'Contractor', end: minute(60) }), 0);
    expect(engagementAfter(contract.when(changes(values), 5))?.end).toBe(end === null ? null : at(end));
  });

  it('of a contractor whose work is to end all the same keeps that end', () => {
    const contract = given()
      .after(joins({ workerType: 'Contractor' }), 0)
      .after(leaves({ end: minute(60) }), 3);
    expect(engagementAfter(contract.when(changes({ workerType: 'Employee' }), 5))?.end).toBe(at(60));
  });

  it.each(['E2001', 'e2001 ', 'mara.lindt@small.example', 'Mara.Lindt@Small.Example'])(
    'finds the person by “%s”',
    (person) =>
      expect(only(hired.when(changes({ person, title: 'Lead' }), 5), 'CaseConcerns')).toEqual([
        { type: 'CaseConcerns', person: mara },
      ]),
  );

  it('that says nothing new is accepted, and gives and takes nothing', () =>
    expect(typesOf(hired.when(changes({ department: 'science' }), 5))).toEqual([
      'CaseOpened',
      'FormAccepted',
      'CaseConcerns',
      'EngagementChanged',
    ]));
});

describe('a change that is edited', () => {
  const toSales = changes({ department: 'Sales' });
  const moved = hired.after(toSales, 5);

  it('moves on from there', () => {
    const events = moved.when(edited(toSales, 6, { department: 'Operations' }), 6);
    expect(only(events, 'GrantEnded').map(({ grant, end }) => [grant, end])).toEqual([[`${changing}#1`, at(6 + DAY)]]);
    expect(typesOf(events)).not.toContain('CaseConcerns');
  });

  it('back undoes what it did', () => {
    const events = moved.when(edited(toSales, 6, { department: 'Science' }), 6);
    expect(only(events, 'GrantReinstated').map(({ grant, end, by }) => [grant, end, by])).toEqual([
      [`${joining}#2`, null, changing],
      [`${joining}#3`, null, changing],
    ]);
  });

  it('changes only what was edited: the rest of the form is what was true then', () => {
    const again = moved.after(edited(joins(), 6, { department: 'Operations' }), 6);
    const events = again.when(edited(toSales, 7, { title: 'Lead' }), 7);
    expect(engagementAfter(events)?.attributes).toMatchObject({ department: 'Operations', title: 'Lead' });
  });
});

describe('a change dated ahead', () => {
  const ahead = changes({ department: 'Sales', start: minute(50) });

  it('waits for its time, and is told so once', () => {
    expect(hired.when(ahead, 5)).toMatchObject([{ type: 'CaseOpened' }, { type: 'FormPostponed', until: at(50) }]);
    expect(hired.after(ahead, 5).when(ahead, 49)).toEqual([]);
  });

  it('takes effect then', () => expect(gives(hired.after(ahead, 5).when(ahead, 50))).toEqual([group('sales')]));

  it('that is brought forward takes effect now', () =>
    expect(gives(hired.after(ahead, 5).when(edited(ahead, 6, { start: minute(6) }), 6))).toEqual([group('sales')]));

  it('is refused then, if its person has left by then', () =>
    expectRefusal(hired.after(ahead, 5).after(leaves(), 10).when(ahead, 50), 'already-left'));

  it('has its date in the person’s zone', () => {
    const events = hired.when(changes({ title: 'Lead', start: '2026-02-02' }), 5);
    expect(only(events, 'FormPostponed')).toMatchObject([{ until: '2026-02-02T08:00:00.000Z' }]);
    const inTokyo = given().after(joins({ location: 'Tokyo' }), 0);
    expect(only(inTokyo.when(changes({ title: 'Lead', start: '2026-02-02' }), 5), 'FormPostponed')).toMatchObject([
      { until: '2026-02-02T00:00:00.000Z' },
    ]);
  });

  it('of no date is refused', () => expectRefusal(hired.when(changes({ start: '2026-02-30' }), 5), 'not-a-date'));
});

describe('an end on a change', () => {
  it('moves the end of the work and of all that came with it, on this case', () => {
    const events = contract.when(changes({ end: minute(200) }), 5);
    expect(engagementAfter(events)).toMatchObject({ end: at(200), endedBy: changing });
    expect(only(events, 'GrantReinstated').map(({ end }) => end)).toEqual([at(200), at(200), at(200)]);
    const sooner = contract.when(changes({ end: minute(50) }), 5);
    expect(only(sooner, 'GrantEnded').map(({ end, by }) => [end, by])).toEqual(Array(3).fill([at(50), changing]));
  });

  it('moves what was ticked too, and not what ends by itself', () => {
    const ticked = given().after(joins({ end: minute(100), applications: 'Figma' }), 0);
    expect(only(ticked.when(changes({ end: minute(200) }), 5), 'GrantReinstated')).toHaveLength(4);
  });

  it('that has passed acts at once and says the gap, if its author may end work', () => {
    const events = hired.when(changes({ end: minute(3) }, lea), 5);
    expect(only(events, 'EngagementChanged')).toMatchObject([
      { engagement: { end: at(5), endedBy: changing }, askedEnd: at(3) },
    ]);
    expect(only(events, 'GrantEnded').map(({ end }) => end)).toEqual([at(5), at(5), at(5)]);
    expectRefusal(hired.when(changes({ end: minute(5) }, hana), 5), 'may-not-terminate');
  });

  it.each<[string, Values]>([
    ['at the start', { end: minute(0) }],
    ['before the start', { end: minute(-3) }],
  ])('%s is refused', (_, values) => expectRefusal(hired.when(changes(values, lea), 5), 'end-before-start'));

  it('of no date is refused', () => expectRefusal(hired.when(changes({ end: '2026-02-30' }, lea), 5), 'not-a-date'));

  it('later than an offboarding’s counts only from who may offboard; earlier, or another’s end, from everybody who may file', () => {
    const leaver = contract.after(leaves({ end: minute(80) }), 5);
    expectRefusal(leaver.when(changes({ end: minute(90) }, hana), 6), 'may-not-extend');
    expect(engagementAfter(leaver.when(changes({ end: minute(90) }, lea), 6))).toMatchObject({
      end: at(90),
      endedBy: changing,
    });
    expect(engagementAfter(leaver.when(changes({ end: minute(70) }, hana), 6))).toMatchObject({ end: at(70) });
    expect(engagementAfter(contract.when(changes({ end: minute(900) }, hana), 6))).toMatchObject({ end: at(900) });
  });

  it('that another case has moved since is not moved back by an edit of something else', () => {
    const form = changes({ end: minute(200) });
    const left = contract.after(form, 5).after(leaves({ end: minute(80) }), 6);
    const events = left.when(edited(form, 7, { title: 'Lead' }), 7);
    expect(engagementAfter(events)).toMatchObject({ end: at(80), endedBy: leaving, attributes: { title: 'Lead' } });
    const longer = contract
      .after(form, 5)
      .after(filed('change', 'longer', { person: 'E2001', end: minute(900) }, hana), 6);
    const [later] = only(longer.when(edited(form, 7, { title: 'Lead' }), 7), 'EngagementChanged');
    expect(later).toMatchObject({ engagement: { end: at(900) } });
    expect(later).not.toHaveProperty('askedEnd');
  });

  it('sooner than the overlap ends with it what a move takes', () => {
    const events = hired.when(changes({ department: 'Sales', end: minute(50) }), 5);
    expect(only(events, 'GrantEnded').map(({ end }) => end)).toEqual([at(50), at(50), at(50)]);
  });

  it('left as it stands stays the case’s that set it', () => {
    const leaver = hired.after(leaves({ end: minute(80) }), 5);
    expect(engagementAfter(leaver.when(changes({ title: 'Lead' }), 6))).toMatchObject({
      end: at(80),
      endedBy: leaving,
    });
  });
});

it('a change to nowhere the table knows changes nothing', () =>
  expectRefusal(hired.when(changes({ department: 'Poetry', familyName: 'Berg' }), 5), 'no-row-applies'));
