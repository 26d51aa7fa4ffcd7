/** The lanes of tests: `unit` beside the code, the rest under test/, on one shared database server. */
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const exclude = [...configDefaults.exclude, '**/.cache/**', '**/.relata/**', 'client/dist/**'];
const globalSetup = [fileURLToPath(new URL('./support/global-setup.ts', import.meta.url))];

export default defineConfig({
  root,
  cacheDir: fileURLToPath(new URL('../node_modules/.cache/vitest', import.meta.url)),
  test: {
    maxWorkers: 2,
    // Files share what they import, two workers to the end: most of the time went into loading the same modules a hundred times.
    isolate: false,
    passWithNoTests: true,
    projects: [
      { root, test: { name: 'unit', include: ['{server,metadata,plugins,client/src}/**/*.test.ts'], exclude } },
      { root, test: { name: 'db', include: ['test/db/**/*.test.ts'], exclude, globalSetup, testTimeout: 60_000, hookTimeout: 60_000 } },
      { root, test: { name: 'http', include: ['test/http/**/*.test.ts'], exclude, globalSetup, testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        root,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude,
          globalSetup,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
