import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/support/package-once.ts',
    isolate: false,
    // Vitest leaves one core to its watcher, of which two cores have none to spare: half the time.
    maxWorkers: availableParallelism(),
    // Against what hangs, on any machine, however busy: none is there to find out how long something takes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
