import { describe, expect, it } from 'vitest';
import type { Instant } from '../../core/shared/instant.ts';
import { ClockReading } from './clockReading.ts';

const at = (text: string) => `2026-03-02T${text}Z` as Instant;

function reading() {
  let passed = 0;
  const clock = new ClockReading(() => passed);
  return {
    clock,
    pass: (milliseconds: number) => {
      passed += milliseconds;
    },
  };
}

describe('the database’s clock between two readings', () => {
  it('is the last reading and the time since, for a second', () => {
    const { clock, pass } = reading();
    expect(clock.now()).toBeNull();
    clock.heard(at('08:00:00.000'));
    pass(400.9);
    expect(clock.now()).toBe(at('08:00:00.400'));
    pass(600);
    expect(clock.now()).toBeNull();
  });

  it('never goes back for an answer that was long on its way', () => {
    const { clock, pass } = reading();
    clock.heard(at('08:00:00.000'));
    pass(900);
    expect(clock.now()).toBe(at('08:00:00.900'));
    clock.heard(at('08:00:00.500'));
    expect(clock.now()).toBe(at('08:00:00.900'));
    pass(200);
    clock.heard(at('08:00:00.800'));
    expect(clock.now()).toBe(at('08:00:00.900'));
    clock.heard(at('08:00:01.100'));
    expect(clock.now()).toBe(at('08:00:01.100'));
  });

  it('follows a clock that was set back', () => {
    const { clock, pass } = reading();
    clock.heard(at('08:00:00.000'));
    expect(clock.now()).toBe(at('08:00:00.000'));
    pass(1_001);
    clock.heard(at('07:00:00.000'));
    expect(clock.now()).toBe(at('07:00:00.000'));
  });
});
