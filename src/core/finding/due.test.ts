import { describe, expect, it } from 'vitest';
import type { SweepSettings } from '../policy/model.ts';
import { type Instant, milliseconds, type TimeOfDay, type TimeZone } from '../shared/instant.ts';
import { isSweepDue, readAgainAt } from './due.ts';

const zone = 'Europe/Zurich' as TimeZone;
const daily: SweepSettings = { at: '02:00' as TimeOfDay, every: null, mostFindings: 1 };
const due = (last: string, now: string, settings = daily) =>
  isSweepDue(settings, zone, last as Instant, now as Instant);

describe('the full sweep', () => {
  // In March Zurich is an hour ahead of UTC; from the 29th on, two.
  it.each([
    ['2026-03-02T08:00:00.000Z', '2026-03-03T00:59:00.000Z', false],
    ['2026-03-02T08:00:00.000Z', '2026-03-03T01:00:00.000Z', true],
    ['2026-03-03T01:00:00.000Z', '2026-03-03T01:01:00.000Z', false],
    // Late, because nobody was running at two.
    ['2026-03-02T01:00:00.000Z', '2026-03-03T15:00:00.000Z', true],
    // Just before midnight here, yesterday's two o'clock was the last one.
    ['2026-03-02T01:00:00.000Z', '2026-03-02T22:59:00.000Z', false],
    ['2026-03-28T01:00:00.000Z', '2026-03-29T00:59:00.000Z', false],
    // Two o'clock is skipped that night: at the first instant after it.
    ['2026-03-28T01:00:00.000Z', '2026-03-29T01:00:00.000Z', true],
  ])('last on %s, is due at %s: %s', (last, now, expected) => expect(due(last, now)).toBe(expected));

  it('or so long after the last one', () => {
    const every: SweepSettings = { ...daily, every: milliseconds(6 * 3_600_000) };
    expect(due('2026-03-02T08:00:00.000Z', '2026-03-02T13:59:59.999Z', every)).toBe(false);
    expect(due('2026-03-02T08:00:00.000Z', '2026-03-02T14:00:00.000Z', every)).toBe(true);
  });

  it.each([
    [1, '2026-03-02T02:30:00.000Z'],
    [2, '2026-03-02T03:00:00.000Z'],
    [4, '2026-03-02T06:00:00.000Z'],
    [9, '2026-03-02T08:00:00.000Z'],
  ])('that broke off %s times in a row at two is tried again at %s', (times, again) =>
    expect(readAgainAt('2026-03-02T02:00:00.000Z' as Instant, times)).toBe(again),
  );
});
