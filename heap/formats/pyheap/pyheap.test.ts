import { describe, expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { GENERATION } from '#heap/model/heap.ts';
import { kindsByEdge, rootLines, typeLines } from '#heap/testing/pyheapLines.ts';
import { codes } from '#heap/testing/heapLines.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { largePyheap, SMALL, TYPE } from '#heap/testing/pyheapPrograms.ts';
import { writePyheap } from '#heap/testing/pyheapWriter.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { previewOf } from '#heap/queries/objectRow.ts';
import { objectAt } from '#heap/model/addresses.ts';
import { sourceOf } from '#heap/testing/sources.ts';
import { detectFormat } from '../registry.ts';
import { pyheap } from './index.ts';
import { nameOfType } from './typeNames.ts';

const small = writePyheap(SMALL);
const format = pyheap;

describe('the small program', () => {
  test('is recognised by its first eight bytes', () => {
    expect(detectFormat(small.bytes.subarray(0, 64)).name).toBe('pyheap');
    expect(pyheap.recognises(small.bytes.subarray(1))).toBe(false);
    expect(pyheap.recognises(small.bytes.subarray(0, 7))).toBe(false);
  });

  test('has its objects, references, types and roots', async () => {
    const { heap } = await load(small.bytes, { format });
    expect(brokenInvariants(heap)).toEqual([]);
    expect(heap.manifest.counts).toMatchObject({ objects: 32, references: 39, types: 12, roots: 3 });
    expect(heap.manifest.totalSelfSize).toBe(SMALL.objects.reduce((sum, { size = 0 }) => sum + size, 0));
    // One target of the list and one local have no object.
    expect(heap.manifest.completeness).toMatchObject({
      status: 'complete',
      referencesComplete: true,
      bytesRead: small.bytes.length,
      diagnostics: [{ code: 'danglingTarget', count: 2 }],
    });
    expect(heap.manifest.runtime).toMatchObject({ version: '3.11.2', hexversion: 0x030b02f0 });
    expect(rootLines(heap)).toEqual(
      ['0x2000 module app', '0x1000 module sys', '0x3000 local rows in run /srv/app.py:12 of MainThread'].sort(),
    );
  });

  test('what it does not record is missing, not zero', async () => {
    const { manifest, objects } = (await load(small.bytes, { format })).heap;
    expect(manifest.capabilities).toEqual(['sizes', 'labels', 'roots', 'frames', 'locals', 'texts', 'previews']);
    expect(new Set(objects.generation)).toEqual(new Set([GENERATION.untracked]));
    expect(manifest.collector.model).toBe('unknown');
  });

  test('references have the names that attributes, contents and types give them', async () => {
    const { heap } = await load(small.bytes, { format });
    expect(kindsByEdge(heap)).toEqual([
      '0x1000>0x1100 dict',
      '0x1100>0x1600 key',
      '0x1100>0x1700 value',
      '0x1200>0x1700 key',
      '0x1200>0x1000 value',
      '0x1200>0x1800 key',
      '0x1200>0x2000 value',
      '0x2000>0x2100 dict',
      '0x2100>0x1600 key',
      '0x2100>0x1800 value',
      '0x2100>0x2200 key',
      '0x2100>0x2300 value',
      '0x2100>0x2400 key',
      '0x2100>0x2500 value',
      '0x2300>0x2100 globals',
      '0x2300>0x2310 code',
      '0x2300>0x2200 name',
      '0x2300>0x2320 default',
      '0x2320>0x1400 item 0',
      '0x2500>0x9c00 instanceType',
      '0x2500>0x2600 attribute child',
      '0x2500>0x1400 attribute count',
      '0x2600>0x2500 attribute parent',
      '0x2600>0x9c00 instanceType',
      '0x3000>0x2600 item 0',
      '0x3000>0x2600 item 1',
      '0x3100>0x1700 element',
      '0x9c00>0x9800 instanceType',
      '0x9c00>0x4000 unknown',
      ...['list', 'tuple', 'dict', 'set', 'str', 'bytes', 'int', 'type', 'module', 'function'].map(
        (name) => `0x${TYPE[name as keyof typeof TYPE].toString(16)}>0x9800 instanceType`,
      ),
    ]);
  });

  test('types have modules where the program says so', async () => {
    const { heap } = await load(small.bytes, { format });
    expect(typeLines(heap)).toEqual(expect.arrayContaining(['app.Node heap', 'dict', 'module', 'type']));
  });

  test('texts that only say the type and the address are left out', async () => {
    const { heap } = await load(small.bytes, { format });
    const text = (address: number) => previewOf(heap, objectAt(heap, address)!);
    expect(text(0x2500)).toBeUndefined();
    expect(text(0x2300)).toBe('<function make at 0x2300>');
    expect(text(0x3200)).toBe("b'abc'");
  });

  test.each([1, 7, 65_536])('in windows of %i bytes it is the same heap', async (window) => {
    const whole = digestOf((await load(small.bytes, { format })).heap);
    expect(digestOf((await load(small.bytes, { format, window })).heap)).toBe(whole);
    expect(digestOf((await load(small.bytes, { format, window, seekable: false, sized: false })).heap)).toBe(whole);
  });

  test('the estimate knows the objects before anything is allocated', async () => {
    expect(await pyheap.estimate(sourceOf(small.bytes))).toMatchObject({ objects: 32, exact: false });
    const lying = writePyheap({ ...SMALL, claimed: 0xffffffff }).bytes;
    expect((await pyheap.estimate(sourceOf(lying))).objects).toBeLessThan(lying.length / 24);
  });
});

describe('a damaged file', () => {
  test('cut anywhere it is the heap of its whole records, or a fault', async () => {
    const whole = (await load(small.bytes, { format })).heap;
    const [first = 0] = small.borders.slice(5);
    for (let length = 0; length < small.bytes.length; length++) {
      const outcome = await tryLoad(small.bytes.slice(0, length), { format });
      expect(flawOf(outcome, length), `cut at ${length}`).toBeUndefined();
      const records = small.borders.filter((at) => at > first && at <= length).length;
      if (records === 0 || length <= first) {
        expect(outcome).toMatchObject({ ok: false });
        continue;
      }
      if (!outcome.ok) throw new Error(`cut at ${length}: ${outcome.fault.code}`);
      const { heap } = outcome.value;
      expect(heap.manifest.completeness.status).toBe('partial');
      expect(heap.objects.length).toBe(Math.min(32, records));
      expect([...heap.objects.address]).toEqual([...whole.objects.address.subarray(0, heap.objects.length)]);
    }
  });

  test('without the number of objects, which is written last, records are read to the end', async () => {
    const { bytes, borders } = writePyheap({ ...SMALL, claimed: 0, footer: false });
    const { heap } = await load(bytes.slice(0, borders.at(-3)! + 11), { format });
    expect(heap.objects.length).toBe(31);
    expect(codes(heap)).toEqual(['danglingTarget', 'lostType', 'truncated']);
    // Names come from the texts of the type objects that are there; `function` was cut off.
    expect(typeLines(heap)).toEqual(expect.arrayContaining(['app.Node heap', 'dict', 'module']));
    expect(typeLines(heap)).not.toContain('function');
  });

  test('a missing footer and bytes behind it are said', async () => {
    const noFooter = writePyheap({ ...SMALL, footer: false }).bytes;
    expect(codes((await load(noFooter, { format })).heap)).toContain('noEnd');
    const longer = new Uint8Array([...small.bytes, 0]);
    const { heap } = await load(longer, { format });
    expect(codes(heap)).toContain('trailingBytes');
    expect(heap.manifest.completeness.status).toBe('complete');
  });

  test('another version is refused', async () => {
    expect(await tryLoad(writePyheap({ ...SMALL, version: 2 }).bytes, { format })).toEqual({
      ok: false,
      fault: { code: 'format/version', offset: 8, found: '2', supported: '1' },
    });
  });

  test('of two records with one address the first counts', async () => {
    const twice = { ...SMALL, objects: [...SMALL.objects, { address: 0x3000, type: TYPE.int, size: 1, text: '1' }] };
    const { heap } = await load(writePyheap(twice).bytes, { format });
    expect(codes(heap)).toEqual(['danglingTarget', 'duplicateAddress']);
    expect(heap.objects.selfSize[objectAt(heap, 0x3000)!]).toBe(88);
  });
});

test('a container longer than a block is read like any other', async () => {
  const items = Array.from({ length: 540_000 }, (_, i) => (i % 2 === 0 ? 0x1400 : 0x1700));
  const attributes = Array.from({ length: 400_000 }, (_, i) => [`n${i % 9}`, 0x1400] as const);
  const objects = [
    { address: 0x50000, type: TYPE.list, size: 9, content: items },
    { address: 0x50100, type: TYPE.dict, size: 9, content: items },
    { address: 0x50200, type: TYPE.node, size: 9, referents: [TYPE.node, 0x1400], attributes, text: 'long' },
    { address: 0x50300, type: TYPE.node, size: 9, referents: items, attributes: [], text: '' },
    ...SMALL.objects,
  ];
  const { bytes } = writePyheap({ ...SMALL, objects });
  const { heap } = await load(bytes, { format });
  expect(brokenInvariants(heap)).toEqual([]);
  expect(heap.manifest.completeness.status).toBe('complete');
  expect(heap.references.length).toBe(39 + 3 * 540_000 + 2);
  const { first, label, kind } = heap.references;
  expect(label[first[0]! + 539_999]).toBe(539_999);
  expect(kind[first[1]! + 524_289]).toBe(3);
  expect(previewOf(heap, objectAt(heap, 0x50200)!)).toBe('long');
  const cut = await load(bytes.slice(0, bytes.length - small.bytes.length - 2_000_000), { format });
  expect(cut.heap.objects.length).toBe(3);
  expect(brokenInvariants(cut.heap)).toEqual([]);
}, 60_000);

test('a large file is read within its memory and has no loss', async () => {
  const bytes = new Uint8Array(await new Blob(largePyheap(100_000) as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  const ledger = openLedger(bytes.length * 2);
  const { heap } = await load(bytes, { format, ledger, window: 65_536 });
  expect(heap.objects.length).toBe(100_001);
  expect(codes(heap)).toEqual([]);
  expect(ledger.live / heap.objects.length).toBeLessThan(128);
  const random = randomFrom(7);
  for (let i = 0; i < 5; i++) {
    const length = Math.floor(random() * bytes.length);
    expect(flawOf(await tryLoad(bytes.subarray(0, length), { format }), length)).toBeUndefined();
  }
}, 60_000);

test('names of types are believed as far as they agree', () => {
  expect(nameOfType("<class 'app.models.Row.Key'>", 'Key', 'app.models')).toEqual({
    module: 'app.models',
    qualname: 'Row.Key',
  });
  expect(nameOfType("<class 'collections.deque'>", 'deque', undefined)).toEqual({
    module: 'collections',
    qualname: 'deque',
  });
  expect(nameOfType("<class 'dict'>", 'dict', undefined)).toEqual({ module: 'builtins', qualname: 'dict' });
  expect(nameOfType("<enum 'Color'>", 'Color', 'app')).toEqual({ module: 'app', qualname: 'Color' });
  expect(nameOfType('I am fine', 'Liar', undefined)).toEqual({ module: 'builtins', qualname: 'Liar' });
  expect(nameOfType("<class 'os.system'>", 'Liar', undefined)).toEqual({ module: 'builtins', qualname: 'Liar' });
  expect(nameOfType("<class 'a.B'>", undefined, undefined)).toEqual({ module: 'a', qualname: 'B' });
  expect(nameOfType('', undefined, 'a')).toBeUndefined();
});
