import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

// Flat chunk names: `new URL('./loader.js', import.meta.url)` must resolve beside the entries, see docs/decisions.md.
/** The package names a file for browsers that it does not have. */
const DUCKDB = 'node_modules/@duckdb/duckdb-wasm/dist';

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          desktop: resolve('main/desktop/main.ts'),
          ouro: resolve('main/cli/main.ts'),
          loader: resolve('main/loading/loader.node.ts'),
          heap: resolve('workers/heap.node.ts'),
          sql: resolve('workers/sql.node.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: resolve('main/desktop/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [svelte({ configFile: false })],
    resolve: { alias: { '@duckdb/duckdb-wasm/blocking': resolve(DUCKDB, 'duckdb-browser-blocking.mjs') } },
    worker: { format: 'es' },
    build: {
      outDir: resolve('out/renderer'),
      emptyOutDir: true,
      target: 'chrome140',
      minify: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      rollupOptions: {
        input: resolve('renderer/index.html'),
        // The SQL engine keeps its name: the command line finds it there too.
        output: {
          assetFileNames: ({ names }) =>
            names[0]?.endsWith('.wasm') === true ? 'assets/[name][extname]' : 'assets/[name]-[hash][extname]',
        },
      },
    },
  },
});
