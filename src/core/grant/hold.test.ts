/** Access by the hour: its time runs from the first membership read back, once, and never past the latest end. */
import { describe, expect, it } from 'vitest';
import { at, grant, group } from '../../../test/support/build.ts';
import { milliseconds } from '../shared/instant.ts';
import { endOfHold, holdBegan } from './hold.ts';

const anHour = { for: milliseconds(3_600_000), began: null };
/** Decided in minute 0, to be in place within four hours. */
const decided = grant('admin', [group('vault-admins')], 0, 300, { until: at(300), hold: anHour });

describe('the time of access by the hour', () => {
  it.each<[string, number, number]>([
    ['runs from the first membership', 7, 67],
    ['ends no later than it may', 270, 300],
  ])('%s', (_, read, end) => expect(endOfHold(decided, at(read))).toBe(at(end)));

  it('begins once, whatever is read back later', () => {
    const begun = holdBegan(decided, at(7), at(67));
    expect(begun).toMatchObject({ end: at(67), until: at(67), hold: { began: at(7) } });
    expect(endOfHold(begun, at(30))).toBe(null);
    expect(holdBegan(begun, at(30), at(90))).toEqual(begun);
  });

  it('is no matter of what was given for longer', () => {
    const { hold: _, ...plain } = decided;
    expect(endOfHold(plain, at(7))).toBe(null);
    expect(holdBegan(plain, at(7), at(67))).toEqual(plain);
  });
});
