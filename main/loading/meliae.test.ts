import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { meliaeBytes, meliaeProgram } from '#heap/testing/meliaeWriter.ts';
import { knownFormats } from './formats.ts';
import { inProcessLoader } from './inProcess.ts';
import { openDump } from './open.ts';

test('a Meliae dump is opened by its content, plain or packed, and reused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ouroboros-meliae-'));
  const bytes = meliaeBytes(meliaeProgram());
  const options = { cacheFolder: join(folder, 'cache'), start: inProcessLoader(knownFormats) };
  const manifests = [];
  for (const [name, content] of [
    ['plain.ouro', bytes],
    ['packed.txt', gzipSync(bytes)],
    ['packed.txt', gzipSync(bytes)],
  ] as const) {
    const path = join(folder, name);
    writeFileSync(path, content);
    const outcome = await openDump(path, options, {});
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault));
    manifests.push(outcome.value.manifest);
  }
  expect(manifests.map(({ format, counts }) => `${format} ${counts.objects}`)).toEqual(Array(3).fill('meliae 36'));
  expect(new Set(manifests.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  rmSync(folder, { recursive: true });
});
