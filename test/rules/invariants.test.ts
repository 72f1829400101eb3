/**
 * Each invariant of ARCHITECTURE.md is upheld by code, shown by tests that say which one they show, and has been broken on
 * purpose: a promise without the three is a sentence.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BREAKS } from '../simulation/months/breaks/list.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8');

const page = textOf('ARCHITECTURE.md');
const partOf = (heading: string) => page.split('\n## ').find((part) => part.startsWith(heading)) ?? '';
const rowsOf = (text: string) =>
  [...text.matchAll(/^\| (\d+) +\|(.*)\|$/gm)].map(([, number = '', cells = '']) => ({
    number: Number(number),
    cells: cells.split('|').map((cell) => cell.trim()),
  }));
const [held = '', broken = ''] = partOf('What always holds').split('### Broken on purpose');
const invariants = rowsOf(held);
const pathsIn = (cell: string) => [...cell.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path = '']) => path);

describe('the invariants', () => {
  it('are the fourteen, in order', () => {
    expect(invariants.map(({ number }) => number)).toEqual(Array.from({ length: 14 }, (_, nth) => nth + 1));
  });

  it.each(invariants)('$number is held and tested in files that are there, and a test says that it is its', (row) => {
    const [, heldIn = '', testedIn = ''] = row.cells;
    const tests = pathsIn(testedIn);
    expect(pathsIn(heldIn)).not.toEqual([]);
    expect([...pathsIn(heldIn), ...tests].filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
    const saying = new RegExp(`\\binvariant ${row.number}\\b`, 'i');
    expect(tests.filter((path) => path.endsWith('.test.ts') && saying.test(textOf(path)))).not.toEqual([]);
  });

  it.each(invariants)('$number was broken on purpose, and a test of its own was red', ({ number, cells }) => {
    const rows = rowsOf(broken).filter((row) => row.number === number);
    expect(rows).not.toEqual([]);
    for (const [what = '', red = ''] of rows.map((row) => row.cells)) {
      expect(what).not.toBe('');
      const [path = '', ...others] = pathsIn(red);
      expect(others).toEqual([]);
      expect(pathsIn(cells[2] ?? '')).toContain(path);
      // The test is called so, or its rows are.
      const title = /: (.+)$/.exec(red)?.[1] ?? '';
      expect(textOf(path)).toContain(title);
    }
  });

  it.each(invariants)('$number is broken in the simulation, too', ({ number }) => {
    expect(BREAKS.filter(({ invariant }) => invariant === number)).not.toEqual([]);
  });
});
