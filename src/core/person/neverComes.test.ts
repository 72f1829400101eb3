/** An offboarding whose last day lies before the first of the work it ends. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { edited, filed, hana, joins, lea, leaves, MARA, minute, taken } from '../../../test/support/forms.ts';
import { type Given, given } from '../../../test/support/given.ts';

describe('whoever leaves before their first day', () => {
  const coming = given().after(joins({ start: minute(1000) }), 0);
  const leavesIn = (end: number) => leaves({ end: minute(end) });
  const endsOf = ({ ledger }: Given) => [...new Set([...ledger.engagements, ...ledger.grants].map(({ end }) => end))];

  it.each([
    ['before anything is opened for it', 5, 950, 880],
    ['on the first day itself, of which nothing is worked', 5, 1000, 880],
    ['before that, on the day that is said', 5, 600, 600],
    ['when the account is there already, now', 900, 950, 900],
    ['after the first day, on the day that is said', 5, 1001, 1001],
  ])('never comes: %s', (_, now, end, expected) => {
    expect(endsOf(coming.after(leavesIn(end), now))).toEqual([at(expected)]);
  });

  describe('works here before', () => {
    const next = filed('onboarding', 'next', { ...MARA, start: minute(1000) }, hana);
    const until = (end: number) =>
      given()
        .after(joins({ end: minute(end) }), 0)
        .after(next, 1);

    it('until that day: it is kept as it is said', () => {
      const before = until(960);
      expect(before.ledger.engagements).toHaveLength(2);
      expect(endsOf(before.after(leavesIn(950), 5))).toEqual([at(950)]);
    });

    it.each([920, 850])('and no longer than %i: it is over with that work', (end) => {
      const left = until(end).after(leavesIn(950), 5);
      expect(endsOf(left)).toEqual([at(end)]);
      expect(endsOf(left.after(edited(leavesIn(950), 6, { end: minute(1500) }), 6))).toEqual([at(end), at(1500)]);
      expect(endsOf(left.after(edited(leavesIn(950), 6, { end: minute(800) }), 6))).toEqual([at(800)]);
    });
  });

  it('comes after all where the day is moved past the first, or the end is taken back', () => {
    const before = coming.after(leavesIn(950), 5);
    expect(endsOf(before.after(edited(leavesIn(950), 6, { end: minute(1500) }), 6))).toEqual([at(1500)]);
    expect(endsOf(before.after(taken(leavesIn(950), lea), 6))).toEqual([null]);
  });
});
