/** An onboarding form that is edited after it was accepted: the difference is what happens. */
import { describe, expect, it } from 'vitest';
import { at, group, joining } from '../../../test/support/build.ts';
import { changes, edited, hana, joins, lea, leaves, minute, type Values } from '../../../test/support/forms.ts';
import { expectRefusal, given, HIRED, only, profile, typesOf } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';

const DAY = 1440;
const hired = given(HIRED);
const contract = given().after(joins({ end: minute(100) }), 0);
const onContract = joins({ end: minute(100) });
const gives = (events: readonly TenureEvent[]) => only(events, 'GrantGiven').map(({ grant }) => grant.groups.join());
const ends = (events: readonly TenureEvent[]) => only(events, 'GrantEnded').map(({ grant, end }) => [grant, end]);
const grantOf = (place: number) => `${joining}#${place}`;

describe('a move', () => {
  const moved = edited(joins(), 5, { department: 'Sales' });

  it('gives what is new at once and ends what no longer applies after the overlap', () => {
    const events = hired.when(moved, 5);
    expect(gives(events)).toEqual([group('sales')]);
    expect(ends(events)).toEqual([
      [grantOf(2), at(5 + DAY)],
      [grantOf(3), at(5 + DAY)],
    ]);
    expect(only(events, 'EngagementChanged')).toMatchObject([
      { engagement: { attributes: { department: 'Sales' }, endedBy: null, changedBy: joining } },
    ]);
  });

  it('that is taken back within the overlap undoes just that', () => {
    const events = hired.after(moved, 5).when(edited(moved, 6, { department: 'Science' }), 6);
    expect(gives(events)).toEqual([]);
    expect(only(events, 'GrantReinstated').map(({ grant, end }) => [grant, end])).toEqual([
      [grantOf(2), null],
      [grantOf(3), null],
    ]);
    expect(ends(events)).toEqual([[`${joining}#${HIRED.events.length + 1}`, at(6 + DAY)]]);
  });

  it('that is taken back after it is given afresh', () => {
    const events = hired.after(moved, 5).when(edited(moved, 5 + DAY, { department: 'Science' }), 5 + DAY);
    expect(gives(events)).toEqual([group('figma-viewers'), group('science')]);
    expect(only(events, 'GrantReinstated')).toEqual([]);
  });

  it('before the end of a contract does not outlast it', () => {
    const events = contract.when(edited(onContract, 5, { department: 'Sales' }), 5);
    // What ends with the contract ends sooner than the overlap.
    expect(ends(events)).toEqual([]);
    expect(only(events, 'GrantGiven')).toMatchObject([{ grant: { end: at(100) } }]);
  });

  it('to nowhere the table knows changes nothing', () =>
    expectRefusal(hired.when(edited(joins(), 5, { department: 'Poetry' }), 5), 'no-row-applies'));

  it('counts only for what was edited: another case may have moved the person since', () => {
    const later = hired.after(changes({ department: 'Sales' }), 5);
    const events = later.when(edited(joins(), 6, { title: 'Lead' }), 6);
    expect(only(events, 'EngagementChanged')).toMatchObject([
      { engagement: { attributes: { department: 'Sales', title: 'Lead' } } },
    ]);
    expect(gives(events)).toEqual([]);
  });

  it('counts also for a value that stood there before Tenure read that field', () => {
    const events = hired.when(edited(joins({ location: 'Tokyo' }), 5, { title: 'Lead' }), 5);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { attributes: { location: 'Tokyo' } } }]);
  });

  it('by emptying a field takes away what it gave', () => {
    const lead = joins({ title: 'Lead' });
    const events = given()
      .after(lead, 0)
      .when(edited(lead, 5, { title: null }), 5);
    expect(ends(events)).toEqual([[grantOf(4), at(5 + DAY)]]);
  });

  it('by emptying it says what is to be empty at the provider too, until it is said again', () => {
    const lead = joins({ title: 'Lead', manager: 'lena@small.example' });
    const none = edited(lead, 5, { title: null, manager: null });
    const person = given().after(lead, 0);
    expect(only(person.when(none, 5), 'EngagementChanged')).toMatchObject([
      { engagement: { emptied: ['manager', 'title'] } },
    ]);
    const again = only(person.after(none, 5).when(edited(none, 6, { title: 'Lead' }), 6), 'EngagementChanged');
    expect(again).toMatchObject([{ engagement: { emptied: ['manager'] } }]);
    // Gone from what Jira shows, and nobody took it off: unknown is never gone.
    const unseen = { kind: none.kind, form: { ...none.form, emptied: {} } };
    expect(only(person.when(unseen, 5), 'EngagementChanged')).toEqual([]);
  });
});

