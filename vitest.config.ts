import { defineConfig } from 'vitest/config';

// The quick tier. Slow suites carry `.slow.test.ts` and run with `npm run test:long`.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    exclude: ['test/**/*.slow.test.ts', '**/node_modules/**', 'dist/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
