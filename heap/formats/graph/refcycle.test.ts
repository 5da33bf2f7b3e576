import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import { codes } from '#heap/testing/heapLines.ts';
import { objectSentences, referenceSentences } from '#heap/testing/heapSentences.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { detectFormat } from '../registry.ts';
import { vertexOf } from './annotations.ts';
import { graph } from './index.ts';

const dump = new Uint8Array(readFileSync(new URL('fixtures/refcycle.dump', import.meta.url)));

test('a graph of refcycle has its vertices and edges', async () => {
  const { heap } = await load(dump, { format: graph });
  expect(brokenInvariants(heap)).toEqual([]);
  expect(objectSentences(heap)).toEqual([
    '4304 dict 0 2 -',
    '4320 __main__.Node 0 -1 -',
    '4336 list 0 1 -',
    '4352 function 0 -1 visit',
    '4368 str 0 -1 a \\\\n b',
    '4384 type 0 -1 Node',
  ]);
  expect(referenceSentences(heap)).toEqual([
    '4304>4336 attribute .children',
    '4304>4368 key  key',
    '4304>4352 attribute .value[(1, 2)]',
    '4320>4304 dict .__dict__',
    '4320>4384 instanceType .__class__',
    '4336>4320 item [0]',
    '4352>4304 unknown  ?',
    '4352>4320 attribute .__wrapped__',
  ]);
  expect(heap.manifest).toMatchObject({
    format: 'graph',
    formatVersion: 'refcycle',
    producer: 'refcycle',
    capabilities: ['lengths', 'labels', 'multiplicity', 'previews'],
    completeness: { status: 'complete', diagnostics: [] },
  });
});

test('it is recognised by its keys, in any order and spacing', () => {
  const recognises = (text: string): boolean => graph.recognises(encodeUtf8(text));
  expect(detectFormat(dump).name).toBe('graph');
  expect(recognises('{"edges":[{"annotation":null,"id":1')).toBe(true);
  expect(recognises(' {\n "vertices" : [ {\n "id": 1, "annotation"')).toBe(true);
  expect(recognises('{"vertices": [], "edges": []}')).toBe(false);
  expect(recognises('{"vertices": [{"x": 1, "y": 2}]}')).toBe(false);
  expect(recognises('{"nodes": [{"id": 1, "annotation": ""}]}')).toBe(false);
});

test('edges may come first, and unknown parts are left out', async () => {
  const text =
    '{"edges": [{"id": 0, "annotation": "x", "head": 2, "tail": 1}, {"tail": "no head"}, {"annotation": [[[{"}": "]"}]]]}],' +
    ' "extra": {"vertices": [{"id": 9}]}, "more\\"": [{"id": 7}], "vertices": [{"id": 1, "annotation": "7"}, 3, {"id": 2, "annotation": "set[1]"}]} x';
  const { heap } = await load(encodeUtf8(text), { format: graph });
  expect(objectSentences(heap)).toEqual(['1 int 0 -1 7', '2 set 0 1 -']);
  expect(referenceSentences(heap)).toEqual(['1>2 attribute .x']);
  expect(codes(heap)).toEqual(['droppedRow', 'trailingBytes']);
});

test.each([1, 7, 65_536])('read in windows of %i bytes it is the same', async (window) => {
  const whole = digestOf((await load(dump, { format: graph })).heap);
  const stream = { format: graph, window, seekable: false, sized: false };
  expect(digestOf((await load(dump, stream)).heap)).toBe(whole);
});

test('cut anywhere it is a partial heap, or a fault', async () => {
  let heaps = 0;
  for (let length = 0; length < dump.length; length++) {
    const outcome = await tryLoad(dump.slice(0, length), { format: graph });
    expect(flawOf(outcome, length)).toBeUndefined();
    if (!outcome.ok) continue;
    heaps++;
    expect(codes(outcome.value.heap)).toContain('truncated');
  }
  expect(heaps).toBeGreaterThan(dump.length / 2);
});

test('elements that cross blocks are read once; one beyond 16 MiB is a fault', async () => {
  const vertices = Array.from(
    { length: 50_000 },
    (_, i) => `{"id": ${i}, "annotation": "object\\\\nT${'x'.repeat(i % 90)}"}`,
  );
  const edges = Array.from(
    { length: 50_000 },
    (_, i) => `{"id": ${i}, "annotation": null, "head": ${(i * 7) % 50_000}, "tail": ${i}}`,
  );
  const { heap } = await load(encodeUtf8(`{"vertices": [${vertices.join(', ')}], "edges": [${edges.join(', ')}]}`), {
    format: graph,
  });
  expect([heap.objects.length, heap.references.length, codes(heap)]).toEqual([50_000, 50_000, []]);
  const long = await tryLoad(encodeUtf8(`{"vertices": [{"id": 1, "annotation": "${'x'.repeat(2 ** 24)}"}]}`), {
    format: graph,
  });
  expect(long.ok ? undefined : long.fault).toMatchObject({ code: 'format/limit', limit: 'object bytes' });
});

test.each([
  ["'it is'", { type: 'str', text: 'it is' }],
  ['"it\'s"', { type: 'str', text: "it's" }],
  ["u'x'", { type: 'unicode', text: 'x' }],
  ["b'x'", { type: 'bytes', text: 'x' }],
  ['42', { type: 'int', text: '42' }],
  ['-1.5e9', { type: 'float', text: '-1.5e9' }],
  ['nan', { type: 'float', text: 'nan' }],
  ['(1+2j)', { type: 'complex', text: '(1+2j)' }],
  ['5L', { type: 'long', text: '5L' }],
  ['True', { type: 'bool', text: 'True' }],
  ['tuple[0]', { type: 'tuple', length: 0 }],
  ['dict[x]', { type: '<not named>', text: 'dict[x]' }],
  ['instancemethod\\nNode.visit', { type: 'method', text: 'Node.visit' }],
  ['instance\\nOld', { type: 'Old' }],
  ['weakref to id 0x10', { type: 'weakref', text: 'weakref to id 0x10' }],
  ['', { type: '<not named>', text: '' }],
])('the annotation %s is understood', (annotation, described) => {
  expect(vertexOf(annotation)).toEqual(described);
});
