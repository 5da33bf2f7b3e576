#!/usr/bin/env node
// `npm run check`: types beside lint, because each uses one core, then the tests on both. Fails when any of them does.
import { spawn } from 'node:child_process';
import process from 'node:process';

const failed = [];
await Promise.all([inOrder(['types', 'ratchet']), inOrder(['lint'])]);
await inOrder(['unit']);
// Last, so that the tail of a long log says it too.
if (failed.length > 0) process.stdout.write(`check: FAILED in ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** A script that fails stops those after it. */
async function inOrder(scripts) {
  for (const script of scripts) {
    if (await passes(script)) continue;
    failed.push(script);
    return;
  }
}

/** Runs one script of package.json; what it says is shown in one piece when it ends. */
function passes(script) {
  const started = performance.now();
  // npm names its own file; without it (`node bin/check.mjs`) the shell finds npm.
  const npm = process.env.npm_execpath;
  const [program, ...words] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const child = spawn(program, [...words, 'run', '--silent', script], {
    shell: npm === undefined,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => said.push(part));
  return new Promise((done) => {
    child.on('error', () => done(false));
    child.on('close', (code) => {
      const verdict = code === 0 ? 'passed' : 'FAILED';
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      process.stdout.write(`${Buffer.concat(said).toString()}\n${script}: ${verdict} in ${seconds} s\n\n`);
      done(code === 0);
    });
  });
}
