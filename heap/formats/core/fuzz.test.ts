import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { smallCore } from '#heap/testing/coreWriter.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { core } from './index.ts';

const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);
const count = Number(process.env['OURO_FUZZ'] ?? 20_000);
const small = smallCore();
const format = core;

test('the small core: every object, name, generation and frame', async () => {
  const { heap } = await load(small.bytes, { format });
  expect(
    flawOf(
      { ok: true, value: { heap, histogram: { count: new Uint32Array(), selfSize: new Float64Array() } } },
      small.bytes.length,
    ),
  ).toBeUndefined();
  const { objects, threads, frames, manifest } = heap;
  const row = (name: string): number => objects.address.indexOf(small.places.get(name) ?? 0);
  for (const name of small.places.keys()) expect([name, row(name) >= 0]).toEqual([name, true]);
  expect([row('self'), row('instance'), row('sys')].map((id) => objects.generation[id])).toEqual([0, 1, 2]);
  expect([threads.length, frames.length, frames.line[0]]).toEqual([1, 1, 7]);
  expect(manifest.runtime).toMatchObject({ version: '3.8', processName: 'python3', pid: 4711 });
});

test.each([1, 7, 65_536])('the same heap in windows of %d', async (window) => {
  const plain = digestOf((await load(small.bytes, { format })).heap);
  expect(digestOf((await load(small.bytes, { format, window })).heap)).toBe(plain);
  expect(digestOf((await load(small.bytes, { format, window, seekable: false, sized: false })).heap)).toBe(plain);
});

test('other files are refused by name', async () => {
  const changed = (at: number, value: number): Uint8Array => {
    const bytes = small.bytes.slice();
    bytes[at] = value;
    return bytes;
  };
  const found = async (bytes: Uint8Array): Promise<unknown> => {
    const outcome = await tryLoad(bytes, { format });
    return outcome.ok ? 'heap' : outcome.fault;
  };
  expect(await found(changed(4, 1))).toEqual({ code: 'core/machine', offset: 4, found: 'a 32-bit machine' });
  expect(await found(changed(5, 2))).toEqual({ code: 'core/machine', offset: 5, found: 'a big-endian machine' });
  expect(await found(changed(18, 183))).toEqual({ code: 'core/machine', offset: 18, found: 'aarch64' });
  expect(await found(changed(16, 2))).toEqual({ code: 'core/not-a-core', offset: 16, found: 'a program' });
  expect(await found(small.bytes.slice(0, 40))).toMatchObject({ code: 'core/truncated' });
  expect(await found(small.bytes.slice(0, small.memory + 64))).toMatchObject({
    code: 'core/truncated',
    section: 'memory',
  });
  const empty = small.bytes.slice();
  empty.fill(0, small.memory, small.memory + 2000);
  expect(await found(empty)).toEqual({ code: 'core/not-python', offset: 0 });
});

/** `_Py_DebugOffsets` of another build, where the memory is empty. */
function withCookie(hexversion: number, freeThreaded: number): Uint8Array {
  const bytes = small.bytes.slice();
  const view = new DataView(bytes.buffer);
  let at = small.memory;
  while ([0, 8, 16].some((more) => view.getBigUint64(at + more, true) !== 0n)) at += 8;
  bytes.set(new TextEncoder().encode('xdebugpy'), at);
  view.setUint32(at + 8, hexversion, true);
  view.setUint32(at + 16, freeThreaded, true);
  return bytes;
}

test('builds of CPython that cannot be read are refused by name', async () => {
  const fault = async (bytes: Uint8Array): Promise<unknown> => {
    const outcome = await tryLoad(bytes, { format });
    return outcome.ok ? 'heap' : outcome.fault;
  };
  expect(await fault(withCookie(0x030d00f0, 1))).toEqual({ code: 'core/free-threaded', offset: 0 });
  const supported = 'CPython 3.8 to 3.14 with a GIL on x86-64 Linux';
  const unknown = { code: 'core/version', offset: 0, found: 'CPython 3.15', supported };
  expect(await fault(withCookie(0x030f00a1, 0))).toEqual(unknown);
});

/** Every fourth through a source that cannot read at once. */
async function check(bytes: Uint8Array, what: string, window?: number): Promise<'heap' | 'fault'> {
  const outcome = await tryLoad(bytes, {
    format,
    ...(window === undefined ? {} : { window }),
    ledger: openLedger(64 * bytes.length + (16 << 20)),
  }).catch((error: unknown) => {
    throw new Error(what, { cause: error });
  });
  const flaw = flawOf(outcome, bytes.length);
  if (flaw !== undefined) expect.fail(`${what}: ${flaw}`);
  return outcome.ok ? 'heap' : 'fault';
}

test('every cut of the frame, and every 16th byte of the memory', { timeout: 120_000 }, async () => {
  for (let end = 0; end < small.bytes.length; end += end < small.memory + 64 ? 1 : 16) {
    await check(small.bytes.slice(0, end), `cut at ${end}`);
  }
});

test('every bit of the frame', { timeout: 120_000 }, async () => {
  for (let bit = 0; bit < small.memory * 8; bit++) {
    const bytes = small.bytes.slice();
    bytes[bit >> 3] ^= 1 << (bit & 7);
    await check(bytes, `bit ${bit}`);
  }
});

const BOUNDARIES = [0, 1, 2, 7, 8, 255, 4096, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 47, 2 ** 53].map(BigInt);
const WIDE = [...BOUNDARIES, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
const addresses = [...small.places.values()];

function mutate(bytes: Uint8Array, random: Random): void {
  const view = new DataView(bytes.buffer);
  const word = small.memory + 8 * Math.floor(random() * ((bytes.length - small.memory - 8) / 8));
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)];
  const how = random();
  if (how < 0.35) view.setBigUint64(word, pick(WIDE), true);
  else if (how < 0.7) view.setBigUint64(word, BigInt(pick(addresses)), true);
  else if (how < 0.8)
    view.setBigUint64(word, view.getBigUint64(small.memory + 8 * Math.floor(random() * 800), true), true);
  else if (how < 0.9) bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
  else view.setBigUint64(8 * Math.floor(random() * 22), pick(WIDE), true);
}

test(
  `${count} mutated cores from seed ${firstSeed}: a heap that holds, or a typed fault`,
  { timeout: 600_000 },
  async () => {
    let heaps = 0;
    let slowest = 0;
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const random = randomFrom(seed);
      const bytes = small.bytes.slice();
      for (let i = Math.floor(random() * 6); i >= 0; i--) mutate(bytes, random);
      const start = performance.now();
      if ((await check(bytes, `OURO_SEED=${seed} OURO_FUZZ=1`, seed % 4 === 0 ? 4096 : undefined)) === 'heap') heaps++;
      slowest = Math.max(slowest, performance.now() - start);
    }
    expect(heaps).toBeGreaterThan(count * 0.5);
    expect(slowest).toBeLessThan(10_000);
  },
);
