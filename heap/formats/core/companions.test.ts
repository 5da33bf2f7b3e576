import { expect, test } from 'vitest';
import { randomFrom } from '#heap/testing/random.ts';
import { sourceOf } from '#heap/testing/sources.ts';
import { readElfHead } from './buildId.ts';
import { findCompanions } from './companions.ts';
import type { CoreFile } from './elf.ts';

const PAGE = 4096;
const BASE = 0x7f00_0000_0000;
const PATH = '/usr/lib/libpython3.11.so.1.0';

/** Three pages: headers with a note, then text. */
function library(id: readonly number[] | undefined): Uint8Array {
  const bytes = new Uint8Array(3 * PAGE).fill(7, PAGE);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 3, true);
  view.setUint16(18, 62, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 2, true);
  const header = (at: number, type: number, offset: number, count: number): void => {
    view.setUint32(at, type, true);
    view.setBigUint64(at + 8, BigInt(offset), true);
    view.setBigUint64(at + 16, BigInt(offset), true);
    view.setBigUint64(at + 32, BigInt(count), true);
  };
  header(64, 1, 0, bytes.length);
  if (id === undefined) return bytes;
  header(120, 4, 256, 16 + id.length);
  view.setUint32(256, 4, true);
  view.setUint32(260, id.length, true);
  view.setUint32(264, 3, true);
  bytes.set([0x47, 0x4e, 0x55, 0], 268);
  bytes.set(id, 272);
  return bytes;
}

/** A core that has the first `pages` pages of a library of three. */
function coreOf(pages: number): CoreFile {
  const dumped = { start: BASE, end: BASE + pages * PAGE, offset: 0, writable: false };
  return {
    segments: pages === 0 ? [] : [dumped],
    files: [{ start: BASE, end: BASE + 3 * PAGE, fileOffset: 0, path: PATH }],
    threadIds: [],
    program: 'python3',
    pid: 1,
    entry: 0,
    missingBytes: 0,
  };
}

async function verdict(inCore: Uint8Array, pages: number, file: Uint8Array): Promise<string> {
  const companions = { open: () => Promise.resolve(sourceOf(file)) };
  const use = await findCompanions(sourceOf(inCore.slice(0, pages * PAGE)), coreOf(pages), companions);
  if (use.used.length === 0) return use.mismatched.length > 0 ? 'mismatched' : 'nothing';
  return use.segments.map(({ start, end }) => `${(start - BASE) / PAGE}-${(end - BASE) / PAGE}`).join(' ');
}

const OURS = library([1, 2, 3, 4]);
const OTHERS = library([1, 2, 3, 5]);
const NAMELESS = library(undefined);

test.each([
  ['the same build gives what is missing', OURS, 1, OURS, '0-1 1-3'],
  ['another build gives nothing', OURS, 1, OTHERS, 'mismatched'],
  ['no note in either: the page decides', NAMELESS, 1, NAMELESS.slice(), '0-1 1-3'],
  ['a note in one only', NAMELESS, 1, OURS, 'mismatched'],
  ['no page in the core: the layout decides', OURS, 0, OURS, '0-3'],
  ['no page in the core, another layout', OURS, 0, OURS.slice(0, 100), 'mismatched'],
  ['no ELF file', OURS, 1, new Uint8Array(5000), 'mismatched'],
  ['an empty file', OURS, 1, new Uint8Array(0), 'mismatched'],
  ['a file that ends early', OURS, 1, OURS.slice(0, PAGE + 100), '0-1 1-1.0244140625'],
  ['nothing is missing', OURS, 3, OTHERS, 'nothing'],
])('%s', async (_, inCore, pages, file, expected) => {
  expect(await verdict(inCore, pages, file)).toBe(expected);
});

test('files that nobody named, and files that are not there, are told apart', async () => {
  const core = coreOf(1);
  const source = sourceOf(OURS.slice(0, PAGE));
  const missing = await findCompanions(source, core, { open: () => Promise.resolve('missing') });
  expect(missing).toMatchObject({ missing: [PATH], unnamed: [] });
  expect(await findCompanions(source, core, undefined)).toMatchObject({ missing: [], unnamed: [PATH] });
});

test('4,000 mutated libraries: a head or none, and reads that are bounded', async () => {
  const random = randomFrom(20_260_101);
  for (let i = 0; i < 4000; i++) {
    const bytes = OURS.slice();
    const view = new DataView(bytes.buffer);
    for (let k = Math.floor(random() * 4); k >= 0; k--) {
      const at = 8 * Math.floor(random() * 40);
      if (random() < 0.5)
        view.setBigUint64(at, random() < 0.5 ? 2n ** 64n - 1n : BigInt(Math.floor(random() * 2 ** 40)), true);
      else bytes[at + Math.floor(random() * 8)] ^= 1 << Math.floor(random() * 8);
    }
    let read = 0;
    const source = sourceOf(bytes);
    const head = await readElfHead(async (offset, count) => {
      const piece = await source.read(offset, count);
      read += count;
      return piece;
    });
    expect(head === undefined || head.parts.length <= 256).toBe(true);
    expect(read).toBeLessThan(17 * 65_536);
    expect(await verdict(OURS, 1, bytes)).toMatch(/^(mismatched|0-1 1-3|0-1)$/);
  }
});
