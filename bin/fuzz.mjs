#!/usr/bin/env node
// `npm run fuzz [-- minutes] [words]`: the readers with new seeds and many mutations, until the time is over or one fails.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { seededTests, soak } from './fuzzing.mjs';

const MINUTES = 10;
/** Per file and round; five times what the tests do by themselves, at most. */
const COUNT = 100_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const [first, ...rest] = process.argv.slice(2);
const isTime = first !== undefined && Number(first) > 0;
const words = isTime || first === undefined ? rest : [first, ...rest];
const files = seededTests(root, words);
if (files.length === 0) {
  process.stderr.write(`no seeded test has ${words.join(' or ')} in its path\n`);
  process.exit(2);
}
process.exitCode = await soak({
  files,
  minutes: isTime ? Number(first) : MINUTES,
  count: Number(process.env.OURO_FUZZ ?? COUNT),
  say: (line) => void process.stdout.write(`${line}\n`),
  now: () => performance.now(),
  newSeed: () => randomInt(2 ** 31),
  run,
});

/** One vitest over `files`; ended with its children when `leftMs` are over. */
function run(files, variables, leftMs) {
  const script = join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [script, 'run', '--bail=1', '--reporter=dot', ...files], {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const said = [];
  let stopped = false;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => said.push(part));
  const end = () => {
    // A group of its own: the workers of vitest end with it, and nothing else does.
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  };
  const timer = setTimeout(() => {
    stopped = true;
    end();
  }, leftMs);
  const interrupted = () => {
    end();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  return new Promise((done) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted);
      const kind = stopped ? 'stopped' : code === 0 ? 'passed' : 'failed';
      done({ kind, said: Buffer.concat(said).toString() });
    });
  });
}
