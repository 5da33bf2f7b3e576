// npm run bench:formats -- [--objects N] [--runs N] [--only pyheap]: how fast each format opens, on a file that our own writer
// makes. One JSON line per format: objects a second to the first overview, and to the finished index on disk.
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, rmSync, statSync, writeSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

/** `write(objects)` of the module gives the parts of a file of about so many objects. */
const WRITERS = [
  { format: 'pyheap', module: '/heap/testing/pyheapPrograms.ts', write: 'largePyheap' },
  { format: 'meliae', module: '/heap/testing/meliaeWriter.ts', write: 'largeMeliae' },
];

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '2000000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
});
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-formats-'));

try {
  for (const writer of WRITERS.filter(({ format }) => values.only === '' || values.only === format)) {
    const path = join(folder, `large.${writer.format}`);
    await write(writer, path, Number(values.objects));
    const runs = [];
    for (let run = 0; run < Number(values.runs); run++) runs.push(await open(path));
    console.log(JSON.stringify(summary(writer.format, path, runs)));
    rmSync(path);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** In a server of its own for each writer, which is gone before the clock starts. */
async function write({ module, write: name }, path, objects) {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    server: { middlewareMode: true, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  const file = openSync(path, 'w');
  try {
    const made = await server.ssrLoadModule(module);
    for (const part of made[name](objects)) writeSync(file, part);
  } finally {
    closeSync(file);
    await server.close();
  }
}

/** The load stages of one cold open in a fresh process, which ends as soon as the index is written. */
async function open(path) {
  const child = spawn(process.execPath, [join(root, 'bin/ouro.mjs'), 'bench', path], {
    env: { ...process.env, OUROBOROS_CACHE: join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  const stages = new Map();
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text);
    stages.set(line.stage, line);
    if (line.stage === 'open.total') break;
  }
  child.kill();
  await ended;
  if (!stages.has('open.total')) throw new Error(`the load of ${path} failed`);
  return stages;
}

function summary(format, path, runs) {
  const median = (stage) => {
    const ms = runs.map((stages) => stages.get(stage)?.ms ?? 0).sort((a, b) => a - b);
    return ms[Math.floor(ms.length / 2)];
  };
  const objects = runs[0].get('open.total').items;
  const readMs = median('load.reading');
  const openMs = median('open.total');
  return {
    bench: 1,
    format,
    objects,
    bytes: statSync(path).size,
    runs: runs.length,
    readMs,
    openMs,
    objectsPerSecondToOverview: Math.round((objects / readMs) * 1000),
    objectsPerSecond: Math.round((objects / openMs) * 1000),
    rssPeakMB: Math.max(...runs.map((stages) => stages.get('open.total').rssPeakMB)),
    load: Math.round(loadavg()[0] * 100) / 100,
  };
}
