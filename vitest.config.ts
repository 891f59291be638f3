/** Four tiers, told apart by file name. What needs the suite shares one, started by `test/support/suite.ts`. */
import { defineConfig } from 'vitest/config';

const everywhere = ['functions/src', 'functions/languages', 'suite', 'web/src', 'test', 'samples', 'bench', 'chaos'];
const files = (suffix: string) => everywhere.map((folder) => `${folder}/**/*${suffix}`);
const tiers = ['.engine.test.ts', '.emulator.test.ts', '.browser.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'hermetic',
          include: files('.test.ts'),
          exclude: [...tiers.flatMap(files), '**/node_modules/**'],
          // Some start processes or go through thousands of cases: on a crowded machine that takes more than five seconds.
          testTimeout: 60_000,
          // Unless told, vitest leaves one processor to others: of two, that is half.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'engine',
          include: files('.engine.test.ts'),
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // An engine takes one processor and up to a gigabyte.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'emulator',
          include: files('.emulator.test.ts'),
          globalSetup: ['test/support/suite.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'browser',
          include: files('.browser.test.ts'),
          globalSetup: ['test/support/suite.ts'],
          // What a person would see soon; vitest's own second is too short when emulators and browser share two processors.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
