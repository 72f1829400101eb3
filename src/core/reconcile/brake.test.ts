import { describe, expect, it } from 'vitest';
import { account, group } from '../../../test/support/build.ts';
import type { BrakeLimits } from '../policy/model.ts';
import { personId, withinConnection } from '../shared/ids.ts';
import { brakeReasons, type CountedItem } from './brake.ts';

const [a, b] = [group('a'), group('b')];
const LIMITS: BrakeLimits = {
  peoplePerOrigin: 25,
  membersPerGroup: 10,
  sharePerGroup: 0.1,
  removalsPerHour: 100,
  actorRemovalsPerHour: 100,
  groupRemovalsPerHour: 100,
  leaversPerHour: 10,
};
const people = (count: number, edit: Partial<CountedItem>): readonly CountedItem[] =>
  Array.from({ length: count }, (_, n) => ({
    person: personId(`p${n}`),
    gains: [],
    loses: [],
    opens: [],
    closes: [],
    frees: [],
    ...edit,
  }));
type Numbers = Readonly<Record<string, number>>;
const byGroup = (numbers: Numbers) => new Map(Object.entries(numbers).map(([name, n]) => [group(name), n]));
const reasons = (items: readonly CountedItem[], members: Numbers = {}, limits = LIMITS, holders: Numbers = {}) =>
  brakeReasons(items, { members: byGroup(members), holders: byGroup(holders) }, limits, withinConnection);

describe('the brake', () => {
  it.each([
    [0, 0],
    [25, 0],
    [26, 1],
  ])('of %i people gives %i reasons: 25 may be touched at once', (count, expected) =>
    expect(reasons(people(count, {}))).toHaveLength(expected),
  );

  it('says how many would be touched, and how many may', () =>
    expect(reasons(people(26, {}))).toEqual(['26 people are touched; 25 are allowed at once']));

  it.each<[number, number | undefined, boolean, string]>([
    [10, 20, false, 'the count is not exceeded'],
    [11, 20, true, 'count and share are'],
    [11, 110, false, 'eleven are just a tenth'],
    [11, 109, true, 'eleven are more than a tenth'],
    [11, 100_000, false, 'a small share of a large group'],
    [4, 4, false, 'a group of four does not trip on one, nor on all'],
    [11, undefined, true, 'how many members there are is not known: the count alone decides'],
    [11, 0, true, 'an empty group, likewise'],
    [10, undefined, false, 'not known, and within the count'],
  ])('for %i of %s members is %s: %s', (count, present, held) => {
    const members = present === undefined ? {} : { a: present };
    for (const edit of [{ gains: [a] }, { loses: [a] }]) {
      expect(reasons(people(count, edit), members).length > 0).toBe(held);
    }
  });

  it.each<[number, number, number | undefined, boolean, string]>([
    [2, 2, undefined, true, 'both of two'],
    [1, 1, undefined, false, 'the only one: that is one person’s access'],
    [9, 10, undefined, false, 'one is left'],
    [3, 2, undefined, true, 'one of them was given it and never read back'],
    [2, 0, undefined, false, 'nobody has begun'],
    [3, 3, 3, false, 'as many as the limit lets be the last'],
    [4, 4, 3, true, 'one more than it lets'],
  ])('of %i losers where %i hold it, %s allowed, is %s: %s', (count, held, upTo, expected) => {
    const limits = upTo === undefined ? LIMITS : { ...LIMITS, emptiesUpTo: upTo };
    const said = expected ? [`a would lose all ${count} who hold it`] : [];
    expect(reasons(people(count, { loses: [a] }), { a: 500 }, limits, { a: held })).toEqual(said);
    expect(reasons(people(count, { gains: [a] }), { a: 500 }, limits, { a: held })).toEqual([]);
  });

  it('names each group that gains or loses too many, each way apart', () =>
    expect(reasons([...people(11, { gains: [a], loses: [b] }), ...people(10, { loses: [a] })], { a: 20 })).toEqual([
      'a would gain 11 of 20 members; 10 are allowed at once',
      'b would lose 11 members; 10 are allowed at once',
    ]));

  it('counts a person once for each group, however many groups one loses', () =>
    expect(reasons(people(10, { loses: [a, b] }))).toEqual([]));

  it('counts what shadow had held back as it counts what is new, and one that is both once', () => {
    const free = (change: string) => [{ account: account().id, change, group: a }];
    expect(reasons(people(11, { frees: free('add-member') }))).toEqual([
      'a would gain 11 members; 10 are allowed at once',
    ]);
    expect(reasons(people(11, { frees: free('remove-member') }))).toEqual([
      'a would lose 11 members; 10 are allowed at once',
    ]);
    expect(reasons(people(10, { gains: [a], frees: free('add-member') }))).toEqual([]);
    expect(reasons(people(11, { frees: [{ account: account().id, change: 'suspend', group: null }] }))).toEqual([]);
  });

  it('counts with it what changes of the hour before it have given and taken, each person once', () => {
    const before = people(20, { gains: [a] });
    const next = (items: readonly CountedItem[]) =>
      brakeReasons(items, { members: byGroup({ a: 20 }), holders: byGroup({}) }, LIMITS, withinConnection, before);
    const others = (count: number, edit: Partial<CountedItem>) =>
      people(count, edit).map((item) => ({ ...item, person: personId(`other ${item.person}`) }));
    expect(next(others(5, { gains: [b] }))).toEqual([]);
    expect(next(others(6, { gains: [b] }))).toEqual(['26 people are touched; 25 are allowed within an hour']);
    expect(next(people(20, { loses: [b] }))).toEqual(['b would lose 20 members; 10 are allowed within an hour']);
    expect(next(others(1, { gains: [a] }))).toEqual(['a would gain 21 of 20 members; 10 are allowed within an hour']);
    expect(next([])).toEqual([]);
  });

  it('keeps to the limits it is given', () =>
    expect(reasons(people(1, { loses: [a] }), {}, { ...LIMITS, membersPerGroup: 0, peoplePerOrigin: 0 })).toHaveLength(
      2,
    ));
});
