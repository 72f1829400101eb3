import { expect, it } from 'vitest';
import { leastOf, type NodeVersion, takes } from './nodeRange.ts';

it.each<readonly [range: string, taken: readonly NodeVersion[], refused: readonly NodeVersion[]]>([
  [
    '>=22.12.0',
    [
      [22, 12, 0],
      [24, 0, 0],
    ],
    [
      [22, 11, 9],
      [20, 19, 0],
    ],
  ],
  ['>= 20', [[20, 0, 0]], [[19, 9, 9]]],
  [
    '^20.19.0 || ^22.13.0 || >=23.5.0',
    [
      [20, 20, 0],
      [22, 13, 1],
      [25, 0, 0],
    ],
    [
      [20, 18, 0],
      [21, 7, 0],
      [22, 12, 0],
      [23, 4, 0],
    ],
  ],
  [
    '4.x || >=6.0.0',
    [
      [4, 9, 0],
      [6, 0, 0],
    ],
    [[5, 9, 0]],
  ],
  [
    '>=18 <22',
    [
      [18, 0, 0],
      [21, 9, 9],
    ],
    [
      [22, 0, 0],
      [17, 0, 0],
    ],
  ],
  [
    '<=20 || 22',
    [
      [20, 19, 0],
      [22, 5, 0],
    ],
    [
      [21, 0, 0],
      [23, 0, 0],
    ],
  ],
  [
    '>20 <=22.1',
    [
      [21, 0, 0],
      [22, 1, 7],
    ],
    [
      [20, 19, 0],
      [22, 2, 0],
    ],
  ],
  [
    '~22.12.1',
    [[22, 12, 4]],
    [
      [22, 12, 0],
      [22, 13, 0],
    ],
  ],
])('%s takes what it says, and nothing else', (range, taken, refused) => {
  expect(taken.filter((one) => !takes(range, one))).toEqual([]);
  expect(refused.filter((one) => takes(range, one))).toEqual([]);
});

it('a form it does not know is an error', () => {
  expect(() => takes('lts', [22, 0, 0])).toThrow('lts');
  expect(() => leastOf('^20.19.0')).toThrow('^20.19.0');
  expect(leastOf('>=20.19')).toEqual([20, 19, 0]);
});
