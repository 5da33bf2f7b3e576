#!/usr/bin/env node
// Launcher of the built command line; builds once when out/ is missing, so that a clone works after `npm ci`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../out/main/ouro.js', import.meta.url);

if (!existsSync(built)) {
  process.stderr.write('ouro: building once, this takes a few seconds\n');
  const builder = fileURLToPath(new URL('../node_modules/electron-vite/bin/electron-vite.js', import.meta.url));
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const result = spawnSync(process.execPath, [builder, 'build'], { cwd: folder, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) {
    process.stderr.write('ouro: the build failed; run npm ci, then npm run build, to see why\n');
    process.exit(1);
  }
}

await import(built.href);
