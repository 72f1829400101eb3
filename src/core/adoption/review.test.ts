import { describe, expect, it } from 'vitest';
import { at, theCase } from '../../../test/support/build.ts';
import { grantId, itemOf, personId } from '../shared/ids.ts';
import { milliseconds, plus } from '../shared/instant.ts';
import { type InReview, nextReview, reviewCase, reviewStanding } from './review.ts';

const ines = personId('ines');
const max = personId('max');
const due = (person: typeof ines, review: number): InReview => ({
  grant: grantId(`${person}-${review}`),
  person,
  givenBy: itemOf(theCase('adoption'), person),
  review: at(review),
});
const asked = (minutes: number) => ({ dueBy: at(minutes) });
const decides = (person: typeof ines) => (one: typeof ines) => one === person;
const nobody = () => false;

describe('access whose review date has come', () => {
  it('is told on the adoption that took it over', () => {
    expect(reviewCase(due(max, 1))).toBe(theCase('adoption'));
    expect(reviewCase({ givenBy: theCase('hired') })).toBe(theCase('hired'));
  });

  it.each([
    ['nothing due, nothing asked', [], null, 'nothing'],
    ['due for the first time', [due(max, 1)], null, 'ask'],
    ['asked already', [due(max, 1)], asked(1), 'nothing'],
    ['some of it ended since', [due(max, 1)], asked(2), 'nothing'],
    ['more has come due since', [due(max, 1), due(ines, 3)], asked(1), 'ask-anew'],
    ['all of it ended since', [], asked(1), 'withdraw'],
  ] as const)('%s', (_, grants, open, next) =>
    expect(reviewStanding(grants, { open, decided: null }, nobody)).toEqual({ kept: [], left: grants, next }),
  );

  it('is decided as far as it had come due by then, and not by whose it is', () => {
    const [his, hers, since] = [due(max, 1), due(ines, 1), due(max, 5)];
    const standing = (decidedBy: typeof ines, of: readonly InReview[]) =>
      reviewStanding(of, { open: null, decided: asked(2) }, decides(decidedBy));
    expect(standing(ines, [his])).toEqual({ kept: [his], left: [], next: 'nothing' });
    expect(standing(ines, [his, hers])).toEqual({ kept: [his], left: [hers], next: 'ask' });
    expect(standing(max, [his, hers])).toEqual({ kept: [hers], left: [his], next: 'ask' });
    expect(standing(ines, [his, since])).toEqual({ kept: [his], left: [since], next: 'ask' });
  });

  it('is looked at again by its risk, and never later than it ends', () => {
    const day = 86_400_000;
    const after = { low: milliseconds(100 * day), medium: milliseconds(10 * day) };
    const next = (risk: 'low' | 'medium' | 'high', end: ReturnType<typeof at> | null = null) =>
      nextReview(after, { risk, end }, at(0));
    expect(next('low')).toBe(plus(at(0), after.low));
    expect(next('medium')).toBe(plus(at(0), after.medium));
    expect(next('high')).toBe(plus(at(0), after.medium));
    expect(next('low', at(9))).toBe(at(9));
  });
});
