import { describe, expect, it } from 'vitest';
import {
  account,
  at,
  engagement,
  exclusion,
  grant,
  group,
  joining,
  leaving,
  ledger,
  theCase,
} from '../../../test/support/build.ts';
import { engagementId, entitlementId } from '../shared/ids.ts';
import { leadingEngagement, nextChange, wanted } from './wanted.ts';

const [a, b] = [group('a'), group('b')];
const second = { id: engagementId('second'), openedBy: theCase('again'), changedBy: theCase('again') };
const period = (from: number, to: number | null, edit = {}) =>
  engagement({
    accountFrom: at(from - 10),
    activeFrom: at(from - 5),
    start: at(from),
    end: to === null ? null : at(to),
    ...edit,
  });
const stateAt = (minute: number, ...engagements: ReturnType<typeof engagement>[]) =>
  wanted(ledger({ engagements }), account(), at(minute));
const groupsAt = (minute: number, edit: Parameters<typeof ledger>[0]) => [
  ...wanted(ledger({ engagements: [engagement()], ...edit }), account(), at(minute)).groups,
];

describe('the account that is wanted', () => {
  it.each([
    [19, 'none', 'before its time'],
    [20, 'staged', 'from the lead time on, without sign-in'],
    [25, 'active', 'with sign-in shortly before the first day'],
    [59, 'active', 'up to the last instant'],
    [60, 'deactivated', 'not at the end itself'],
  ])('in minute %i is %s: %s', (minute, state) => expect(stateAt(minute, period(30, 60)).state).toBe(state));

  it('is closed at once when the work is called off before it begins', () =>
    expect(stateAt(6, period(30, null, { end: at(5) })).state).toBe('deactivated'));

  it('stays open through two engagements that overlap', () => {
    const both = [period(0, 40), period(30, 80, second)];
    expect([35, 45, 79].map((minute) => stateAt(minute, ...both).state)).toEqual(['active', 'active', 'active']);
    expect(stateAt(80, ...both).state).toBe('deactivated');
  });

  it('has its sign-in stopped between two engagements, however early the next one is prepared', () => {
    const both = [period(0, 40), period(50, null, second)];
    expect([39, 40, 44, 45].map((minute) => stateAt(minute, ...both).state)).toEqual([
      'active',
      'suspended',
      'suspended',
      'active',
    ]);
  });

  it('of somebody coming back is closed until it is prepared again', () => {
    const both = [period(0, 40), period(80, null, second)];
    expect([60, 70, 75].map((minute) => stateAt(minute, ...both).state)).toEqual([
      'deactivated',
      'suspended',
      'active',
    ]);
  });

  it('stays open while they are away from one of two engagements; who is away from both is signed out', () => {
    const away = { leaves: [{ case: leaving, from: at(10), until: at(20) }] };
    expect(stateAt(15, period(0, null, away), period(0, null, second))).toMatchObject({ state: 'active' });
    expect(stateAt(15, period(0, null), period(0, null, { ...second, ...away }))).not.toHaveProperty('paused');
    expect(stateAt(15, period(0, null, away), period(0, null, { ...second, ...away }))).toMatchObject({
      state: 'suspended',
      paused: true,
    });
  });

  it('is evidence of the case that last changed the work, and at the end of the one that ended it', () => {
    const changed = period(0, 40, { changedBy: theCase('changing'), endedBy: leaving });
    expect([stateAt(10, changed).because, stateAt(40, changed).because]).toEqual([theCase('changing'), leaving]);
  });

  it('at a contract’s own end is closed on the case that opened it', () =>
    expect(stateAt(40, period(0, 40)).because).toBe(joining));
});

describe('a re-hire that is taken back in the middle of a hand-over', () => {
  const left = period(0, 40, { endedBy: leaving, handOverUntil: at(500) });
  const back = (end: number) => period(100, end, { ...second, endedBy: second.openedBy });

  it.each([
    ['before anything was opened for it', 70, leaving],
    ['with the account made ready, before its sign-in', 92, second.openedBy],
  ])('%s: the account stays for the hand-over', (_, end, because) =>
    expect(stateAt(end, left, back(end))).toMatchObject({ state: 'deactivated', kept: 'hand-over', because }),
  );

  it('after its sign-in was opened, the account is closed as after any work', () =>
    expect(stateAt(98, left, back(98))).not.toHaveProperty('kept'));

  it('alone, it is what closes the account', () =>
    expect(stateAt(70, back(70))).toMatchObject({ state: 'deactivated', because: second.openedBy }));
});

