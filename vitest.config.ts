import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // State classes use runes.
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['{heap,workers,main,renderer,bench,bin}/**/*.test.ts'],
    testTimeout: 60_000,
    // Two cores: more threads only fight for them.
    maxWorkers: 2,
  },
});
