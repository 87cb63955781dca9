// Everything here runs in Node; real browsers are Playwright's (web/playwright.config.ts).
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const common = {
  /** Generous on purpose: it ends what hangs, and says nothing about speed. */
  testTimeout: 300_000,
  /** One more than cores: there is always a file that waits, for a cluster or for a clock. */
  maxWorkers: availableParallelism() + 1,
  /**
   * Files share a process and its modules: loading them anew for each is a third of the time. What a
   * test changes for all it puts back.
   */
  isolate: false,
};
const sync = 'src/lib/sync/**/*.test.ts';

/** These take longest, mostly waiting: begun last they would keep everybody else waiting too. */
const longest = /\/(simulation|cluster)\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification) => longest.test(moduleId);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'shared',
          ...common,
          root: 'shared',
          include: ['src/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'sync-server',
          ...common,
          root: 'sync-server',
          include: ['src/**/*.test.ts'],
        },
      },
      {
        // Modules as a page gets them: runes react, svelte is its browser half.
        extends: './web/vite.config.ts',
        resolve: { conditions: ['browser'] },
        test: {
          name: 'web',
          ...common,
          root: 'web',
          environment: fileURLToPath(new URL('web/vitest-environment.ts', import.meta.url)),
          include: ['{src,compile-messages,lint}/**/*.test.ts'],
          exclude: [sync],
        },
      },
      {
        // The client's sync is plain TypeScript and is tried as Node runs it, against the real relay.
        test: {
          name: 'web-sync',
          ...common,
          root: 'web',
          include: [sync, 'test/**/*.test.ts'],
          // A process has one IndexedDB, and some look into all of it.
          isolate: true,
        },
      },
      { test: { name: 'scripts', ...common, root: 'scripts', include: ['**/*.test.ts'] } },
    ],
  },
});
