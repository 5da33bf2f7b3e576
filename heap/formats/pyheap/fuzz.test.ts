import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { digestOfOutcome, flawOf, tryLoad } from '#heap/testing/loading.ts';
import { COMMON, NAMES, randomPyheap, TYPES, WELL_KNOWN } from '#heap/testing/pyheapPrograms.ts';
import { writePyheap, type PyheapFile, type Written } from '#heap/testing/pyheapWriter.ts';
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { pyheap } from './index.ts';

const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);
const count = Number(process.env['OURO_FUZZ'] ?? 100_000);
const format = pyheap;

/** A few hundred bytes: one thread, one frame, seven records of every shape. */
const TINY: PyheapFile = {
  created: '',
  wellKnown: WELL_KNOWN.filter(([name]) => name === 'dict' || name === 'list'),
  common: COMMON.slice(-2),
  names: NAMES.slice(0, 1),
  types: TYPES.slice(0, 2),
  threads: [{ name: 'T', frames: [{ file: 'f', line: 1, function: 'g', locals: [['x', 0x1000]] }] }],
  objects: [
    { address: 0x1000, type: 0x9200, content: [0x1010, 0x1020] },
    { address: 0x1010, type: 0x9000, content: [0x1000, 0x1020, 0xdead0], attributes: [] },
    {
      address: 0x1020,
      type: 0x9c00,
      referents: [0x9c00, 0x1000],
      attributes: [
        ['a', 0x1000],
        [0, 0x1000],
      ],
      text: 'x',
    },
    { address: 0x9c00, type: 0x9800, attributes: [[0, 0x1030]], text: "<class 'a.B'>" },
    { address: 0x1030, type: 0x9400, text: 'a' },
    { address: 0x1040, type: 0x9900, attributes: [['modules', 0x1000]], text: "<module 'sys'>" },
  ],
};
const tiny = writePyheap(TINY);
const files: readonly Written[] = [
  tiny,
  ...[1, 2, 3, 4, 5, 6].map((seed) => writePyheap(randomPyheap(randomFrom(seed), 4))),
];
const BOUNDARIES = [
  0n,
  1n,
  2n,
  7n,
  2n ** 15n - 1n,
  2n ** 15n,
  2n ** 16n - 1n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
].concat([2n ** 32n, 2n ** 47n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]);

/** Changes `bytes` in place, or returns others. */
type Mutation = (bytes: Uint8Array, file: Written, random: Random) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  (bytes, { numbers }, random) => setNumber(bytes, pickOf(random, numbers), pickOf(random, BOUNDARIES)),
  (bytes, { numbers }, random) => setNumber(bytes, pickOf(random, numbers), BigInt(pick(random, 300))),
  (bytes, { numbers }, random) => {
    // One number takes the place of another of its width.
    const to = pickOf(random, numbers);
    const from = pickOf(random, numbers);
    return setNumber(bytes, to, numberAt(bytes, from));
  },
  (bytes, _, random) => {
    bytes[pick(random, bytes.length)] ^= 1 << pick(random, 8);
    return bytes;
  },
  (bytes, { borders }, random) => {
    // A record goes.
    const i = pick(random, borders.length - 1);
    return joined(bytes.subarray(0, borders[i]), bytes.subarray(borders[i + 1]!));
  },
  (bytes, { borders }, random) => {
    // A record comes twice.
    const i = pick(random, borders.length - 1);
    return joined(bytes.subarray(0, borders[i + 1]), bytes.subarray(borders[i]));
  },
  (bytes, { borders }, random) => {
    // A record of another file is put in.
    const other = pickOf(random, files);
    const i = pick(random, other.borders.length - 1);
    const at = pickOf(random, borders);
    const foreign = other.bytes.subarray(other.borders[i], other.borders[i + 1]);
    return joined(bytes.subarray(0, at), foreign, bytes.subarray(at));
  },
  (bytes, _, random) => bytes.slice(0, pick(random, bytes.length + 1)),
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
    const outcome = await tryLoad(bytes, { format, ledger }).catch((error: unknown) => {
      throw new Error(`OURO_SEED=${seed} OURO_FUZZ=1`, { cause: error });
    });
    slowest = Math.max(slowest, performance.now() - start);
    const flaw = flawOf(outcome, bytes.length);
    if (flaw !== undefined) expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: ${flaw}`);
    if (outcome.ok) heaps++;
    else codes.set(outcome.fault.code, (codes.get(outcome.fault.code) ?? 0) + 1);
    if (!outcome.ok && ledger.live !== 0) expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: ${ledger.live} bytes kept`);
    if (seed % 32 !== 0) continue;
    const again = { window: 1 + pick(random, 64), seekable: random() < 0.5, sized: random() < 0.5 };
    const second = digestOfOutcome(await tryLoad(bytes, { format, ...again }));
    if (plain(digestOfOutcome(outcome)) !== plain(second)) {
      expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: another answer the second time`);
    }
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  // If few files could be read, the mutations would not test the reader behind the header.
  expect(heaps).toBeGreaterThan(count * 0.3);
  expect(codes.get('memory/exhausted')).toBeUndefined();
  expect(slowest).toBeLessThan(10_000);
}, 600_000);

test('every cut, every flipped bit and every number at its limits', async () => {
  const check = async (bytes: Uint8Array, what: string): Promise<void> => {
    expect(flawOf(await tryLoad(bytes, { format }), bytes.length), what).toBeUndefined();
  };
  for (let length = 0; length < tiny.bytes.length; length++) await check(tiny.bytes.slice(0, length), `cut ${length}`);
  for (let bit = 0; bit < tiny.bytes.length * 8; bit++) {
    const bytes = tiny.bytes.slice();
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    await check(bytes, `bit ${bit}`);
  }
  for (const number of tiny.numbers) {
    for (const value of BOUNDARIES) {
      await check(setNumber(tiny.bytes.slice(), number, value), `${number.offset} = ${value}`);
    }
  }
}, 60_000);

function mutated(random: Random): Uint8Array {
  const file = pickOf(random, files);
  let bytes: Uint8Array = file.bytes.slice();
  for (let i = pick(random, 4); i >= 0; i--) bytes = pickOf(random, MUTATIONS)(bytes, file, random);
  return bytes;
}

type NumberAt = Written['numbers'][number];

/** Within the bytes; another mutation may have made them fewer. */
function setNumber(bytes: Uint8Array, { offset, width }: NumberAt, value: bigint): Uint8Array {
  for (let i = 0; i < width && offset + i < bytes.length; i++) {
    bytes[offset + i] = Number((value >> BigInt(8 * (width - 1 - i))) & 255n);
  }
  return bytes;
}

function numberAt(bytes: Uint8Array, { offset, width }: NumberAt): bigint {
  let value = 0n;
  for (let i = 0; i < width; i++) value = value * 256n + BigInt(bytes[offset + i] ?? 0);
  return value;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A source without a length cannot say how long the file was. */
function plain(digest: string): string {
  return digest.replace(/"(expected|length|offset)":\d+/g, '');
}

function pick(random: Random, n: number): number {
  return Math.floor(random() * n);
}

function pickOf<Value>(random: Random, values: readonly Value[]): Value {
  return values[pick(random, values.length)]!;
}
