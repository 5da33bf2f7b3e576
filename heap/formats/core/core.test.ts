import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detectFormat } from '#heap/formats/registry.ts';
import { compare, lowRates, readTruth } from '#heap/testing/coreTruth.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { core } from './index.ts';

const samples = new URL('../../../../shared/samples/core/', import.meta.url).pathname;
const noSamples = !existsSync(samples);
const names = ['py39-gcore', 'py311-selfcontained', 'py314-kernel'];

const unpacked = (path: string): Uint8Array => new Uint8Array(gunzipSync(readFileSync(path)));

describe.skipIf(noSamples)('cores with a known truth (../shared/samples is absent for users)', () => {
  test.each(names)('%s: every rate above its bar', async (name) => {
    const bytes = unpacked(`${samples}${name}.core.gz`);
    expect(detectFormat(bytes.subarray(0, 4096)).name).toBe('core');
    const { heap } = await load(bytes, { format: core });
    expect(brokenInvariants(heap)).toEqual([]);
    const truth = readTruth(gunzipSync(readFileSync(`${samples}${name}.truth.jsonl.gz`)).toString());
    expect(lowRates(compare(heap, truth))).toEqual([]);
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
    else expect(outcome.fault.code).toBe('core/truncated');
  });
});
