import { FaultError, type Fault } from '#heap/base/fault.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packingOf } from './unwrap.ts';
import { ZstdReader } from './zstd.ts';
import { ZstdDamage } from './zstdFrames.ts';

/** `zstd -19 --check` of `lines()`: one frame, eight blocks, a checksum. */
const packed = new Uint8Array(readFileSync(new URL('fixtures/lines.zst', import.meta.url)));
const NAMES = ['dict', 'list', 'app.Session', 'str'];
const plain = lines();

test('what zstd packed is read in pieces of any size', () => {
  expect(packingOf(packed)).toEqual({ kind: 'zstd' });
  for (const step of [1, 7, 4096, packed.length]) {
    const read = unpack(packed, step);
    expect(read.end).toBe('complete');
    expect(Buffer.compare(read.bytes, plain)).toBe(0);
  }
});

test('frames follow one another, skippable ones and tiny ones among them', () => {
  const skippable = Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  const parts = [
    frame(['raw', 'abc']),
    skippable,
    frame(['raw', ''], ['repeated', 'x', 5]),
    packed,
    frame(['raw', 'z']),
  ];
  const read = unpack(Buffer.concat(parts), 5);
  expect(read.end).toBe('complete');
  expect(read.bytes.toString()).toBe(`abcxxxxx${plain.toString()}z`);
});

test('a cut stream gives a prefix and says so, wherever it is cut', () => {
  for (let cut = 1; cut < packed.length; cut += 97) {
    const read = unpack(packed.subarray(0, cut), 1000);
    expect(read.end).toBe('truncated');
    expect(Buffer.compare(read.bytes, plain.subarray(0, read.bytes.length))).toBe(0);
  }
});

test('damaged bytes are damage or other output, never another exception', () => {
  const random = randomFrom(7);
  const ends = new Map<string, number>();
  for (let i = 0; i < 400; i++) {
    const bytes = packed.slice();
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    const { end } = unpack(bytes, 4096);
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  expect(ends.get('corrupt')).toBeGreaterThan(20);
});

test('a window that no encoder asks for is a fault before it is allocated', () => {
  const bytes = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0);
  const before = process.memoryUsage().arrayBuffers;
  expect(faultOf(() => unpack(bytes, 9))).toMatchObject({ code: 'format/limit', limit: 'zstd window', offset: 0 });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
});

test('blocks that make nothing end in a fault, not in hours', () => {
  const header = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x78);
  const fault = faultOf(() => unpack(Buffer.concat([header, Buffer.alloc(3 * 100_000)]), 65_536));
  expect(fault).toMatchObject({ code: 'format/limit', limit: 'zstd blocks' });
});

function unpack(bytes: Uint8Array, step: number): { readonly bytes: Buffer; readonly end: string } {
  const parts: Buffer[] = [];
  const reader = new ZstdReader((block) => parts.push(Buffer.from(block)));
  try {
    for (let at = 0; at < bytes.length; at += step) reader.write(bytes.slice(at, at + step));
    return { bytes: Buffer.concat(parts), end: reader.finish() };
  } catch (error) {
    if (error instanceof ZstdDamage) return { bytes: Buffer.concat(parts), end: 'corrupt' };
    throw error;
  }
}

function faultOf(work: () => unknown): Fault | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
}

/** A frame of a 1 KiB window without a checksum. */
function frame(...blocks: readonly (readonly ['raw' | 'repeated', string, number?])[]): Buffer {
  const parts = blocks.map(([kind, text, times], i) => {
    const size = times ?? text.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE((i === blocks.length - 1 ? 1 : 0) | (kind === 'raw' ? 0 : 2) | (size << 3), 0, 3);
    return Buffer.concat([header, Buffer.from(text)]);
  });
  return Buffer.concat([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0), ...parts]);
}

function lines(): Buffer {
  let text = '';
  for (let i = 0; i < 20_000; i++) text += `object ${(i * 7919) % 10_007} of type ${NAMES[i % 4] ?? ''}\n`;
  return Buffer.from(text);
}
