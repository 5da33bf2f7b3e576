import { FaultError, type Fault } from '#heap/base/fault.ts';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileSource, openDumpFile, type OpenSource } from './byteSource.ts';

const GIB = 2 ** 30;
/** POSIX; Node itself cannot make one. */
const MAKE_FIFO = 'mkfifo';
let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
  path = join(folder, 'dump');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('any range of any size is what the file holds', async () => {
  const bytes = Buffer.from(Float64Array.from({ length: 1_200_000 }, (_, i) => Math.sin(i)).buffer);
  const source = await sourceOf(bytes);
  const { length } = bytes;
  expect(source.length).toBe(length);
  const ranges = [
    [0, 10],
    [5, 1],
    [length - 3, 100],
    [length, 1],
    [length + 9, 4],
    [4_194_300, 10],
    [100, 9_000_000],
    [0, length],
    [7, 0],
  ];
  for (const [offset = 0, count = 0] of ranges) {
    expect(Buffer.compare(await source.read(offset, count), bytes.subarray(offset, offset + count))).toBe(0);
  }
  await source.close();
});

test('a read that does not fit the budget is refused before memory is taken', async () => {
  const source = await sourceOf(Buffer.alloc(10_000_000), 5_000_000);
  expect(await faultOf(source.read(0, 9_000_000))).toMatchObject({ code: 'memory/exhausted', needed: 9_000_000 });
  await source.close();
});

test('what is not a regular file is refused, and nothing waits for it', async () => {
  const fifo = join(folder, 'fifo');
  execFileSync(MAKE_FIFO, [fifo]);
  const device = join(folder, 'device');
  symlinkSync('/dev/zero', device);
  const loop = join(folder, 'loop');
  symlinkSync(loop, loop);
  for (const odd of [fifo, folder, device, loop, join(folder, 'missing'), '/dev/null', 'with\0nul', '']) {
    expect(await faultOf(openDumpFile(odd))).toMatchObject({ code: 'source/unreadable' });
  }
});

test('names are only names', async () => {
  for (const name of ['-rf', 'line\nbreak', '\u202egnp.exe', 'CON', '$(id)', "'; --", '%2e%2e', 'ouro .ouro ']) {
    const odd = join(folder, name);
    writeFileSync(odd, 'x');
    await (await openDumpFile(odd)).close();
  }
});

test.each<[string, () => void]>([
  ['appended to', () => appendFileSync(path, 'more')],
  ['truncated', () => truncateSync(path, 10)],
  ['touched', () => utimesSync(path, 1, 1)],
  ['replaced', () => replace()],
  ['overwritten', () => writeFileSync(path, Buffer.alloc(9_000_000, 7))],
])('a dump that is %s while it is read is not read on', async (_, change) => {
  const source = await sourceOf(Buffer.alloc(9_000_000));
  await source.read(0, 100);
  change();
  const fault = (await faultOf(source.read(8_000_000, 100))) ?? (await faultOf(source.check()));
  expect(fault).toMatchObject({ code: 'source/changed' });
  await source.close();
});

test('a dump that is moved or deleted while it is read is still that dump', async () => {
  const source = await sourceOf(Buffer.alloc(9_000_000, 3));
  renameSync(path, `${path}.moved`);
  expect((await source.read(8_000_000, 1))[0]).toBe(3);
  rmSync(`${path}.moved`);
  expect((await source.read(0, 1))[0]).toBe(3);
  expect(await faultOf(source.check())).toBeUndefined();
  await source.close();
});

test('a failed open leaves no descriptor behind', async () => {
  mkdirSync(join(folder, 'sub'));
  for (let i = 0; i < 2_000; i++) await faultOf(openDumpFile(join(folder, 'sub')));
  await (await sourceOf(Buffer.from('fine'))).close();
});

function replace(): void {
  writeFileSync(`${path}.new`, Buffer.alloc(9_000_000));
  renameSync(`${path}.new`, path);
}

async function sourceOf(bytes: Uint8Array, budget = GIB): Promise<OpenSource> {
  writeFileSync(path, bytes);
  return fileSource(await openDumpFile(path), budget);
}

async function faultOf(work: Promise<unknown>): Promise<Fault | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
}
