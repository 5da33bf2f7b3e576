import { describe, expect, test } from 'vitest';
import { hasBit } from '#heap/base/bits.ts';
import { NONE } from '#heap/base/brand.ts';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { indexAddresses, releaseIndex, resolveAddresses, type AddressIndex } from './addressIndex.ts';

const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);

function index(addresses: readonly number[], seed = 1): AddressIndex {
  return indexAddresses(Float64Array.from(addresses), openLedger(), silentTask, seed);
}

function find(made: AddressIndex, addresses: readonly number[]): number[] {
  const found = new Uint32Array(addresses.length);
  resolveAddresses(made, Float64Array.from(addresses), found);
  return [...found];
}

/** The definition: first row wins, ascending, negative rows do not count. */
function naive(addresses: readonly number[]): { readonly rows: Map<number, number>; readonly order: number[] } {
  const rows = new Map<number, number>();
  addresses.forEach((address, row) => {
    if (address >= 0 && !rows.has(address)) rows.set(address, row);
  });
  return { rows, order: [...rows].sort((a, b) => a[0] - b[0]).map(([, row]) => row) };
}

const SHAPES: Readonly<Record<string, (random: Random) => number>> = {
  dense: (random) => 0x7f0000000000 + Math.floor(random() * 3000) * 8,
  'in pools far apart': (random) =>
    Math.floor(random() * 5) * 2 ** 40 + Math.floor(random() * 4) * 65_536 + Math.floor(random() * 500) * 16,
  sparse: (random) => Math.floor(random() * 2 ** 44) * 8,
  'odd ids': (random) => 1 + Math.floor(random() * 5000) * 2,
  'up to 2^53': (random) => Math.floor(random() * 2 ** 53),
  'few, with many twice': (random) => Math.floor(random() * 50) * 8,
  'some negative': (random) => (random() < 0.3 ? -1 : Math.floor(random() * 3000) * 8),
};

describe('address -> row', () => {
  for (const [shape, draw] of Object.entries(SHAPES)) {
    test(`agrees with a map: ${shape}`, () => {
      for (let seed = firstSeed; seed < firstSeed + 40; seed++) {
        const random = randomFrom(seed);
        const addresses = Array.from({ length: Math.floor(random() * 3000) }, () => draw(random));
        const made = index(addresses, seed);
        const { rows, order } = naive(addresses);
        expect([...made.byAddress], `OURO_SEED=${seed}`).toEqual(order);
        const asked = [...addresses, ...addresses.map((address) => address + 1), -1, 0, 2 ** 53 - 1, draw(random)];
        expect(find(made, asked), `OURO_SEED=${seed}`).toEqual(asked.map((address) => rows.get(address) ?? NONE));
        const kept = new Set(order);
        expect(addresses.every((_, row) => hasBit(made.dropped, row) !== kept.has(row))).toBe(true);
      }
    });
  }

  test('dense heaps have pages, sparse ones a sorted column, and both give the memory back', () => {
    const ledger = openLedger();
    for (const [apart, kind] of [
      [64, 'pages'],
      [1 << 24, 'sorted'],
    ] as const) {
      const before = ledger.live;
      const addresses = Float64Array.from({ length: 4000 }, (_, i) => 4096 + i * apart);
      const made = indexAddresses(addresses, ledger, silentTask);
      expect(made.way.kind).toBe(kind);
      releaseIndex(made, ledger);
      expect(ledger.live - before).toBe(made.byAddress.buffer.byteLength);
    }
  });

  test('memory is bounded for a hostile heap of one object per page', () => {
    const ledger = openLedger();
    const addresses = Float64Array.from({ length: 200_000 }, (_, i) => (i + 1) * 65_536);
    indexAddresses(addresses, ledger, silentTask);
    expect(ledger.live).toBeLessThan(200_000 * 24);
  });

  test('pages chosen to collide under one seed are found quickly under every seed', () => {
    // Multiples of a power of two far above the number of pages: equal low bits of the page number.
    const addresses = Array.from({ length: 3000 }, (_, i) => (i % 1000) * 2 ** 36 + 64 * (i % 7));
    const expected = naive(addresses).order;
    for (const seed of [0, 1, 0x9e3779b1, 0xffffffff]) expect([...index(addresses, seed).byAddress]).toEqual(expected);
  });

  test('no addresses at all', () => {
    expect([...index([]).byAddress]).toEqual([]);
    expect(find(index([]), [8])).toEqual([NONE]);
    expect([...index([-1, -1]).byAddress]).toEqual([]);
  });
});
