import { defineConfig } from 'vitest/config';

// The `#folder/...` imports of package.json point at the built files; tests run the sources.
const folders = { core: 'core', gateway: 'gateway', broker: 'broker', dashboard: 'dashboard', cli: 'cli' };
const aliases = Object.entries({ ...folders, sim: 'checkpoint-firmware-sim' });

const SHARING = ['core', 'broker', 'gateway'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  resolve: {
    alias: aliases.map(([name, folder]) => ({
      find: new RegExp(`^#${name}/(.*)\\.js$`),
      replacement: `${import.meta.dirname}/${folder}/$1.ts`,
    })),
  },
  test: {
    projects: [
      // They keep no state in modules, so their files may share a process: that saves a third of the time.
      { extends: true, test: { name: 'parts', include: SHARING, isolate: false } },
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: SHARING } },
    ],
    reporters: ['default', './test/support/summary-reporter.ts'],
    globalSetup: ['./test/support/shared-postgres.ts'],
    // Limits for what hangs: a machine that is busy with other things takes four times as long as a quiet one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
