import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,emulators,test,bench,scripts}/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
