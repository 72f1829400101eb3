import { describe, expect, it } from 'vitest';
import type { HoldLimits } from '../policy/model.ts';
import { milliseconds } from '../shared/instant.ts';
import { shorterThan } from './shorter.ts';

const hours = (count: number) => milliseconds(count * 3_600_000);
const hold = (...durations: number[]): HoldLimits => ({
  durations: durations.map(hours),
  usual: null,
  longest: null,
  longestTotal: null,
});
const shorter = (asked: number | null, limits: HoldLimits) =>
  shorterThan(asked === null ? null : hours(asked), limits).map((one) => one / 3_600_000);

describe('for how long an approver may give less', () => {
  it('what the rule offers and is shorter, shortest first', () => {
    expect(shorter(24, hold(24, 1, 6))).toEqual([1, 6]);
  });

  it('the usual steps where the rule names none', () => {
    expect(shorter(24, hold())).toEqual([1, 6]);
    expect(shorter(8, hold())).toEqual([1, 6]);
  });

  it('anything is shorter than as long as the work', () => {
    expect(shorter(null, hold(24, 720))).toEqual([24, 720]);
    expect(shorter(null, hold())).toEqual([1, 6, 24, 72, 168, 720, 2_160]);
  });

  it('nothing when the shortest was asked for', () => {
    expect(shorter(1, hold(1, 6))).toEqual([]);
    expect(shorter(0.5, hold())).toEqual([]);
  });
});
