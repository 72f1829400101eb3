import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { milliseconds, plus } from '../shared/instant.ts';
import { isToldAnew } from './many.ts';
import { isShort } from './short.ts';

const told = (findings: number, now: number, letBeAt: string | null = null, later = 0) =>
  isToldAnew(
    { findings, letBeAt: letBeAt === null ? null : at(0) },
    now,
    plus(at(0), milliseconds(later * 86_400_000)),
  );

describe('so many findings that they are one', () => {
  it.each([
    [100, 100, false],
    [100, 109, false],
    [100, 110, true],
    [100, 91, false],
    [100, 90, true],
    [6, 7, true],
  ])('told as %s and open, at %s are told anew: %s', (before, now, expected) =>
    expect(told(before, now)).toBe(expected),
  );

  it.each([
    [100, 109, 1, false],
    [100, 110, 1, true],
    // Fewer is no question to somebody who lets more be.
    [100, 50, 1, false],
    [100, 100, 29, false],
    [100, 100, 30, true],
  ])('told as %s and let be, at %s after %s days are told anew: %s', (before, now, after, expected) =>
    expect(told(before, now, 'let be', after)).toBe(expected),
  );
});

describe('a listing of members', () => {
  it.each([
    [0, 0, false],
    [0, 1, true],
    [1, 2, false],
    [8, 10, false],
    [7, 10, true],
    [950, 1_000, false],
    [949, 1_000, true],
    [12, 10, false],
  ])('of %s where the group counts %s is short: %s', (listed, counted, expected) =>
    expect(isShort(listed, counted)).toBe(expected),
  );
  it('is believed where the provider does not count', () => expect(isShort(0, null)).toBe(false));
});
