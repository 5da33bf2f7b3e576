import { describe, expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import type { Heap } from '#heap/model/heap.ts';
import { objectId, referenceId } from '#heap/model/ids.ts';
import { rootKind } from '#heap/model/kinds.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { labelOf } from '#heap/queries/labels.ts';
import { previewForm, previewOf } from '#heap/queries/objectRow.ts';
import { codes } from '#heap/testing/heapLines.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { load, tryLoad } from '#heap/testing/loading.ts';
import { meliaeLine, type MeliaeObject } from '#heap/testing/meliaeWriter.ts';
import { meliae } from './index.ts';

const format = meliae;

async function heapOf(text: string): Promise<Heap> {
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const { heap } = await load(bytes, { format });
  expect(brokenInvariants(heap)).toEqual([]);
  return heap;
}

/** `type size length references preview` of every object. */
function rows(heap: Heap): readonly string[] {
  const { objects, references } = heap;
  return Array.from({ length: objects.length }, (_, i) => {
    const object = objectId(i);
    const { name } = typeNameOf(heap, objects.type[object]);
    const refs = references.first[i + 1] - references.first[i];
    return `${name} ${objects.selfSize[i]} ${objects.size[i]} ${refs} ${previewOf(heap, object)}`;
  });
}

const good = '{"address": 16, "type": "list", "size": 8, "len": 0, "refs": [16]}\n';

describe('a line of another shape', () => {
  test.each([
    ['other separators', '{"address":16,"type":"list","size":8,"len":0,"refs":[16]}\n'],
    ['another order of its keys', '{"refs": [16], "len": 0, "size": 8, "type": "list", "address": 16}\n'],
    ['more keys', '{"address": 16, "type": "list", "x": {"__proto__": []}, "size": 8, "len": 0, "refs": [16]}\n'],
    ['CR LF and blank lines', `\r\n  \n${good.replace('\n', '\r\n')}\n\t\n`],
    ['a byte order mark', `\xef\xbb\xbf${good}`],
    ['no last LF', good.trim()],
    ['numbers with fractions of zero', good.replace('"size": 8', '"size": 8.0')],
  ])('with %s is read as any other', async (_, text) => {
    const heap = await heapOf(text);
    expect(rows(heap)).toEqual(['list 8 0 1 undefined']);
    expect(heap.manifest.completeness).toMatchObject({ status: 'complete', diagnostics: [] });
  });

  test('with bytes that are no ASCII is decoded, broken UTF-8 replaced', async () => {
    const heap = await heapOf('{"address": 16, "type": "caf\xc3\xa9", "size": 8, "name": "\xff", "refs": []}\n');
    expect(rows(heap)).toEqual(['caf\u00e9 8 4294967295 0 \ufffd']);
  });

  test('with control characters and stray backslashes is repaired', async () => {
    const text = String.raw`{"address": 16, "type": "str", "size": 8, "len": 4, "value": "a` + '\t\\x41\x01"';
    const heap = await heapOf(`${text}, "refs": []}\n`);
    expect(rows(heap)).toEqual([String.raw`str 8 4 0 a \x41 `]);
    expect(codes(heap)).toEqual([]);
  });

  test('with an impossible size, length or reference loses that, and says so', async () => {
    const heap = await heapOf(
      '{"address": 16, "type": "list", "size": -8, "len": 1e99, "refs": [16, null, 32, "16", 1.5]}\n',
    );
    expect(rows(heap)).toEqual(['list 0 4294967295 1 undefined']);
    expect(heap.manifest.completeness).toMatchObject({ status: 'partial', referencesComplete: false });
    expect(codes(heap)).toEqual(['clampedSize', 'danglingTarget', 'droppedRow']);
  });

  test.each([
    ['no address', '{"type": "list", "size": 8, "refs": []}'],
    ['an address beyond 2^53', '{"address": 9007199254740992, "type": "list", "size": 8, "refs": []}'],
    ['no type', '{"address": 32, "size": 8, "refs": []}'],
    ['no references', '{"address": 32, "type": "list", "size": 8}'],
    ['a list', '[{"address": 32}]'],
    ['no JSON', 'Traceback (most recent call last):'],
    ['too deep nesting', `{"address": 32, "x": ${'['.repeat(100_000)}`],
  ])('with %s is dropped, the others stay', async (_, line) => {
    const heap = await heapOf(`${good}${line}\n${good.replaceAll('16', '48')}`);
    expect(rows(heap)).toHaveLength(2);
    expect(heap.manifest.completeness).toMatchObject({ status: 'partial', referencesComplete: false });
    const found = heap.manifest.completeness.diagnostics.find(({ code }) => code === 'droppedRow');
    expect(found).toMatchObject({ count: 1, offset: good.length });
  });
});

test('nothing readable is a fault', async () => {
  for (const [text, code] of [
    ['', 'format/corrupt'],
    ['\n\n', 'format/corrupt'],
    ['{"address": 16, "type": "list", "si', 'format/truncated'],
    ['no\njson\n', 'format/corrupt'],
  ] as const) {
    expect(await tryLoad(encodeUtf8(text), { format })).toMatchObject({ ok: false, fault: { code } });
  }
});

test('long names and values are cut, texts longer than recorded are marked', async () => {
  const long = 'x'.repeat(5000);
  const heap = await heapOf(
    [
      { address: 16, type: long, size: 8, refs: [] },
      { address: 32, type: 'str', size: 8, len: 5000, value: long, refs: [] },
      { address: 48, type: 'str', size: 8, len: 500, value: 'x'.repeat(100), refs: [] },
      { address: 64, type: 'int', size: 8, value: BigInt('9'.repeat(4000)), refs: [] },
    ]
      .map(meliaeLine)
      .join(''),
  );
  expect(qualifiedName(typeNameOf(heap, heap.objects.type[objectId(0)]))).toHaveLength(4096);
  expect([1, 2, 3].map((row) => previewOf(heap, objectId(row))?.length)).toEqual([4096, 100, 4000]);
  expect([1, 2, 3].map((row) => (previewForm(heap, objectId(row)) ?? 0) & 128)).toEqual([128, 128, 0]);
});

/** A process with one module of that name, a class to show the order of tuples, and `more`. */
function processOf(builtins: string, order: readonly number[], more: readonly MeliaeObject[]): string {
  return [
    { address: 16, type: 'module', size: 56, name: builtins, refs: [] },
    { address: 32, type: 'type', size: 872, name: 'object', refs: [] },
    { address: 48, type: 'type', size: 904, name: 'A', refs: [64] },
    { address: 64, type: 'tuple', size: 72, len: 2, refs: order },
    ...more,
  ]
    .map(meliaeLine)
    .join('');
}

test('the version decides what a byte above 0x7f is, and the method resolution order which item is first', async () => {
  const text = { address: 80, type: 'str', size: 40, len: 2, value: 'A\u00e9', refs: [] };
  const bytes = { address: 96, type: 'bytes', size: 40, len: 1, value: '\u00e9', refs: [] };
  const labels = (heap: Heap): readonly string[] =>
    [0, 1].map((i) => labelOf(heap, referenceId(heap.references.first[3] + i)));

  const old = await heapOf(processOf('__builtin__', [32, 48], [text, bytes]));
  expect([4, 5].map((row) => previewOf(old, objectId(row)))).toEqual(['A\\xe9', '\\xe9']);
  expect([old.manifest.runtime.version, labels(old)]).toEqual(['2', ['[1]', '[0]']]);

  const recent = await heapOf(processOf('builtins', [48, 32], [text, bytes]));
  expect([4, 5].map((row) => previewOf(recent, objectId(row)))).toEqual(['A\u00e9', '\\xe9']);
  expect([recent.manifest.runtime.version, labels(recent)]).toEqual(['3', ['[0]', '[1]']]);
});

test('sys.modules is the dict with the most modules; what only looks like it is none', async () => {
  const modules = Array.from({ length: 30 }, (_, i): MeliaeObject => {
    return { address: 1600 + 16 * i, type: 'module', size: 56, name: `m${i}`, refs: [] };
  });
  const dict = (address: number, values: readonly number[]): MeliaeObject => {
    return { address, type: 'dict', size: 280, len: values.length, refs: values.flatMap((value) => [80, value]) };
  };
  const all = modules.map((module) => module.address);
  const key = { address: 80, type: 'str', size: 40, len: 1, value: 'k', refs: [] };
  const none = { address: 96, type: 'NoneType', size: 16, refs: [] };
  const nothing = dict(
    112,
    all.map(() => 96),
  );
  const few = dict(128, all.slice(0, 25));
  const table = dict(144, [...all.slice(0, 28), 96, 96]);
  const heap = await heapOf([...modules, key, none, nothing, few, table].map(meliaeLine).join(''));
  const registry = Array.from(heap.roots.kind).findIndex((kind) => rootKind(kind) === 'registry');
  expect(heap.objects.address[heap.roots.object[registry]]).toBe(144);
  const without = await heapOf([key, none, nothing].map(meliaeLine).join(''));
  expect(without.roots.length).toBe(0);
  expect(without.manifest.capabilities).not.toContain('roots');
});

test('a dict of 200,000 entries is one line longer than a block, read in bounded memory', async () => {
  const refs = Array.from({ length: 400_000 }, (_, i) => 140_000_000_000_000 + 16 * i);
  const ledger = openLedger();
  const line = good + meliaeLine({ address: 32, type: 'dict', size: 6_291_736, len: 200_000, refs });
  const { heap } = await load(encodeUtf8(line), { format, ledger });
  expect(heap.manifest.completeness.diagnostics).toEqual([
    { code: 'danglingTarget', count: 400_000, offset: undefined },
  ]);
  expect(ledger.live).toBeLessThan(3 * line.length);
});
