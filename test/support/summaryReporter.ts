/** The last line of a run: `N passed, N failed`, alone on its line, for people and scripts alike. */
import type { Reporter, TestModule } from 'vitest/node';

export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    let passed = 0;
    let failed = errors.length;
    for (const module of modules) {
      // A file that does not load has no tests to fail, and must not go unseen.
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
      }
    }
    // After the other reporters have had their say.
    process.on('exit', () => console.log(`${passed} passed, ${failed} failed`));
  }
}
