import { expect, test } from 'vitest';
import { crc32 } from './crc32.ts';

/** The definition, bit by bit. */
function bitwise(bytes: Uint8Array, crc = 0): number {
  let c = ~crc;
  for (const byte of bytes) {
    c ^= byte;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return ~c >>> 0;
}

const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * 37 + (i >>> 3)) & 255);

test('the check value of the catalogue', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

test('every start and end, whatever their alignment', () => {
  for (let from = 0; from < 40; from++) {
    for (let to = from; to <= bytes.length; to += 1 + (to % 3)) {
      expect(crc32(bytes, 0, from, to)).toBe(bitwise(bytes.subarray(from, to)));
      expect(crc32(bytes.subarray(from, to))).toBe(bitwise(bytes.subarray(from, to)));
    }
  }
});

test('a checksum continues over pieces', () => {
  for (let cut = 0; cut < bytes.length; cut += 7) {
    expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(bitwise(bytes));
  }
});
