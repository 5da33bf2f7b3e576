import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { sourceOf } from '#heap/testing/sources.ts';
import { resident, Space } from './space.ts';

const BLOCK = 65_536;
const START = 0x7f00_0000_0000;

/** Twelve blocks of noise and two of zeros, a hole of a page, and three blocks more. */
function memory(): { readonly bytes: Uint8Array; readonly at: (address: number) => number } {
  const random = randomFrom(7);
  const bytes = Uint8Array.from({ length: 17 * BLOCK }, () => Math.floor(random() * 256));
  bytes.fill(0, 4 * BLOCK, 6 * BLOCK);
  const at = (address: number): number => {
    const offset = address - START;
    if (offset < 14 * BLOCK) return bytes[offset];
    return offset < 14 * BLOCK + 4096 ? 0 : (bytes[offset - 4096] ?? 0);
  };
  return { bytes, at };
}

const SEGMENTS = [
  { start: START, end: START + 14 * BLOCK, offset: 0, writable: true },
  { start: START + 14 * BLOCK + 4096, end: START + 17 * BLOCK + 4096, offset: 14 * BLOCK, writable: true },
];

test.each([undefined, 1000])('reads are the same with three blocks held as with all (window %s)', async (window) => {
  const { bytes, at } = memory();
  const ledger = openLedger();
  const source = sourceOf(bytes, window === undefined ? {} : { window });
  const space = new Space(SEGMENTS, source, ledger, 3 * BLOCK);
  const random = randomFrom(11);
  const wrong: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    const address = START + Math.floor(random() * 17.5 * BLOCK);
    if ((await resident(space, () => space.u8(address))) !== at(address)) wrong.push(address);
    if (window === undefined) expect(space.held).toBeLessThanOrEqual(3 * BLOCK);
  }
  expect(wrong).toEqual([]);
  const word = START + 14 * BLOCK - 8;
  const wanted = [7, 6, 5, 4, 3, 2, 1, 0].reduce((value, i) => value * 256 + at(word + i), 0);
  expect(await resident(space, () => space.word(word))).toBe(wanted);
  space.drop();
  expect(ledger.live).toBe(0);
});
