import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { flawOf, tryLoad } from '#heap/testing/loading.ts';
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { tracemalloc } from './index.ts';
import { OP } from './opcodes.ts';

const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);
const count = Number(process.env['OURO_FUZZ'] ?? 100_000);

const files = ['tiny-3.13.pickle', 'tiny-3.8.pickle'].map(
  (name) => new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url))),
);
const OPCODES = Object.values(OP);
const BOUNDARIES = [0, 1, 2, 127, 128, 254, 255];

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  at((bytes, i, random) => (bytes[i] ^= 1 << pick(random, 8))),
  at((bytes, i, random) => (bytes[i] = BOUNDARIES[pick(random, BOUNDARIES.length)])),
  at((bytes, i, random) => (bytes[i] = OPCODES[pick(random, OPCODES.length)])),
  at((bytes, i, random) => bytes.copyWithin(i, pick(random, bytes.length), pick(random, bytes.length))),
  (bytes, random) => spliced(bytes, pick(random, bytes.length), 1 + pick(random, 4), []),
  (bytes, random) => spliced(bytes, pick(random, bytes.length), 0, [OPCODES[pick(random, OPCODES.length)]]),
  // A number or a text takes the place of another value, with all lengths there are.
  (bytes, random) => spliced(bytes, pick(random, bytes.length), 1, [OP.binUnicode8, ...wide(random)]),
  (bytes, random) => spliced(bytes, pick(random, bytes.length), 1, [OP.binUnicode, ...wide(random).slice(0, 4)]),
  (bytes, random) => spliced(bytes, pick(random, bytes.length), 1, [OP.long1, pick(random, 256)]),
  (bytes, random) => spliced(bytes, pick(random, bytes.length), 1, [OP.longBinGet, ...wide(random).slice(0, 4)]),
  (bytes, random) => bytes.slice(0, pick(random, bytes.length)),
];

test(`${count} mutated snapshots from seed ${firstSeed}: a heap that holds, or a typed fault`, async () => {
  let heaps = 0;
  let slowest = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = randomFrom(seed);
    let bytes = files[pick(random, files.length)].slice();
    for (let i = pick(random, 3); i >= 0 && bytes.length > 0; i--) {
      bytes = MUTATIONS[pick(random, MUTATIONS.length)](bytes, random).slice();
    }
    const ledger = openLedger(16 << 20);
    const start = performance.now();
    const outcome = await tryLoad(bytes, { format: tracemalloc, ledger }).catch((error: unknown) => {
      throw new Error(`OURO_SEED=${seed} OURO_FUZZ=1`, { cause: error });
    });
    slowest = Math.max(slowest, performance.now() - start);
    const flaw = flawOf(outcome, bytes.length);
    if (flaw !== undefined) expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: ${flaw}`);
    if (outcome.ok) heaps++;
  }
  expect(heaps).toBeGreaterThan(count * 0.05);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(slowest).toBeLessThan(5_000);
}, 600_000);

test('every flipped bit of both snapshots', async () => {
  for (const file of files) {
    for (let bit = 0; bit < file.length * 8; bit++) {
      const bytes = file.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      expect([bit, flawOf(await tryLoad(bytes, { format: tracemalloc }), bytes.length)]).toEqual([bit, undefined]);
    }
  }
});

function at(change: (bytes: Uint8Array, i: number, random: Random) => unknown): Mutation {
  return (bytes, random) => {
    change(bytes, pick(random, bytes.length), random);
    return bytes;
  };
}

function spliced(bytes: Uint8Array, from: number, remove: number, insert: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, from), ...insert, ...bytes.subarray(from + remove)]);
}

/** Eight bytes, little-endian, near a border of some width. */
function wide(random: Random): number[] {
  const value = [0n, 1n, 2n ** 16n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n][pick(random, 8)];
  return Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

function pick(random: Random, n: number): number {
  return Math.floor(random() * n);
}
