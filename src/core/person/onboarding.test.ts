import { describe, expect, it } from 'vitest';
import { at, group, joining, mara, theCase } from '../../../test/support/build.ts';
import { filed, filedIn, hana, joins, leaves, MARA, minute, type Values } from '../../../test/support/forms.ts';
import { expectRefusal, given, HIRED, only, profile, typesOf } from '../../../test/support/given.ts';
import { startOf } from '../grant/index.ts';

const opened = (values: Values, when = 0) => only(given().when(joins(values), when), 'EngagementOpened')[0]?.engagement;
const registered = (values: Values, taken: readonly string[] = []) =>
  only(given().when(joins(values), 0, { takenLogins: new Set(taken) }), 'PersonRegistered')[0]?.personal;
const groupsGiven = (values: Values, when = 0) =>
  only(given().when(joins(values), when), 'GrantGiven').map(({ grant }) => [grant.groups.join(), startOf(grant)]);

describe('a first form', () => {
  it('makes a person, an engagement, what comes with the job, and the intent of an account', () =>
    expect(given().when(joins())).toEqual(HIRED.events));

  it('intends no second account', () => {
    expect(
      only(
        given(HIRED)
          .after(leaves(), 5)
          .when(filed('onboarding', 'again', MARA, hana), 6),
        'AccountIntended',
      ),
    ).toEqual([]);
  });

  it('begins everything at once when the start has passed already', () =>
    expect(groupsGiven({ start: minute(-5000) })).toEqual([
      [group('all'), at(0)],
      [group('figma-viewers'), at(0)],
      [group('science'), at(0)],
    ]));

  it('ahead of the start prepares the account first, then sign-in, and what is risky waits for the first day', () => {
    const values = { start: minute(500), title: 'Lead' };
    expect(opened(values)).toMatchObject({ accountFrom: at(380), activeFrom: at(440), start: at(500), end: null });
    expect(groupsGiven(values)).toEqual([
      [group('all'), at(380)],
      [group('figma-viewers'), at(380)],
      [group('science'), at(380)],
      [group('vault-admins'), at(500)],
    ]);
  });

  it('with an end ends all that it gives then', () => {
    const events = given().when(joins({ end: minute(90), applications: 'Figma' }));
    expect(only(events, 'GrantGiven').map(({ grant }) => grant.end)).toEqual([at(90), at(90), at(90), at(90)]);
  });
});

