import { describe, expect, it } from 'vitest';
import { Breadth } from './breadth.ts';

function loop() {
  let times = { idle: 0, active: 0 };
  return {
    breadth: new Breadth(() => times),
    pass: (idle: number, active: number) => {
      times = { idle: times.idle + idle, active: times.active + active };
    },
  };
}

describe('how many jobs are under way at once', () => {
  it('is the most where vendors are waited for, and goes to the least while the processor is', () => {
    const { breadth, pass } = loop();
    const seen = Array.from({ length: 6 }, () => {
      pass(1, 60);
      return breadth.between(8, 24);
    });
    expect(breadth.between(8, 24)).toBe(8);
    expect(seen).toEqual([16, 12, 10, 9, 9, 8]);
    pass(300, 200);
    expect(breadth.between(8, 24)).toBe(16);
    pass(60_000, 10);
    expect(breadth.between(8, 24)).toBe(24);
  });

  it('is not narrowed by steps shorter than a moment, however often it is asked', () => {
    const { breadth, pass } = loop();
    for (let asked = 0; asked < 4; asked += 1) {
      pass(0, 10);
      expect(breadth.between(8, 24)).toBe(24);
    }
  });
});
