import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // State classes use runes.
  plugins: [svelte({ configFile: false })],
  test: {
    testTimeout: 60_000,
    // Two cores: more threads only fight for them.
    maxWorkers: 2,
    projects: [
      // Pure code leaves nothing behind: one module graph for all files costs half the time of one for each.
      { extends: true, test: { name: 'pure', include: ['{heap,renderer}/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'node', include: ['{workers,main,bench,bin}/**/*.test.ts'] } },
    ],
  },
});
