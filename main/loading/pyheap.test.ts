import { SMALL } from '#heap/testing/pyheapPrograms.ts';
import { writePyheap } from '#heap/testing/pyheapWriter.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { estimateDump } from './estimate.ts';
import { knownFormats } from './formats.ts';
import { inProcessLoader } from './inProcess.ts';
import { openDump } from './open.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
  mkdirSync(join(folder, 'tmp'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['as it is', (bytes: Uint8Array) => bytes],
  ['under gzip', gzipSync],
  ['under zlib', deflateSync],
])('a PyHeap dump %s is recognised under any name', async (_, pack) => {
  const path = join(folder, 'picture.heapsnapshot');
  writeFileSync(path, pack(writePyheap(SMALL).bytes));
  const start = inProcessLoader(knownFormats);
  const estimated = await estimateDump(path, { cacheFolder: join(folder, 'cache') });
  expect(estimated).toMatchObject({ ok: true, value: { format: 'pyheap', verdict: 'fits' } });
  const options = { cacheFolder: join(folder, 'cache'), temporaryFolder: join(folder, 'tmp'), start };
  const opened = await openDump(path, options, {});
  if (!opened.ok) throw new Error(opened.fault.code);
  const { manifest, histogram } = opened.value;
  expect(manifest).toMatchObject({ format: 'pyheap', counts: { objects: 32, references: 39, types: 12, roots: 3 } });
  expect(manifest.completeness.status).toBe('complete');
  expect(histogram.types.length).toBe(12);
  await opened.value.close();
});
