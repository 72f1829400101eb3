import { describe, expect, it } from 'vitest';
import { clean, paintFor, table, when } from './print.ts';

describe('a table', () => {
  it('lines its columns up and leaves no blanks at the end', () => {
    const rows = [
      ['PEO-1', 'x', ''],
      ['P', 'longer', 'z'],
    ];
    expect(table(['Case', 'W', 'Which'], rows, paintFor(false))).toEqual([
      'Case   W       Which',
      'PEO-1  x',
      'P      longer  z',
    ]);
  });

  it('keeps its columns when it is painted', () => {
    const cell = { text: 'ok', paint: paintFor(true).good };
    const [, line] = table(['State', 'What'], [[cell, 'x']], paintFor(false));
    expect(line).toBe('\u001b[32mok   \u001b[39m  x');
  });
});

describe('what people typed somewhere', () => {
  it('brings no control character to the terminal', () => {
    expect(clean('a\u001b[31mred\nline\u202egnp')).toBe('a [31mred line gnp');
  });
});

it('an instant sorts as it reads', () => {
  expect(when('2026-03-31T08:00:00.123Z')).toBe('2026-03-31 08:00:00Z');
  expect(when(null)).toBe('');
});
