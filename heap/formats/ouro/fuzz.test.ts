import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { digestOfOutcome, flawOf, tryLoad } from '#heap/testing/loading.ts';
import { modelBytes } from '#heap/testing/ouroModel.ts';
import { randomModel } from '#heap/testing/ouroRandom.ts';
import { chunkBytes, endChunk, joined, splitFile, type OuroChunk } from '#heap/testing/ouroWriter.ts';
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { CHUNK } from './layout.ts';

const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);
const count = Number(process.env['OURO_FUZZ'] ?? 20_000);

const tiny = new Uint8Array(readFileSync(new URL('fixtures/tiny-v1.ouro', import.meta.url)));
const files = [tiny, ...[1, 2, 3, 4].map((seed) => modelBytes(randomModel(randomFrom(seed), 25), 9))].map(splitFile);
const BOUNDARIES = [0, 1, 2, 2 ** 16, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1];
const WIDE_BOUNDARIES = [...BOUNDARIES, 2 ** 32, 2 ** 47, 2 ** 53 - 1, 2 ** 53]
  .map(BigInt)
  .concat([2n ** 63n, 2n ** 64n - 1n]);

type Mutation = (chunks: OuroChunk[], random: Random) => OuroChunk[];

const MUTATIONS: readonly Mutation[] = [
  inPayload((payload, random) => {
    if (payload.length < 8) return;
    const view = new DataView(payload.buffer);
    const at = pick(random, payload.length - 7);
    const width = pick(random, 4);
    if (width === 0) payload[at] = pickOf(random, [0, 1, 28, 63, 127, 128, 254, 255]);
    else if (width === 1) view.setUint32(at & ~3, pickOf(random, BOUNDARIES), true);
    else view.setBigUint64(at & ~7, pickOf(random, WIDE_BOUNDARIES), true);
  }),
  inPayload((payload, random) => {
    // Two columns change places.
    const cells = payload.length >> 3;
    const [a, b] = [pick(random, cells) * 8, pick(random, cells) * 8];
    const kept = payload.slice(a, a + 8);
    payload.copyWithin(a, b, b + 8);
    payload.set(kept.subarray(0, Math.min(8, payload.length - b)), b);
  }),
  inHeader((chunk, random) => ({
    ...chunk,
    rows: pickOf(
      random,
      [...BOUNDARIES, chunk.rows + 1, chunk.rows - 1].filter((n) => n >= 0),
    ),
  })),
  inHeader((chunk, random) => ({ ...chunk, base: pickOf(random, [...BOUNDARIES, 2 ** 53, chunk.base + 1]) })),
  inHeader((chunk, random) => ({ ...chunk, kind: pickOf(random, [0, ...Object.values(CHUNK), 17, 0x8000, 0xfffe]) })),
  inHeader((chunk, random) => ({ ...chunk, flags: pick(random, 8) })),
  inHeader((chunk) => ({ ...chunk, flags: 1, rawBytes: chunk.payload.length, payload: deflateSync(chunk.payload) })),
  inHeader((chunk, random) => ({
    ...chunk,
    flags: 1,
    rawBytes: pickOf(random, BOUNDARIES),
    payload: deflateSync(chunk.payload),
  })),
  inHeader((chunk, random) => ({ ...chunk, payload: chunk.payload.slice(0, pick(random, chunk.payload.length + 1)) })),
  (chunks, random) => chunks.filter((_, i) => i !== pick(random, chunks.length)),
  (chunks, random) => chunks.toSpliced(pick(random, chunks.length), 0, pickOf(random, chunks)),
  (chunks, random) => chunks.toSpliced(pick(random, chunks.length), 0, pickOf(random, pickOf(random, files).chunks)),
  (chunks, random) => chunks.map((_, i) => chunks[(i + pick(random, 2)) % chunks.length]),
  (chunks) => [...chunks.slice(0, -1), endChunk(chunks.slice(0, -1), files[0].head.length)],
];

test(`${count} mutated files from seed ${firstSeed}: a heap that holds, or a typed fault`, async () => {
  let heaps = 0;
  let slowest = 0;
  const codes = new Map<string, number>();
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = randomFrom(seed);
    const bytes = mutated(random);
    const ledger = openLedger(64 * bytes.length + (16 << 20));
    const start = performance.now();
    const outcome = await tryLoad(bytes, { ledger }).catch((error: unknown) => {
      throw new Error(`OURO_SEED=${seed} OURO_FUZZ=1`, { cause: error });
    });
    slowest = Math.max(slowest, performance.now() - start);
    const flaw = flawOf(outcome, bytes.length);
    if (flaw !== undefined) expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: ${flaw}`);
    if (outcome.ok) heaps++;
    else codes.set(outcome.fault.code, (codes.get(outcome.fault.code) ?? 0) + 1);
    if (seed % 4 !== 0) continue;
    const again = await tryLoad(bytes, {
      window: 1 + pick(random, 64),
      seekable: random() < 0.5,
      sized: random() < 0.5,
    });
    if (!sameAnswer(digestOfOutcome(outcome), digestOfOutcome(again))) {
      expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: another answer the second time`);
    }
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  // Most mutations leave something to salvage; if few did, the mutations would not test the reader behind the checks.
  expect(heaps).toBeGreaterThan(count * 0.5);
  expect(codes.get('memory/exhausted')).toBeUndefined();
  expect(slowest).toBeLessThan(10_000);
}, 600_000);

function mutated(random: Random): Uint8Array {
  const { head, chunks } = pickOf(random, files);
  let changed = [...chunks];
  for (let i = pick(random, 4); i >= 0; i--) changed = pickOf(random, MUTATIONS)(changed, random);
  const bytes = joined([head, ...changed.map(encoded)]);
  // One in eight is damaged once more behind the back of its checksums.
  if (random() < 0.125) bytes[pick(random, bytes.length)] ^= 1 << pick(random, 8);
  return random() < 0.06 ? bytes.slice(0, pick(random, bytes.length)) : bytes;
}

function encoded(chunk: OuroChunk): Uint8Array {
  return chunkBytes({ ...chunk, base: Math.min(chunk.base, Number.MAX_SAFE_INTEGER) });
}

/** A source without a length cannot say how long the file was, nor where it ended. */
function sameAnswer(a: string, b: string): boolean {
  const plain = (text: string): string => text.replace(/"(expected|length|offset)":\d+/g, '');
  return plain(a) === plain(b) || (a.startsWith('fault') && b.startsWith('fault'));
}

function inPayload(change: (payload: Uint8Array, random: Random) => void): Mutation {
  return inHeader((chunk, random) => {
    const payload = chunk.payload.slice();
    change(payload, random);
    return { ...chunk, payload };
  });
}

function inHeader(change: (chunk: OuroChunk, random: Random) => OuroChunk): Mutation {
  return (chunks, random) => {
    if (chunks.length === 0) return chunks;
    const at = pick(random, chunks.length);
    return chunks.map((chunk, i) => (i === at ? change(chunk, random) : chunk));
  };
}

function pick(random: Random, n: number): number {
  return Math.floor(random() * n);
}

function pickOf<Value>(random: Random, values: readonly Value[]): Value {
  return values[pick(random, values.length)];
}
