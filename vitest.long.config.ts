import { defineConfig } from 'vitest/config';

// What takes longer than the gate allows: large samples and large account tables.
export default defineConfig({
  test: { include: ['test/**/*.slow.test.ts'], exclude: ['dist/**'], testTimeout: 1_200_000, hookTimeout: 600_000 },
});
