import { describe, expect, it } from 'vitest';
import { type ClockLook, clockStep } from './clockStep.ts';
import { instantOf } from './instant.ts';

const NOON = Date.parse('2026-03-02T12:00:00.000Z');
const at = (minutes: number) => instantOf(new Date(NOON + minutes * 60_000));
const look = (shown: number, asked: number, answered = asked): ClockLook => ({
  shown: at(shown),
  asked: asked * 60_000,
  answered: answered * 60_000,
});

describe('a clock beside one that only goes on', () => {
  const before = look(0, 100);
  it.each([
    ['goes as fast', look(1, 101), null],
    ['was put right by five minutes', look(6, 101), null],
    ['was put back by five minutes', look(-4, 101), null],
    ['answered late, and shows when it was asked', look(1, 101, 131), null],
    ['answered late, and shows when it answered', look(31, 101, 131), null],
    ['was asked after a long silence', look(600, 700), null],
    ['was set forward', look(6.1, 101), [at(1), at(1)]],
    ['was set forward by a year', look(525_600, 101), [at(1), at(1)]],
    ['was set back', look(-4.1, 101), [at(1), at(-4.1)]],
    ['stood still', look(0, 106), [at(6), at(0)]],
  ])('%s', (_, next, step) => {
    const found = clockStep(before, next);
    expect(found === null ? null : [found.expected, found.since]).toEqual(step);
  });
});