describe('dates without a time', () => {
  it.each<[string, Values, string, string | null]>([
    ['a start is the policy’s hour, in the company’s zone', { start: '2026-01-05' }, '2026-01-05T08:00:00.000Z', null],
    ['the same in summer', { start: '2026-07-06' }, '2026-07-06T07:00:00.000Z', null],
    ['in the person’s zone', { start: '2026-01-05', location: 'Tokyo' }, '2026-01-05T00:00:00.000Z', null],
    [
      'an end is the end of that day',
      { start: '2026-01-05', end: '2026-03-31' },
      '2026-01-05T08:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ],
    [
      'in the person’s zone',
      { start: '2026-01-05', end: '2026-03-31', location: 'tokyo' },
      '2026-01-05T00:00:00.000Z',
      '2026-03-31T15:00:00.000Z',
    ],
    [
      'one day is a day',
      { start: '2026-01-05', end: '2026-01-05' },
      '2026-01-05T08:00:00.000Z',
      '2026-01-05T23:00:00.000Z',
    ],
  ])('%s', (_, values, start, end) => expect(opened(values)).toMatchObject({ start, end }));

  it('that do not exist are refused', () => {
    expectRefusal(given().when(joins({ start: '2026-02-30' })), 'not-a-date');
    expectRefusal(given().when(joins({ end: '2026-13-01' })), 'not-a-date');
  });

  it('ending the day before they begin are refused', () =>
    expectRefusal(given().when(joins({ start: '2026-01-05', end: '2026-01-04' })), 'end-before-start'));
});

describe('the login', () => {
  it.each<[string, Values, string]>([
    ['is made of the name', {}, 'mara.lindt@small.example'],
    ['is written in Latin letters', { givenName: 'Zoë', familyName: 'Ångström' }, 'zoe.angstrom@small.example'],
    ['leaves out what nobody can type', { givenName: 'Mara 🚀 <b>' }, 'mara-b.lindt@small.example'],
    ['is the number where the name is in another script', { givenName: '小龙' }, 'e2001@small.example'],
    ['is the work address where the form gives one', { workMail: 'M.Lindt@small.example' }, 'm.lindt@small.example'],
  ])('%s', (_, values, login) => {
    expect(registered(values)).toMatchObject({ workMail: login });
    expect(only(given().when(joins(values)), 'AccountIntended')).toMatchObject([{ personal: { login } }]);
  });

  it('that somebody else has is followed by the next free one', () => {
    const [first, second, third] = ['', '2', '3'].map((n) => `mara.lindt${n}@small.example`);
    expect(registered({}, [first ?? ''])?.workMail).toBe(second);
    expect(registered({}, [first ?? '', second ?? ''])?.workMail).toBe(third);
  });

  it('is refused when fifty of that name are there', () => {
    const taken = { has: () => true } as unknown as ReadonlySet<string>;
    expectRefusal(given().when(joins(), 0, { takenLogins: taken }), 'no-login-from-name');
  });
});

describe('what people write', () => {
  it('stays as they wrote it, emoji and markup too', () =>
    expect(registered({ givenName: 'Mara 🚀', familyName: '{{x}} <b>[a|http://x.example]' })).toMatchObject({
      givenName: 'Mara 🚀',
      familyName: '{{x}} <b>[a|http://x.example]',
    }));

  it('of 200 kB is refused by name and stays out of the record', () => {
    const events = given().when(joins({ familyName: 'x'.repeat(200_000), department: 'y'.repeat(200_000) }));
    expectRefusal(events, 'too-long', 'too-long');
    expect(JSON.stringify(events).length).toBeLessThan(1_000);
  });

  it('is kept as the profile, addresses folded', () =>
    expect(registered({ privateMail: ' Mara@Home.Example ', manager: 'Tomasz@small.example' })).toEqual(profile));
});

describe('a second form for one person', () => {
  const again = (values: Values = {}) => filed('onboarding', 'again', { ...MARA, ...values }, hana);

  it.each<[string, Values]>([
    ['with the same number', {}],
    ['with the number written otherwise', { employeeNumber: ' e2001' }],
    ['for a time within the first', { start: minute(50), end: minute(60) }],
  ])('%s is refused while they work here', (_, values) =>
    expectRefusal(given(HIRED).when(again(values), 5), 'already-engaged'),
  );

  it('of another number is another person’s', () =>
    expect(typesOf(given(HIRED).when(again({ employeeNumber: 'E2002' }), 5))).toContain('PersonRegistered'));

  it('that begins where the first ends is a renewal, and touches nothing of what runs', () => {
    const contract = given().after(joins({ end: minute(100) }), 0);
    const events = contract.when(again({ start: minute(100), end: minute(200) }), 5);
    expect(only(events, 'EngagementOpened')).toMatchObject([{ engagement: { start: at(100), end: at(200) } }]);
    expect(typesOf(events)).not.toContain('GrantEnded');
    expectRefusal(contract.when(again({ start: minute(99), end: minute(200) }), 5), 'already-engaged');
  });

  it('that begins after the day the first was to end is one, although that was read only later', () => {
    const renewal = filedIn(7, again({ start: minute(100) }));
    const left = filedIn(5, leaves({ end: minute(100) }));
    for (const story of [given(HIRED), given(HIRED).after(renewal, 8)]) {
      const late = story.after(left, 500);
      expect(only(late.when(renewal, 510), 'EngagementOpened')).toMatchObject([{ engagement: { start: at(100) } }]);
      expectRefusal(late.when(filedIn(7, again({ start: minute(99) })), 510), 'already-engaged');
    }
  });

  it('that ends where the first begins is one too', () => {
    const later = given().after(joins({ start: minute(100) }), 0);
    expect(typesOf(later.when(again({ start: minute(10), end: minute(100) }), 5))).toContain('EngagementOpened');
    expectRefusal(later.when(again({ start: minute(10), end: minute(101) }), 5), 'already-engaged');
  });
});

describe('a re-hire', () => {
  const gone = given(HIRED).after(leaves(), 5);
  const back = filed('onboarding', 'again', { ...MARA, department: 'Sales', start: minute(10) }, hana);

  it('is the same person with a new engagement and new grants', () => {
    const events = gone.when(back, 10);
    expect(typesOf(events)).toEqual([
      'CaseOpened',
      'FormAccepted',
      'CaseConcerns',
      'EngagementOpened',
      'GrantGiven',
      'GrantGiven',
    ]);
    expect(only(events, 'EngagementOpened')).toMatchObject([
      { engagement: { id: `${theCase('again')}#e`, person: mara, openedBy: theCase('again'), endedBy: null } },
    ]);
  });

  it('takes over what is new about the person', () =>
    expect(
      only(gone.when(filed('onboarding', 'again', { ...MARA, familyName: 'Berg' }, hana), 10), 'ProfileChanged'),
    ).toMatchObject([{ personal: { familyName: 'Berg', workMail: profile.workMail } }]));

  it('begins clean: what was left to run on ends', () => {
    const asked = HIRED.events.flatMap((event) =>
      event.type === 'GrantGiven' && event.grant.groups.includes(group('science'))
        ? [
            {
              ...event,
              grant: {
                ...event.grant,
                id: 'left' as typeof event.grant.id,
                engagement: null,
                cause: 'request' as const,
              },
            },
          ]
        : [],
    );
    const events = gone.and({ on: joining, minute: 6, events: asked }).when(back, 10);
    expect(only(events, 'GrantEnded')).toMatchObject([{ grant: 'left', end: at(10), by: theCase('again') }]);
  });

  it('does not begin on the form of the first time', () =>
    expectRefusal(gone.when({ ...joins({ title: 'Lead' }) }, 10), 'already-left'));
});
