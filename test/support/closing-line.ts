import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with the plain line `N passed, N failed`, which tools that count tests can read. What was skipped stands above it. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      const suites = [module, ...module.children.allSuites()]; // a hook that fails fails its suite, and no test
      count.failed += suites.filter((suite) => suite.errors().length > 0).length;
      for (const test of module.children.allTests()) count[test.result().state] += 1;
    }
    const skipped = count.skipped > 0 ? `\n${count.skipped} skipped` : '';
    process.stdout.write(`${skipped}\n${count.passed} passed, ${count.failed} failed\n`);
  }
}
