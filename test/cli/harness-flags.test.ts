/** What harnesses, measurements and the tour are asked for wrongly ends in a sentence and how to use them, before anything is started. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it.each([
  ['test/crash/main.ts', '--cuont 3', /Unknown option '--cuont'/],
  ['test/crash/main.ts', '--count 0', /--count 0: a whole number from 1 on is wanted/],
  ['test/crash/main.ts', '--store pglite --of worker', /--of worker goes with --store postgres alone/],
  ['test/crash/main.ts', '--break everything', /--break everything: one of comment-not-looked-for/],
  ['test/crash/main.ts', '--at (', /--at \(: this is no regular expression/],
  ['test/crash/beside.ts', '--older docs', /--older docs: no checkout with its packages lies there/],
  ['test/simulation/months/main.ts', '--hsitories 5', /Unknown option '--hsitories'/],
  ['test/simulation/months/main.ts', '--generation 99', /--generation 99: one of 1, 2,/],
  ['bench/main.ts', '--samples many', /--samples many: a whole number/],
  ['bench/main.ts', '--store sqlite', /--store sqlite: postgres or pglite is wanted/],
  ['bench/replay/main.ts', '--nope', /Unknown option '--nope'/],
  [
    'bench/replay/main.ts',
    '--events /no/such --state /no/such',
    /\/no\/such: there is no such file, or it may not be read/,
  ],
  ['bench/replay/dated/main.ts', '--json', /--events FILE is wanted/],
  ['bench/replay/dated/main.ts', '--events /no/such', /\/no\/such: there is no such file, or it may not be read/],
  [
    'bench/main.ts',
    'brake-over-history --history /no/such',
    /\/no\/such: there is no such file, or it may not be read/,
  ],
  ['examples/acme/tour/main.ts', '--nope', /Unknown option '--nope'/],
])(
  '%s %s is answered with a sentence',
  (file, argv, says) => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', 'tsx', file, ...argv.split(' ').filter((one) => one !== '')],
      { cwd: root, encoding: 'utf8', timeout: 60_000 },
    );
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/\nUsage: npm (run [a-z:]+|start) -- /);
    expect(stderr).not.toMatch(/\n\s+at |node:internal/);
    expect([status, stdout]).toEqual([2, '']);
  },
  70_000,
);

it('a port that somebody else has is said by an emulator', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'emulators/main.ts', 'okta', '--port', `${port}`],
    { cwd: root, encoding: 'utf8', timeout: 60_000 },
  );
  other.close();
  expect(stderr).toMatch(new RegExp(`^port ${port} cannot be listened on: EADDRINUSE\nUsage: npm run emulate `));
  expect(status).toBe(2);
}, 70_000);
