/** Durations as people write them; what nobody can be sure of is no duration at all. */
import { expect, it } from 'vitest';
import { readDuration } from './duration.ts';

it.each<[string, number | null | undefined]>([
  ['6h', 6 * 3_600_000],
  ['6 hours', 6 * 3_600_000],
  [' 1  Hour ', 3_600_000],
  ['30 min', 1_800_000],
  ['30m', 1_800_000],
  ['7d', 7 * 86_400_000],
  ['2 weeks', 14 * 86_400_000],
  ['As long as the work', null],
  ['permanent', null],
  ['0h', 0],
  ['-1h', undefined],
  ['1.5h', undefined],
  ['10 years', undefined],
  ['3 months', undefined],
  ['forever', undefined],
  ['99999 h', undefined],
  ['6h; 7d', undefined],
  ['', undefined],
  ['constructor', undefined],
])('%j', (text, expected) => expect(readDuration(text)).toBe(expected));
