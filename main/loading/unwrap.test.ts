import { FaultError, type Fault } from '#heap/base/fault.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDumpFile, type OpenSource } from './byteSource.ts';
import { packingOf, unwrap } from './unwrap.ts';

const GIB = 2 ** 30;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['gzip', gzipSync],
  ['zlib', deflateSync],
] as const)('%s is inflated to the same bytes in any step', async (_, pack) => {
  const plain = noise(3_000_000);
  for (const step of [7_001, 65_536, 4 * 2 ** 20]) {
    const source = await sourceOf(pack(plain));
    expect(source.seekable).toBe(false);
    const read = await readAll(source, step);
    expect(Buffer.compare(read, plain)).toBe(0);
    expect(source.ended).toBeUndefined();
    expect(source.length).toBe(plain.length);
    await source.close();
  }
});

test('members of a concatenated gzip follow one another', async () => {
  const parts = [noise(100_000), noise(1), noise(700_000)];
  const source = await sourceOf(Buffer.concat(parts.map((part) => gzipSync(part))));
  expect(Buffer.compare(await readAll(source, 65_536), Buffer.concat(parts))).toBe(0);
  expect(source.ended).toBeUndefined();
  await source.close();
});

test.each([
  ['gzip', gzipSync, 'corrupt'],
  ['zlib', deflateSync, undefined],
] as const)('rubbish behind a %s costs nothing before it', async (_, pack, ending) => {
  const plain = noise(300_000);
  // Zeros are padding. Anything else behind a gzip might have been a further member.
  for (const [rubbish, ended] of [
    [Buffer.alloc(1), undefined],
    [Buffer.alloc(1_000_000), undefined],
    [noise(1_000_000), ending],
  ] as const) {
    const source = await sourceOf(Buffer.concat([pack(plain), rubbish]));
    expect(Buffer.compare(await readAll(source, 65_536), plain)).toBe(0);
    expect(source.ended).toBe(ended);
    await source.close();
  }
});

test('a truncated gzip gives a prefix and says so', async () => {
  const plain = noise(400_000);
  const packed = gzipSync(plain);
  for (const cut of [20, 1_000, packed.length >> 1, packed.length - 9, packed.length - 1]) {
    const source = await sourceOf(packed.subarray(0, cut));
    const read = await readAll(source, 65_536);
    expect(Buffer.compare(read, plain.subarray(0, read.length))).toBe(0);
    expect(read.length).toBeGreaterThan(cut - 1_500);
    expect(source.ended).toBe('truncated');
    await source.close();
  }
});

test('a damaged gzip gives every byte before the damage, the same ones each time', async () => {
  const plain = noise(900_000);
  const packed = gzipSync(plain);
  const tail = Buffer.from(packed);
  tail.writeUInt32LE((tail.readUInt32LE(tail.length - 8) ^ 1) >>> 0, tail.length - 8);
  const wrongSum = await sourceOf(tail);
  expect(Buffer.compare(await readAll(wrongSum, 65_536), plain)).toBe(0);
  expect(wrongSum.ended).toBe('corrupt');
  await wrongSum.close();

  const middle = Buffer.from(packed);
  middle.fill(0xff, packed.length >> 1, (packed.length >> 1) + 40);
  const lengths = new Set<number>();
  for (const step of [10_000, 65_536]) {
    const source = await sourceOf(middle);
    const read = await readAll(source, step);
    expect(source.ended).toBe('corrupt');
    lengths.add(read.length);
    await source.close();
  }
  expect(lengths.size).toBe(1);
  expect(Math.min(...lengths)).toBeGreaterThan(400_000);
});

test('a bomb is a fault in less than 2 seconds and bounded memory', async () => {
  const layer = gzipSync(Buffer.alloc(GIB / 8), { level: 9 });
  // Many members of the same bomb: 5 MB that want to become 5 GiB.
  const source = await sourceOf(Buffer.concat(Array.from({ length: 40 }, () => layer)));
  const started = performance.now();
  const before = process.memoryUsage.rss();
  const fault = await faultOf(() => readAll(source, 4 * 2 ** 20));
  expect(fault).toMatchObject({ code: 'format/limit', limit: 'compression ratio', allowed: 200 });
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 2 ** 20);
  await source.close();
});

test('what comes out is capped by the budget', async () => {
  const source = await sourceOf(gzipSync(noise(3_000_000)), 500_000);
  expect(await faultOf(() => readAll(source, 65_536))).toMatchObject({ code: 'format/limit', limit: 'unpacked bytes' });
  await source.close();
});

test('a format that never releases meets the budget', async () => {
  const source = await sourceOf(gzipSync(noise(6_000_000)), 2_000_000);
  expect(await faultOf(() => source.read(5_000_000, 1))).toMatchObject({ code: 'memory/exhausted' });
  await source.close();
});

test('xz is refused by name', () => {
  expect(packingOf(Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0))).toEqual({ kind: 'unsupported', name: 'xz' });
  expect(packingOf(new TextEncoder().encode('{"a": 1}'))).toEqual({ kind: 'plain' });
  expect(packingOf(new Uint8Array(0))).toEqual({ kind: 'plain' });
});

async function sourceOf(bytes: Uint8Array, budget = GIB): Promise<OpenSource> {
  const path = join(folder, 'packed');
  writeFileSync(path, bytes);
  return unwrap(await openDumpFile(path), packingOf(bytes), budget);
}

async function readAll(source: OpenSource, step: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (;;) {
    const block = await source.read(offset, step);
    parts.push(Uint8Array.from(block));
    offset += block.length;
    source.release(offset);
    if (block.length < step) return Buffer.concat(parts);
  }
}

async function faultOf(work: () => Promise<unknown>): Promise<Fault | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
}

/** Bytes that compress to about half. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 12345;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 28;
  }
  return bytes;
}
