import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longestFirst.ts';
import { SummaryReporter } from './test/support/summaryReporter.ts';

/** Read by whoever keeps what is said (test/support/said.ts), here and in the processes of the tests. */
const said = mkdtempSync(join(tmpdir(), 'tenure-test-said-'));
process.env.TENURE_TEST_SAID = said;

export default defineConfig({
  test: {
    include: ['{src,emulators,test,bench,scripts}/**/*.test.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    reporters: ['default', new SummaryReporter(said)],
    env: { TENURE_TEST_SAID: said },
    // A story runs in a second or two; on a machine that does much else besides, it must not fail for that.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // Asked for by chance, files come by chance.
    sequence: process.argv.some((one) => one.startsWith('--sequence.shuffle')) ? {} : { sequencer: LongestFirst },
    // More than the two cores of a small machine: half of a story is spent waiting for stand-ins, processes and the disk.
    maxWorkers: 3,
    // A process runs file after file and keeps what is dear: PGlite, a database, the compiled code. So no file may
    // leave anything behind in a module; `--sequence.shuffle.files` finds one that does.
    isolate: false,
  },
});
