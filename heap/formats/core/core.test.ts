import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { detectFormat } from '#heap/formats/registry.ts';
import { compare, readTruth, type Rates } from '#heap/testing/coreTruth.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { core } from './index.ts';

const samples = new URL('../../../../shared/samples/core/', import.meta.url).pathname;
const noSamples = !existsSync(samples);
const names = ['py39-gcore', 'py311-selfcontained', 'py314-kernel'];

const unpacked = (path: string): Uint8Array => new Uint8Array(gunzipSync(readFileSync(path)));

function expectBars(rates: Rates): void {
  expect(rates.objectRecall).toBeGreaterThanOrEqual(0.9999);
  expect(rates.typeNames).toBeGreaterThanOrEqual(0.9999);
  expect(rates.recall).toBeGreaterThanOrEqual(0.999);
  expect(rates.precision).toBeGreaterThanOrEqual(0.998);
  expect(rates.refcounts).toBeGreaterThanOrEqual(0.9999);
  expect(rates.generations).toBeGreaterThanOrEqual(0.9999);
  expect(rates.sizes).toBeGreaterThanOrEqual(0.99);
  expect(rates.labels).toBe(1);
  expect(rates).toMatchObject({ garbageSame: true, stackSame: true });
}

describe.skipIf(noSamples)('cores with a known truth (../shared/samples is absent for users)', () => {
  test.each(names)('%s: every rate above its bar', async (name) => {
    const bytes = unpacked(`${samples}${name}.core.gz`);
    expect(detectFormat(bytes.subarray(0, 4096)).name).toBe('core');
    const { heap } = await load(bytes, { format: core });
    expect(brokenInvariants(heap)).toEqual([]);
    const truth = readTruth(gunzipSync(readFileSync(`${samples}${name}.truth.jsonl.gz`)).toString());
    expectBars(compare(heap, truth));
    expect(heap.manifest.runtime.hexversion >>> 8).toBe(truth.header.hexversion >>> 8);
    expect(heap.pools.length).toBeGreaterThan(200);
    expect(heap.manifest.totalSelfSize).toBeLessThan(bytes.length);
    expect(heap.manifest.completeness.referencesComplete).toBe(true);
  });

  test('the same heap in windows, packed and plain', async () => {
    const bytes = unpacked(`${samples}py311-selfcontained.core.gz`);
    const plain = digestOf((await load(bytes, { format: core })).heap);
    const windows = digestOf((await load(bytes, { format: core, window: 65_536 })).heap);
    const packed = digestOf((await load(bytes, { format: core, seekable: false, sized: false })).heap);
    expect([windows, packed]).toEqual([plain, plain]);
  });

  test.each([0.9, 0.6, 0.1, 0.01])('cut to %f: a heap that holds or a fault', async (share) => {
    const bytes = unpacked(`${samples}py39-gcore.core.gz`);
    const cut = bytes.slice(0, Math.floor(bytes.length * share));
    const outcome = await tryLoad(cut, { format: core });
    expect(flawOf(outcome, cut.length)).toBeUndefined();
    if (outcome.ok) expect(outcome.value.heap.manifest.completeness.status).toBe('partial');
    else expect(outcome.fault.code).toBe('format/truncated');
  });
});

const folder = mkdtempSync(join(tmpdir(), 'ouro-core-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function interpreters(): readonly string[] {
  const versions = join(homedir(), '.pyenv', 'versions');
  const known = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, 'bin', 'python3')) : [];
  return [...known, '/usr/bin/python3'].filter((path) => {
    const asked = spawnSync(path, ['-c', 'import sys; print(sys.version_info[1])'], { encoding: 'utf8' });
    return Number(asked.stdout) >= 8 && Number(asked.stdout) <= 14;
  });
}

/** Undefined where this machine cannot write cores. */
function freshCore(
  python: string,
  name: string,
  ...more: readonly string[]
): { core: Uint8Array; truth: string } | undefined {
  const script = join(samples, 'make_core.py');
  try {
    execFileSync('python3', [script, folder, '--name', name, '--python', python, ...more], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const path = join(folder, name);
    return { core: new Uint8Array(readFileSync(`${path}.core`)), truth: readFileSync(`${path}.truth.jsonl`, 'utf8') };
  } catch {
    return undefined;
  }
}

describe.skipIf(noSamples || process.platform !== 'linux' || process.arch !== 'x64')('cores made just now', () => {
  const all = interpreters();
  test.for(all)('%s: every rate above its bar', { timeout: 60_000 }, async (python, { skip }) => {
    const fresh = freshCore(python, `fresh${all.indexOf(python)}`) ?? skip('no core can be written here');
    const { heap } = await load(fresh.core, { format: core });
    expect(brokenInvariants(heap)).toEqual([]);
    expectBars(compare(heap, readTruth(fresh.truth)));
  });

  test('threads have names and stacks of their own', { timeout: 60_000 }, async ({ skip }) => {
    const fresh =
      freshCore('python3', 'threads', '--threads', '--method', 'abort') ?? skip('no core can be written here');
    const { heap } = await load(fresh.core, { format: core });
    expect(heap.threads.length).toBe(4);
    expect(Math.min(...heap.threads.frames)).toBeGreaterThan(2);
    expect(compare(heap, readTruth(fresh.truth)).recall).toBeGreaterThan(0.999);
  });
});
