import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import { FLAG, type Heap } from '#heap/model/heap.ts';
import { stringId } from '#heap/model/ids.ts';
import { nameAt } from '#heap/model/names.ts';
import { graphBytes } from '#heap/testing/graphWriter.ts';
import { codes, edgesByAddress } from '#heap/testing/heapLines.ts';
import { objectSentences, referenceSentences } from '#heap/testing/heapSentences.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { load, tryLoad } from '#heap/testing/loading.ts';
import { graph } from './index.ts';

const HEADER = '{"ouroboros-graph": 1}';

async function heapOf(...lines: readonly string[]): Promise<Heap> {
  const { heap } = await load(graphBytes([HEADER, ...lines]), { format: graph });
  expect(brokenInvariants(heap)).toEqual([]);
  return heap;
}

test('what is on no line is a missing capability; counts must be on all', async () => {
  const bare = await heapOf('{"object": 1, "type": "T"}', '{"object": 2, "type": "T", "references": [1]}');
  expect(bare.manifest.capabilities).toEqual(['multiplicity']);
  expect(Array.from(bare.objects.flags)).toEqual([0, 0]);
  const some = await heapOf('{"object": 1, "type": "T", "refcount": 0}', '{"object": 2, "type": "T"}');
  expect(some.manifest.capabilities).toEqual(['multiplicity']);
  const all = await heapOf(
    '{"object": 1, "type": "T", "refcount": 3}',
    '{"object": 2, "type": "T", "refcount": 4294967295}',
  );
  expect(all.manifest.capabilities).toEqual(['refcounts', 'multiplicity']);
  expect(Array.from(all.objects.refcount)).toEqual([3, 0xffffffff]);
  expect(Array.from(all.objects.flags, (flags) => flags & FLAG.immortal)).toEqual([0, FLAG.immortal]);
});

test('several lines of one object are one: fields of the first, references of all', async () => {
  const heap = await heapOf(
    '{"object": "a", "type": "A", "references": ["b"]}',
    '{"object": "b", "type": "B"}',
    '{"object": "a", "type": "C", "references": ["a", "nobody"]}',
    '{"from": "a", "to": "b", "label": "again"}',
  );
  expect(objectSentences(heap)).toEqual(['1 A 0 -1 a', '2 B 0 -1 b']);
  expect(referenceSentences(heap)).toEqual(['1>2 unknown  ?', '1>1 unknown  ?', '1>2 attribute .again']);
  expect(codes(heap)).toEqual(['danglingTarget', 'duplicateAddress']);
});

describe('ids', () => {
  test('the number 5 and the text "5" are two; texts never take the place of a number', async () => {
    const heap = await heapOf(
      '{"object": 5, "type": "A", "references": ["5", 2]}',
      '{"object": "5", "type": "B", "references": [5, 1, 3]}',
      '{"object": "x", "type": "C"}',
      '{"object": 9007199254740991, "type": "D", "references": ["x"]}',
    );
    // 1, 2 and 3 are meant although nothing is there; [6, 8) is the first place for two.
    expect(objectSentences(heap)).toEqual(['5 A 0 -1 -', '6 B 0 -1 5', '7 C 0 -1 x', '9007199254740991 D 0 -1 -']);
    expect(referenceSentences(heap).map((line) => line.split(' ')[0])).toEqual(['5>6', '6>5', '9007199254740991>7']);
  });

  test.each([
    '-1',
    '1.5',
    '9007199254740992',
    'null',
    'true',
    '""',
    '[1]',
    '{"to": 1}',
    JSON.stringify('x'.repeat(1025)),
  ])('%s is none', async (id) => {
    const heap = await heapOf(
      '{"object": 1, "type": "A"}',
      `{"object": ${id}, "type": "A"}`,
      `{"from": ${id}, "to": 1}`,
    );
    expect(heap.objects.length).toBe(1);
    expect(heap.manifest.completeness).toMatchObject({ status: 'partial', referencesComplete: false });
    const refers = await heapOf(`{"object": 1, "type": "A", "references": [1, {"to": ${id}}]}`);
    expect([refers.references.length, codes(refers)]).toEqual([1, ['droppedRow']]);
  });

  test('-0, 1e3 and 1.0 are integers', async () => {
    const heap = await heapOf('{"object": -0, "type": "A", "references": [0, 1e3]}', '{"object": 1000.0, "type": "A"}');
    expect(edgesByAddress(heap)).toEqual(['0>0:0', '0>1000:0']);
  });
});

