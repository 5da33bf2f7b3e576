// Dominators, retained sizes, distances and types of whole snapshots against the slow oracle of the DevTools rules.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { decodeUtf8 } from '#heap/base/utf8.ts';
import { typeId } from '#heap/model/ids.ts';
import { typeNameOf } from '#heap/model/names.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, load } from '#heap/testing/loading.ts';
import { answersOfHeap, answersOfOracle, differences, type AnswerRow } from '#heap/testing/snapshotAnswers.ts';
import type { LoadedHeap } from '../format.ts';
import { detectFormat } from '../registry.ts';
import { v8 } from './index.ts';

const SAMPLES = new URL('../../../../shared/samples/v8/', import.meta.url);
const noSamples = !existsSync(SAMPLES);

async function compare(bytes: Uint8Array): Promise<LoadedHeap> {
  expect(detectFormat(bytes.subarray(0, 4096)).name).toBe('v8');
  const loaded = await load(bytes, { format: v8 });
  expect(brokenInvariants(loaded.heap)).toEqual([]);
  expect(loaded.heap.manifest.completeness.status).toBe('complete');
  expect(differences(answersOfHeap(loaded), answersOfOracle(decodeUtf8(bytes, 0, bytes.length)))).toEqual([]);
  return loaded;
}

test('a snapshot of this Node agrees with the rules in every object', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ouroboros-v8-'));
  try {
    const path = join(folder, 'fresh.heapsnapshot');
    execFileSync(process.execPath, [resolve('heap/testing/snapshotProgram.mjs'), path]);
    const { heap, histogram } = await compare(new Uint8Array(readFileSync(path)));
    expect(heap.objects.length).toBeGreaterThan(100_000);
    const counts = new Map(Array.from(histogram.count, (count, type) => [typeNameOf(heap, typeId(type)).name, count]));
    expect(counts.get('Leaf')).toBe(20_000);
    expect(counts.get('Ring')).toBe(500);
    expect(counts.get('{left, right}')).toBeGreaterThanOrEqual(3000);
    expect(counts.get('{two words, "a,b", "\\"quoted\\""}')).toBeGreaterThanOrEqual(200);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

interface Checks {
  readonly objects: number;
  readonly references: number;
  readonly totalSelfSize: number;
  readonly spotChecks: readonly (Omit<AnswerRow, 'idom' | 'distance'> & {
    readonly selfInFile: number;
    readonly idom: number | null;
    readonly distance: number;
    readonly why: string;
  })[];
}

test.skipIf(noSamples)('the sample has its counts and spot checks (../shared/samples is not in a clone)', async () => {
  const packed = fileURLToPath(new URL('small.heapsnapshot.xz', SAMPLES));
  const bytes = new Uint8Array(execFileSync('xz', ['-dc', packed], { maxBuffer: 2 ** 26 }));
  const loaded = await compare(bytes);
  const { manifest, snapshot } = loaded.heap;
  const checks = JSON.parse(readFileSync(new URL('small.checks.json', SAMPLES), 'utf8')) as Checks;
  expect(manifest.counts).toMatchObject({ objects: checks.objects, references: checks.references });
  expect(manifest.totalSelfSize).toBe(checks.totalSelfSize);
  const rows = new Map(
    answersOfHeap(loaded).rows.map((row, i) => [row.id, { ...row, selfInFile: snapshot.rawSize[i] }]),
  );
  for (const { id, self, selfInFile, retained, idom, distance, why } of checks.spotChecks) {
    const expected = { id, self, selfInFile, retained, idom: idom ?? undefined, distance };
    expect({ why, ...rows.get(id) }).toEqual({ why, ...expected });
  }
  const windowed = await load(bytes, { format: v8, window: 65_536 });
  expect(digestOf(windowed.heap)).toBe(digestOf(loaded.heap));
});
