// npm run bench -- [dump] [--runs N] [--objects N]: a fresh process per run, one JSON line per stage and run on stdout, then one
// summary line per stage (median, min, max). Without a dump it captures a program of its own first (5,000,000 objects).
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    objects: { type: 'string', default: '5000000' },
    stages: { type: 'string', default: '' },
  },
});
const runs = Number(values.runs);
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-bench-'));
const dump = positionals[0] ?? captured(Number(values.objects));
const env = { ...process.env, OUROBOROS_CACHE: join(folder, 'cache') };

const lines = [];
for (let run = -1; run < runs; run++) {
  for (let tries = 0; loadavg()[0] > cpus().length / 2 && tries < 6; tries++) pause(5000);
  const load = loadavg()[0];
  const result = spawnSync(process.execPath, [join(root, 'bin/ouro.mjs'), 'bench', dump], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (result.status !== 0) process.exit(1);
  // The first run warms the page cache and is not counted.
  if (run < 0) continue;
  for (const text of result.stdout.trim().split('\n')) {
    const line = { ...JSON.parse(text), run, load: Math.round(load * 100) / 100 };
    if (wanted(line.stage)) {
      lines.push(line);
      console.log(JSON.stringify(line));
    }
  }
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memGB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
for (const stage of new Set(lines.map((line) => line.stage))) {
  const of = lines.filter((line) => line.stage === stage);
  const ms = of.map((line) => line.ms).sort((a, b) => a - b);
  const summary = {
    bench: 1,
    stage,
    runs: of.length,
    medianMs: ms[Math.floor(ms.length / 2)],
    minMs: ms[0],
    maxMs: ms.at(-1),
    items: of[0].items,
    rssPeakMB: Math.max(...of.map((line) => line.rssPeakMB)),
  };
  console.log(JSON.stringify({ ...summary, machine, dumpBytes: statSync(dump).size, commit }));
}

function wanted(stage) {
  return values.stages === '' || values.stages.split(',').some((prefix) => stage.startsWith(prefix));
}

function captured(objects) {
  const path = join(folder, 'program.ouro');
  const python = process.env.OURO_PYTHON ?? 'python3';
  process.stderr.write(`bench: capturing a program of ${objects} objects\n`);
  process.stderr.write(
    execFileSync(python, [join(root, 'bench/program.py'), String(objects), path], { encoding: 'utf8' }),
  );
  if (!existsSync(path)) process.exit(1);
  return path;
}

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
