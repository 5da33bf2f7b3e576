import { openLedger } from '#heap/base/column.ts';
import { FaultError } from '#heap/base/fault.ts';
import { silentTask } from '#heap/base/task.ts';
import { columnsOf, heapFrom, isColumnName, type ColumnName } from '#heap/model/columns.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readColumns, streamColumn } from './columnFiles.ts';
import { readManifest, type IndexPlace } from './indexFolder.ts';
import { columnFileName, manifestBytes } from './manifestFile.ts';
import { drawn, writeIndex } from './testing/indexes.ts';

let folder = '';
let place: IndexPlace;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
  place = { target: join(folder, 'index'), temporary: join(folder, 'index.tmp') };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was written is read back, cell by cell', async () => {
  const loaded = drawn();
  const written = await writeIndex(place, loaded, silentTask);
  const manifest = await readManifest(place.target);
  expect(manifest).toEqual(written);
  const heap = heapFrom(written, await readAll(written), openLedger());
  const before = columnsOf(loaded.heap);
  for (const [name, column] of columnsOf(heap)) expect([name, ...column]).toEqual([name, ...(before.get(name) ?? [])]);
  expect(readdirSync(folder)).toEqual(['index']);
});

test('a flipped bit in any column is found when the column is read', async () => {
  const manifest = await writeIndex(place, drawn(), silentTask);
  let flips = 0;
  for (const name of namesOf(manifest)) {
    const path = join(place.target, columnFileName(name));
    const sound = readFileSync(path);
    for (let k = 0; k < 30; k++) {
      const bytes = Buffer.from(sound);
      const at = (k * 7919) % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (k & 7));
      writeFileSync(path, bytes);
      await expect(readColumns(place.target, manifest, [name], openLedger(), silentTask)).rejects.toMatchObject({
        fault: { code: 'index/damaged', column: name, reason: 'checksum' },
      });
      flips++;
    }
    writeFileSync(path, sound);
  }
  expect(flips).toBeGreaterThanOrEqual(1_000);
  await readAll(manifest);
});

test('no flipped bit of the manifest is believed', async () => {
  await writeIndex(place, drawn(), silentTask);
  const path = join(place.target, 'manifest.json');
  const sound = readFileSync(path);
  for (let at = 0; at < sound.length; at += 3) {
    const bytes = Buffer.from(sound);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at & 7));
    writeFileSync(path, bytes);
    expect(await readManifest(place.target)).toBeUndefined();
  }
});

test('an index with a missing, short or long file is no index', async () => {
  const manifest = await writeIndex(place, drawn(), silentTask);
  for (const name of ['manifest.json', 'manifest.crc32', ...namesOf(manifest).map(columnFileName)]) {
    const path = join(place.target, name);
    const sound = readFileSync(path);
    truncateSync(path, sound.length - 1);
    expect(await readManifest(place.target), name).toBeUndefined();
    rmSync(path);
    expect(await readManifest(place.target), name).toBeUndefined();
    writeFileSync(path, Buffer.concat([sound, Buffer.of(0)]));
    expect(await readManifest(place.target), name).toBeUndefined();
    writeFileSync(path, sound);
  }
  expect(await readManifest(place.target)).toEqual(manifest);
});

