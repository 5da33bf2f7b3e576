import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { build } from 'vite';
import type { LoaderEnd, LoadRequest } from './messages.ts';
import { openDump } from './open.ts';
import { runLoad, startLoaderThread, type LoadEvents, type LoadState, type StartLoader } from './start.ts';

const FIXTURE = new URL('../../heap/formats/ouro/fixtures/tiny-v1.ouro', import.meta.url).pathname;
let folder = '';
let built: StartLoader;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
  await build({
    configFile: false,
    logLevel: 'error',
    // As in the program: every package is in the file.
    ssr: { noExternal: true },
    build: {
      ssr: new URL('./loader.node.ts', import.meta.url).pathname,
      outDir: join(folder, 'built'),
      rollupOptions: { output: { format: 'es', entryFileNames: 'loader.mjs' } },
    },
  });
  built = () => startLoaderThread(pathToFileURL(join(folder, 'built', 'loader.mjs')));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  rmSync(join(folder, 'work'), { recursive: true, force: true });
  mkdirSync(join(folder, 'work'));
});

test('the built loader opens a dump in its thread', async () => {
  const options = { cacheFolder: join(folder, 'work', 'cache'), temporaryFolder: join(folder, 'work'), start: built };
  const first = await openDump(FIXTURE, options, {});
  expect(first).toMatchObject({ ok: true, value: { reused: false, withoutCache: false } });
  expect(await openDump(FIXTURE, options, {})).toMatchObject({ ok: true, value: { reused: true } });
});

test('a thread without memory is a fault, not the end of the program', async () => {
  const end = await run('const kept = []; for (;;) kept.push({ kept: Array(1000).fill(kept.length) });');
  expect(end).toMatchObject({ kind: 'fault', fault: { code: 'memory/exhausted', purpose: 'loader' } });
});

test('a thread that stops or throws is noticed', async () => {
  expect(await run('process.exit(7)')).toMatchObject({ kind: 'fault', fault: { code: 'source/unreadable' } });
  expect(await run("throw new TypeError('mistake')")).toMatchObject({ kind: 'broken' });
  expect(await run('parentPort.postMessage({ kind: "done", place: "x" })')).toMatchObject({ kind: 'broken' });
});

test('the thread sees no environment, no arguments and no input', async () => {
  const seen = 'JSON.stringify([Object.keys(process.env), process.argv.slice(2), process.execArgv])';
  const reply = `parentPort.postMessage({ kind: 'fault', fault: { code: 'source/changed', what: ${seen} } })`;
  expect(await run(reply)).toEqual({ kind: 'fault', fault: { code: 'source/changed', what: '[[],[],[]]' } });
});

test('a spinning thread is cancelled within 300 ms and leaves no folder', async () => {
  const cancel = new AbortController();
  const wanted = request();
  mkdirSync(wanted.places[0]?.temporary ?? '');
  setTimeout(() => cancel.abort(), 200);
  const end = await run('for (;;);', {}, cancel.signal, wanted);
  expect(end).toEqual({ kind: 'cancelled' });
  expect(readdirSync(join(folder, 'work')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('silence is reported as stalled, and the next word as running', async () => {
  const states: LoadState[] = [];
  const code = `const progress = { phase: 'reading', done: 1, total: 2 };
    setTimeout(() => parentPort.postMessage({ kind: 'progress', progress }), 250);
    setTimeout(() => parentPort.postMessage({ kind: 'cancelled' }), 300);`;
  await run(code, { onState: (state) => states.push(state) }, undefined, request(), 100);
  expect(states).toEqual(['stalled', 'running']);
});

function request(): LoadRequest {
  const target = join(folder, 'work', 'index');
  return {
    kind: 'load',
    path: FIXTURE,
    identity: { size: 0, modified: '', inode: '' },
    places: [{ target, temporary: `${target}.tmp` }],
    budget: 1e9,
    companions: { program: '', folder: '' },
    cancel: new Int32Array(new SharedArrayBuffer(4)),
  };
}

/** Runs `code` where the loader should be. */
async function run(
  code: string,
  events: LoadEvents = {},
  signal?: AbortSignal,
  wanted: LoadRequest = request(),
  stallMs = 10_000,
): Promise<LoaderEnd> {
  const path = join(folder, 'work', 'thread.mjs');
  writeFileSync(
    path,
    `import { parentPort } from 'node:worker_threads';\nparentPort.on('message', () => undefined);\n${code}`,
  );
  const started = performance.now();
  const end = await runLoad(() => startLoaderThread(pathToFileURL(path)), wanted, events, signal, {
    cancelMs: 300,
    stallMs,
  });
  if (signal !== undefined) expect(performance.now() - started).toBeLessThan(200 + 300 + 150);
  return end;
}