describe('a start that is moved before it has come', () => {
  const ahead = joins({ start: minute(1000), title: 'Lead' });
  const begins = (start: number) =>
    given()
      .after(ahead, 0)
      .after(edited(ahead, 5, { start: minute(start) }), 5)
      .ledger.grants.filter(({ end, start: from }) => end === null || from.at < end)
      .map((grant) => [grant.groups.join(), grant.start.at]);

  it.each([2000, 500])(
    'to minute %i moves what comes with it: the account’s groups with the account, the risky on the day',
    (start) =>
      expect(begins(start)).toEqual([
        [group('all'), at(start - 120)],
        [group('figma-viewers'), at(start - 120)],
        [group('science'), at(start - 120)],
        [group('vault-admins'), at(start)],
      ]),
  );

  it('moves what was ticked too', () => {
    const ticked = joins({ start: minute(1000), applications: 'Vault: admin' });
    const { ledger } = given()
      .after(ticked, 0)
      .after(edited(ticked, 5, { start: minute(2000) }), 5);
    const asked = ledger.grants.filter(
      ({ cause, end, start }) => cause === 'request' && (end === null || start.at < end),
    );
    expect(asked.map(({ start }) => start.at)).toEqual([at(2000)]);
  });

  it('leaves what has begun as it is', () => {
    const events = hired.when(edited(joins(), 5, { start: minute(50) }, lea), 5);
    expect(typesOf(events)).toEqual(['FormAccepted', 'EngagementChanged']);
  });
});

describe('an end on the form', () => {
  it('moved earlier ends all earlier, moved later all later', () => {
    const earlier = contract.when(edited(onContract, 5, { end: minute(50) }), 5);
    expect(ends(earlier).map(([, end]) => end)).toEqual([at(50), at(50), at(50)]);
    const longer = contract.when(edited(onContract, 5, { end: minute(200) }), 5);
    expect(only(longer, 'GrantReinstated').map(({ end }) => end)).toEqual([at(200), at(200), at(200)]);
    expect(only(longer, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(200), endedBy: null } }]);
  });

  it('taken off makes the work open-ended', () => {
    const events = contract.when(edited(onContract, 5, { end: null }), 5);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: null } }]);
    expect(only(events, 'GrantReinstated').map(({ end }) => end)).toEqual([null, null, null]);
  });

  it('that has passed acts at once, and the gap is said, if its author may end work', () => {
    const events = hired.when(edited(joins(), 90, { end: minute(60) }, lea), 90);
    expect(only(events, 'EngagementChanged')).toMatchObject([{ engagement: { end: at(90) }, askedEnd: at(60) }]);
    expect(ends(events).map(([, end]) => end)).toEqual([at(90), at(90), at(90)]);
    expectRefusal(hired.when(edited(joins(), 90, { end: minute(60) }, hana), 90), 'may-not-terminate');
  });

  it('is over when it is over', () =>
    expectRefusal(contract.when(edited(onContract, 100, { title: 'Lead' }), 100), 'already-left'));

  it.each<[string, Values]>([
    ['later', { end: minute(900) }],
    ['earlier', { end: minute(90) }],
    ['past', { end: minute(3) }],
    ['off', { end: null }],
  ])('edited %s does not move the end that another case has set, and that is said', (_, values) => {
    const leaver = contract.after(leaves({ end: minute(80) }), 5);
    expectRefusal(leaver.when(edited(onContract, 6, values, lea), 6), 'end-set-elsewhere');
    // Set to that end, it says the same as the other case.
    expect(typesOf(leaver.when(edited(onContract, 6, { end: minute(80) }, lea), 6))).toEqual(['FormAccepted']);
  });

  it('that a change has moved since is no termination, however old it stands on this form', () => {
    const renewed = contract.after(changes({ end: minute(900) }), 5);
    const events = renewed.when(edited(onContract, 200, { title: 'Lead' }), 200);
    expect(only(events, 'EngagementChanged')).toMatchObject([
      { engagement: { end: at(900), attributes: { title: 'Lead' } } },
    ]);
    // Nor was access open longer than anybody asked for.
    expect(only(events, 'EngagementChanged')[0]).not.toHaveProperty('askedEnd');
    expect(gives(events)).toEqual([group('vault-admins')]);
  });
});

describe('who somebody is', () => {
  it.each<[string, Values, object]>([
    ['a name', { familyName: 'Berg' }, { familyName: 'Berg', givenName: 'Mara' }],
    ['a private address', { privateMail: 'm@new.example' }, { privateMail: 'm@new.example' }],
    ['a manager', { manager: 'lena@small.example' }, { managerMail: 'lena@small.example' }],
  ])('%s that is edited is kept, the login stays', (_, values, expected) =>
    expect(only(hired.when(edited(joins(), 5, values), 5), 'ProfileChanged')).toMatchObject([
      { personal: { ...expected, workMail: profile.workMail } },
    ]),
  );

  it('stands as another case has changed it since', () => {
    const married = hired.after(
      changes({ familyName: 'Berg', manager: 'lena@small.example', privateMail: 'm@new.example' }),
      5,
    );
    expect(typesOf(married.when(edited(joins(), 6, { title: 'Lead' }), 6))).not.toContain('ProfileChanged');
  });

  it('is not another person’s case to become', () =>
    expectRefusal(hired.when(edited(joins(), 5, { employeeNumber: 'E2002' }), 5), 'person-changed'));
});