test.each<[string, (manifest: Manifest) => object]>([
  ['another version', (manifest) => ({ ...manifest, indexVersion: 99 })],
  [
    'a column of no model',
    (manifest) => withColumn(manifest, { name: '../../etc/passwd', type: 'u8', length: 1, crc32: 0 }),
  ],
  ['a column twice', (manifest) => withColumn(manifest, manifest.columns[0] ?? {})],
  ['a wrong type', (manifest) => withColumn(manifest, { name: 'pools.arena', type: 'f64', length: 0, crc32: 0 })],
  [
    'a length that is no number',
    (manifest) => withColumn(manifest, { name: 'pools.arena', type: 'u32', length: -1, crc32: 0 }),
  ],
  ['rows that disagree', (manifest) => ({ ...manifest, counts: { ...manifest.counts, objects: 5 } })],
  ['references that disagree', (manifest) => ({ ...manifest, counts: { ...manifest.counts, references: 1 } })],
  ['no columns', (manifest) => ({ ...manifest, columns: undefined })],
  ['a prototype', () => JSON.parse('{"__proto__": {"polluted": 1}}') as object],
])('a manifest with %s is not believed, even with a right checksum', async (_, change) => {
  const manifest = await writeIndex(place, drawn(), silentTask);
  // Written by the writer itself, so that only the content is wrong.
  const bytes = manifestBytes(change(manifest) as Manifest);
  writeFileSync(join(place.target, 'manifest.json'), bytes);
  writeFileSync(join(place.target, 'manifest.crc32'), `${nodeCrc(bytes)}\n`);
  expect(await readManifest(place.target)).toBeUndefined();
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('an index takes the place of a damaged one', async () => {
  mkdirSync(place.target);
  writeFileSync(join(place.target, 'rubbish'), 'x');
  const manifest = await writeIndex(place, drawn(), silentTask);
  expect(await readManifest(place.target)).toEqual(manifest);
  expect(readdirSync(folder)).toEqual(['index']);
});

test('a stream is the column, whole or in part, and refuses what is outside', async () => {
  const manifest = await writeIndex(place, drawn(), silentTask);
  const bytes = readFileSync(join(place.target, columnFileName('objects.address')));
  const whole = await streamed('objects.address', manifest);
  expect(Buffer.compare(whole, bytes)).toBe(0);
  expect(
    Buffer.compare(await streamed('objects.address', manifest, { first: 3, last: 9 }), bytes.subarray(3, 10)),
  ).toBe(0);
  expect(await streamColumn(place.target, manifest, 'objects.address', { first: 0, last: bytes.length })).toMatchObject(
    { ok: false },
  );
  expect(await streamColumn(place.target, manifest, 'objects.address', { first: -1, last: 2 })).toMatchObject({
    ok: false,
  });
  expect(await streamColumn(place.target, manifest, 'pools.arena')).toMatchObject({ fault: { code: 'heap/not-open' } });
  truncateSync(join(place.target, columnFileName('objects.address')), 8);
  expect(await streamColumn(place.target, manifest, 'objects.address')).toMatchObject({
    fault: { code: 'index/damaged' },
  });
});

test('a stream that is left closes its descriptor', async () => {
  const manifest = await writeIndex(place, drawn(), silentTask);
  const before = readdirSync('/proc/self/fd').length;
  for (let k = 0; k < 50; k++) {
    const stream = await streamColumn(place.target, manifest, 'objects.address');
    if (!stream.ok) throw new Error(stream.fault.code);
    if (k % 3 === 0) await stream.value.body().cancel();
    else if (k % 3 === 1) for await (const block of stream.value.blocks()) if (block.length > 0) break;
    if (k % 3 === 2) await stream.value.close();
  }
  expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 1);
});

function namesOf(manifest: Manifest): readonly ColumnName[] {
  return manifest.columns.map(({ name }) => name).filter(isColumnName);
}

function readAll(manifest: Manifest): ReturnType<typeof readColumns> {
  return readColumns(place.target, manifest, namesOf(manifest), openLedger(), silentTask);
}

function withColumn(manifest: Manifest, column: object): object {
  return { ...manifest, columns: [...manifest.columns, column] };
}

async function streamed(
  name: ColumnName,
  manifest: Manifest,
  range?: { first: number; last: number },
): Promise<Buffer> {
  const stream = await streamColumn(place.target, manifest, name, range);
  if (!stream.ok) throw new FaultError(stream.fault);
  const blocks: Uint8Array[] = [];
  for await (const block of stream.value.body()) blocks.push(block);
  expect(Buffer.concat(blocks)).toHaveLength(stream.value.length);
  return Buffer.concat(blocks);
}

function nodeCrc(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
