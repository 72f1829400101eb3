/**
 * Months of company life under random faults, through the real shell, judged by the invariants of the design. More of
 * them: `npm run simulate -- --histories 5000`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BREAKS } from './breaks/list.ts';
import { keptSeeds } from './kept.ts';
import { inMemory } from './memory.ts';
import { type Judged, simulate } from './simulate.ts';

/** What a core lives through in about half a minute. */
const HISTORIES = 20;
/** Histories of one test: what breaks is told by its seed anyway. */
const AT_ONCE = 5;

const whatBroke = ({ broken }: Judged) =>
  broken.map(({ seed, number, invariant, says }) => `seed ${seed}, ${number} ${invariant}: ${says}`);

describe('a company under faults', () => {
  for (let first = 1; first <= HISTORIES; first += AT_ONCE) {
    it(`keeps every invariant in histories ${first} to ${first + AT_ONCE - 1}`, async () => {
      let faults = 0;
      for (let seed = first; seed < first + AT_ONCE; seed += 1) {
        const judged = await simulate(inMemory, seed);
        expect(whatBroke(judged)).toEqual([]);
        faults += judged.faults;
      }
      expect(faults).toBeGreaterThan(AT_ONCE);
    }, 120_000);
  }

  for (const { seed, was, test, generation } of keptSeeds()) {
    it(`once broke, and holds since: ${was} (seed ${seed})`, async () => {
      expect(whatBroke(await simulate(inMemory, seed, { shape: { generation } }))).toEqual([]);
      expect(existsSync(test)).toBe(true);
    }, 300_000);
  }

  it('is the same history again by the same seed, step by step', async () => {
    const [once, again] = [await simulate(inMemory, 11), await simulate(inMemory, 11)];
    expect(again.lines).toEqual(once.lines);
    expect(again).toEqual(once);
    expect((await simulate(inMemory, 12)).digest).not.toBe(once.digest);
  });
});

describe('what is broken on purpose', () => {
  it.each(BREAKS)('stands where it is said to: invariant $invariant, $what', ({ file, from, to }) => {
    expect(readFileSync(file, 'utf8').split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  });

  it('is seen by the command that breaks it, in a copy that has all it needs', () => {
    const main = ['--import', 'tsx', 'test/simulation/months/breaks/main.ts', '--histories', '1', '--workers', '1'];
    const { status, stdout } = spawnSync(process.execPath, [...main, '--only', 'an event of a commit is left out'], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('| 6 | an event of a commit is left out | 1 |');
    expect(status).toBe(0);
  }, 120_000);
});
