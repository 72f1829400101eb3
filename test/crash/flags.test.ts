/** What the harnesses are asked for wrongly ends in a sentence and how to use them, before anything is started. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it.each([
  ['main', '--cuont 3', /Unknown option '--cuont'/],
  ['main', '--count 0', /--count 0: a whole number from 1 on is wanted/],
  ['main', '--store pglite --of worker', /--of worker goes with --store postgres alone/],
  ['main', '--break everything', /--break everything: one of comment-not-looked-for/],
  ['main', '--at (', /--at \(: this is no regular expression/],
  ['beside', '--older docs', /--older docs: no checkout with its packages lies there/],
])(
  '%s %s is answered with a sentence',
  (file, argv, says) => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', 'tsx', `test/crash/${file}.ts`, ...argv.split(' ').filter((one) => one !== '')],
      { cwd: root, encoding: 'utf8', timeout: 60_000 },
    );
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/\nUsage: npm run (kills|beside) -- /);
    expect(stderr).not.toMatch(/\n\s+at |node:internal/);
    expect([status, stdout]).toEqual([2, '']);
  },
  70_000,
);