test('labels and kinds that do not fit each other keep the label', async () => {
  const heap = await heapOf(
    '{"object": 1, "type": "A", "references": [{"to": 1, "kind": "item"}, {"to": 1, "kind": "item", "label": "x"},' +
      '{"to": 1, "kind": "value", "label": "k"}, {"to": 1, "kind": "value"}, {"to": 1, "kind": "key"},' +
      '{"to": 1, "kind": "value", "label": "k"}, {"to": 1, "kind": "local", "label": 3}, {"to": 1, "kind": "stack"},' +
      '{"to": 1, "label": 4294967295}, {"to": 1, "kind": "__proto__", "label": null}]}',
    '{"from": 1, "to": 1, "kind": "key"}',
    '{"from": 1, "to": 1, "kind": "value"}',
  );
  expect(referenceSentences(heap).map((line) => line.slice(4))).toEqual([
    'element {…}',
    'attribute .x',
    'attribute .k',
    'value  value',
    'key  key',
    'value [<A 0x000000000001>]',
    'local  local 3',
    'unknown  ?',
    'attribute .4294967295',
    'unknown  ?',
    'key  key',
    'value [<A 0x000000000001>]',
  ]);
});

test('names of types are parted where the module ends', async () => {
  const names = [
    'dict',
    'builtins.list',
    'app.models.Row',
    'app.main.<locals>.Row',
    '<lambda>',
    '.x',
    'x.',
    '__proto__',
  ];
  const lines = names.map((type, i) => JSON.stringify({ object: i, type }));
  const python = await load(graphBytes(['{"ouroboros-graph": 1, "language": "cpython"}', ...lines]), { format: graph });
  const parts = (heap: Heap): readonly string[] =>
    Array.from(
      heap.types.module,
      (module, i) => `${nameAt(heap, stringId(module))} ${nameAt(heap, heap.types.qualname[i])}`,
    );
  expect(parts(python.heap)).toEqual([
    'builtins dict',
    'builtins list',
    'app.models Row',
    'app main.<locals>.Row',
    'builtins <lambda>',
    'builtins .x',
    'builtins x.',
    'builtins __proto__',
  ]);
  expect(parts(await heapOf(...lines))[0]).toBe(' dict');
});

test('lines that make no sense are counted, and the rest is read', async () => {
  const deep = `{"object": 1, "type": "A", "references": ${'['.repeat(300)}${']'.repeat(300)}}`;
  const heap = await heapOf(
    '{"object": 1, "type": "A"}',
    '',
    '  \r',
    'nonsense',
    '[1]',
    '7',
    deep,
    '{"object": 2, "type": 3}',
  );
  expect(objectSentences(heap)).toEqual(['1 A 0 -1 -', '2 <no type> 0 -1 -']);
  expect(heap.manifest.completeness.diagnostics.map(({ code, count }) => [code, count])).toEqual([
    ['droppedRow', 4],
    ['lostType', 1],
  ]);
  const sizes = await heapOf(
    '{"object": 1, "type": "A", "size": -1, "length": "x", "refcount": 1e99, "references": 3}',
  );
  expect(codes(sizes)).toEqual(['clampedSize', 'droppedRow']);
});

test('a line longer than 16 MiB is skipped', async () => {
  const long = `{"object": 3, "type": "A", "text": "${'x'.repeat(16 * 2 ** 20)}"}`;
  const heap = await heapOf('{"object": 1, "type": "A"}', long, '{"object": 2, "type": "A"}');
  expect([heap.objects.length, codes(heap)]).toEqual([2, ['droppedRow']]);
});

test('another version and an empty graph are faults', async () => {
  const faultOf = async (text: string): Promise<unknown> => {
    const outcome = await tryLoad(encodeUtf8(text), { format: graph });
    return outcome.ok ? undefined : outcome.fault;
  };
  expect(await faultOf('{"ouroboros-graph": 2}\n')).toEqual({
    code: 'format/version',
    offset: 0,
    found: '2',
    supported: '1',
  });
  expect(await faultOf(`${HEADER}\n`)).toMatchObject({ code: 'format/corrupt', reason: 'no object' });
  expect(await faultOf('{"ouroboros-graph": 1')).toMatchObject({ code: 'format/truncated' });
});

test('a header that cannot be read loses only what it said', async () => {
  const { heap } = await load(graphBytes(['{"ouroboros-graph": 1,}', '{"object": 1, "type": "A"}']), { format: graph });
  expect([heap.objects.length, codes(heap), heap.manifest.runtime.language]).toEqual([1, ['badMeta'], 'other']);
});
