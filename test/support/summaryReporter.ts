/**
 * The last line of a run: `N passed, N failed`, alone on its line, for people and scripts alike. Before it stands what came of
 * the look through everything that was said (a secret in it is a failure like any other), and which tests were skipped that say why.
 */
import { rmSync } from 'node:fs';
import type { UserConsoleLog } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';
import { keepSaid, lookThrough } from './said.ts';

export class SummaryReporter implements Reporter {
  readonly #said: string;

  /** `said`: the folder in which is kept what is said. */
  constructor(said: string) {
    this.#said = said;
  }

  onUserConsoleLog({ content }: UserConsoleLog) {
    keepSaid('tests', content);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    let passed = 0;
    let failed = errors.length;
    const skipped: string[] = [];
    for (const module of modules) {
      // A file that does not load has no tests to fail, and must not go unseen.
      if (module.errors().length > 0) failed += 1;
      for (const error of module.errors()) keepSaid('errors', error.stack ?? error.message);
      for (const test of module.children.allTests()) {
        const result = test.result();
        const { state, errors: wrong = [] } = result;
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
        if (result.state === 'skipped' && result.note !== undefined) skipped.push(`${test.name}: ${result.note}`);
        for (const error of wrong) keepSaid('errors', error.stack ?? error.message);
      }
    }
    const { lines, by, planted, leaks } = lookThrough(this.#said);
    const who = Object.entries(by).map(([name, count]) => `${name} ${count}`);
    if (leaks.length === 0) rmSync(this.#said, { recursive: true, force: true });
    else process.exitCode = 1;
    // After the other reporters have had their say.
    process.on('exit', () => {
      for (const one of skipped) console.log(`Skipped: ${one}`);
      console.log(`Said: ${lines} lines (${who.join(', ')}); looked for ${planted} secrets and for their shapes.`);
      for (const leak of leaks) console.log(`A secret was said: ${leak}. Kept in ${this.#said}.`);
      console.log(`${passed} passed, ${failed + leaks.length} failed`);
    });
  }
}
