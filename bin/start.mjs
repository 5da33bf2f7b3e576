#!/usr/bin/env node
// `npm start [dump...]`: the desktop program, or where there can be none, the same pages in a browser.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './launch.mjs';

process.exitCode = await launch({
  root: fileURLToPath(new URL('..', import.meta.url)),
  args: process.argv.slice(2).map((path) => resolve(path)),
  variables: process.env,
  platform: process.platform,
  uid: process.getuid?.(),
  say: (line) => void process.stderr.write(`ouroboros: ${line}\n`),
  progress: (words) => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${words}`)),
});
