import { defineConfig } from 'vitest/config';

/** Stories in a real browser against a local network: one at a time, because each takes a network and a browser. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