describe('the groups that are wanted', () => {
  it('are those of every grant that runs, each with the grants that cover it', () =>
    expect(groupsAt(5, { grants: [grant('one', [a, b], 0), grant('two', [a], 5), grant('late', [b], 6)] })).toEqual([
      [a, ['one', 'two']],
      [b, ['one']],
    ]));

  it.each([
    [4, false, 'before its start'],
    [5, true, 'at its start'],
    [9, true, 'just before its end'],
    [10, false, 'at its end'],
  ])('in minute %i, under a grant from 5 to 10: %s, %s', (minute, held) =>
    expect(groupsAt(minute, { grants: [grant('one', [a], 5, 10)] }).length > 0).toBe(held),
  );

  it('are not those that are excluded, while they are', () => {
    const edit = { grants: [grant('one', [a], 0)], exclusions: [exclusion([a], 5, 10)] };
    expect([4, 5, 9, 10].map((minute) => groupsAt(minute, edit).length)).toEqual([1, 0, 0, 1]);
  });

  it('are not those of another connection', () =>
    expect(groupsAt(5, { grants: [grant('one', [a], 0, null, { groups: ['google:a' as typeof a] })] })).toEqual([]));

  it('are none for who has left, whatever was left to run on', () =>
    expect(groupsAt(5, { engagements: [engagement({ end: at(5) })], grants: [grant('one', [a], 0)] })).toEqual([]));
});

describe('the next change', () => {
  const next = (minute: number, edit: Parameters<typeof ledger>[0]) =>
    nextChange(ledger({ engagements: [engagement()], ...edit }), account(), at(minute));

  it('is the nearest start, end or lapse ahead', () => {
    const edit = { grants: [grant('one', [a], 5, 20)], exclusions: [exclusion([a], 8, 12)] };
    expect([0, 5, 8, 12, 20].map((minute) => next(minute, edit))).toEqual([at(5), at(8), at(12), at(20), null]);
  });

  it('is not an instant at which nothing differs', () =>
    expect(next(0, { grants: [], exclusions: [exclusion([a], 5)] })).toBeNull());

  it('is the end of one of two grants of a group too: the record says which of them it stands on', () =>
    expect(next(0, { grants: [grant('one', [a], 0, 10), grant('two', [a], 0)] })).toBe(at(10)));

  it('is when one leave follows another, which is its own case’s to tell', () => {
    const leaves = [
      { case: leaving, from: at(10), until: at(20) },
      { case: theCase('second'), from: at(20), until: at(30) },
    ];
    expect([0, 10, 20, 30].map((minute) => next(minute, { engagements: [engagement({ leaves })] }))).toEqual([
      at(10),
      at(20),
      at(30),
      null,
    ]);
  });

  it('is the end of what a person has opened for a while, though no group says so', () => {
    const byHand = grant('badge', [], 0, 10, {
      holds: { kind: 'entitlement', entitlement: entitlementId('lab', 'badge') },
      cause: 'request',
      until: at(10),
    });
    expect(next(0, { grants: [byHand] })).toBe(at(10));
  });

  it('is when another engagement begins to lead, because the profile follows it', () => {
    const engagements = [engagement(), engagement({ ...second, start: at(30) })];
    expect(next(0, { engagements })).toBe(at(30));
    expect(leadingEngagement(engagements, at(30))?.id).toBe('second');
  });

  it('is not the end of a grant that never begins', () =>
    expect(next(0, { grants: [grant('never', [a], 10, 5)] })).toBeNull());
});

describe('the engagement that leads', () => {
  const [first, later] = [period(0, 40), period(60, 80, second)];
  it.each([
    [-30, 'work', 'the next one, before any begins'],
    [10, 'work', 'the running one'],
    [50, 'second', 'the next one, in between'],
    [90, 'second', 'the last one, after all'],
  ])('in minute %i is “%s”: %s', (minute, id) => expect(leadingEngagement([later, first], at(minute))?.id).toBe(id));
});
