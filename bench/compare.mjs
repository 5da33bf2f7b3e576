// npm run bench:compare -- [--objects N] [--runs N]: two dumps of one growing program, compared from their indexes by a fresh process
// per run; wall and processor time and the most memory, one JSON line each.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, objects: { type: 'string', default: '5000000' } },
});
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-bench-'));
const dumps = ['first', 'second'].map((name) => join(folder, `${name}.ouro`));
const env = { ...process.env, OUROBOROS_CACHE: join(folder, 'cache') };
const python = process.env.OURO_PYTHON ?? 'python3';

execFileSync(python, [join(root, 'bench/growing.py'), values.objects, ...dumps], { stdio: 'inherit' });
for (const dump of dumps) ouro('info', dump);
// The first run warms the page cache and is not counted.
for (let run = -1; run < Number(values.runs); run++) {
  for (const [stage, args] of [
    ['compare', ['compare', ...dumps]],
    ['types', ['types', dumps[1], '--sort', 'count']],
  ]) {
    const line = ouro(...args);
    if (run >= 0) console.log(JSON.stringify({ bench: 1, stage, run, ...line }));
  }
}

/** Processor time and memory are those of the child, as it sees them when it ends. */
function ouro(...args) {
  const started = performance.now();
  const said = `process.on('exit', () => { const u = process.resourceUsage();
    process.stderr.write('\\n' + JSON.stringify({ cpuMs: Math.round((u.userCPUTime + u.systemCPUTime) / 1000), rssPeakMB: Math.round(u.maxRSS / 1024) })); });`;
  const result = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(said)}`, join(root, 'bin/ouro.mjs'), ...args, '--json'],
    { env, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (result.status !== 0) throw new Error(result.stderr);
  const last = result.stderr.trim().split('\n').at(-1) ?? '{}';
  return { ms: Math.round(performance.now() - started), ...JSON.parse(last) };
}
