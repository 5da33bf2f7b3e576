// The four checks of a format on a hand-drawn snapshot, and every layout that writers use.
import { describe, expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { stringAt } from '#heap/base/strings.ts';
import { silentTask } from '#heap/base/task.ts';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import type { Heap } from '#heap/model/heap.ts';
import { isStrong, referenceKind } from '#heap/model/kinds.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { objectId } from '#heap/model/ids.ts';
import { parseQuery } from '#heap/queries/queryText.ts';
import { searchObjects } from '#heap/queries/search.ts';
import { codes } from '#heap/testing/heapLines.ts';
import { digestOf, digestOfOutcome, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { SMALL_SNAPSHOT } from '#heap/testing/smallSnapshot.ts';
import { answersOfHeap } from '#heap/testing/snapshotAnswers.ts';
import { randomSnapshot, snapshotText, type SnapshotLayout } from '#heap/testing/snapshotWriter.ts';
import { detectFormat } from '../registry.ts';
import { inPieces, v8 } from './index.ts';

const bytesOf = (layout?: SnapshotLayout): Uint8Array => encodeUtf8(snapshotText(SMALL_SNAPSHOT, layout));
const small = bytesOf();
const NODE_18 = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'];

/** `@id class name self raw`. */
function objectLines({ objects, snapshot, strings, ...heap }: Heap): readonly string[] {
  const all = { objects, snapshot, strings, ...heap };
  return Array.from(objects.address, (id, i) => {
    const type = qualifiedName(typeNameOf(all, objects.type[objectId(i)]));
    const name = stringAt(strings, snapshot.name[objectId(i)]);
    return `@${id} ${type} ${name} ${objects.selfSize[i]} ${snapshot.rawSize[i]}`;
  });
}

function referenceLines({ references, objects, strings }: Heap): readonly string[] {
  return Array.from({ length: objects.length }, (_, from) =>
    Array.from({ length: references.first[from + 1] - references.first[from] }, (__, i) => {
      const row = references.first[from] + i;
      const kind = referenceKind(references.kind[row]);
      const cell = references.label[row];
      const label = kind === 'item' || kind === 'hiddenSlot' ? cell : stringAt(strings, cell);
      const arrow = isStrong(references.kind[row]) ? '>' : '~';
      return `@${objects.address[from]} ${kind} ${label} ${arrow} @${objects.address[Array.from(references.target)[row]]}`;
    }),
  ).flat();
}

test('the drawing is read as it is drawn', async () => {
  const { heap, histogram } = await load(small, { format: v8 });
  expect(heap.manifest.counts).toMatchObject({ objects: 8, references: 9, roots: 2 });
  expect(heap.manifest).toMatchObject({ totalSelfSize: 308, identity: 'id', rootObject: 0, sizedTypes: 5 });
  expect(heap.manifest.completeness).toMatchObject({ status: 'complete', bytesRead: small.length, diagnostics: [] });
  expect(objectLines(heap)).toEqual([
    '@1 (synthetic)  0 0',
    '@3 global global 40 40',
    '@5 (synthetic) (GC roots) 0 0',
    '@7 Map Map 132 32',
    '@9 (array)  0 100',
    '@11 (string) a key 24 24',
    '@12 Detached <div> Detached <div id=x> 64 64',
    '@15 Function onclick 48 48',
  ]);
  expect(referenceLines(heap)).toEqual([
    '@1 shortcut global > @3',
    '@1 item 1 > @5',
    '@3 attribute cache > @7',
    // The system's reference into the page does not retain.
    '@5 item 0 ~ @7',
    '@7 internal table > @9',
    '@9 hiddenSlot 3 > @11',
    '@9 item 4 > @12',
    '@12 weak listener ~ @15',
    '@15 context element ~ @12',
  ]);
  expect(Array.from(histogram.count).reduce((sum, count) => sum + count, 0)).toBe(5);
  expect(
    answersOfHeap({ heap, histogram }).rows.map(({ idom, retained, distance }) => [idom, retained, distance]),
  ).toEqual([
    [undefined, 308, 100_000_000],
    [1, 260, 1],
    [1, 0, 100_000_001],
    [3, 220, 2],
    [7, 88, 3],
    [9, 24, 4],
    [9, 64, 4],
    [1, 48, undefined],
  ]);
});

test('searches know names, detached elements and distances', async () => {
  const { heap } = await load(small, { format: v8 });
  const found = (query: string): readonly number[] =>
    Array.from(
      searchObjects(heap, {}, parseQuery(query), openLedger(), silentTask),
      (object) => heap.objects.address[object],
    );
  expect(found('in:detached')).toEqual([12]);
  expect(found('@12')).toEqual([12]);
  expect(found('value:key')).toEqual([11]);
  expect(found('distance<=2')).toEqual([3, 7]);
  expect(found('type:Map')).toEqual([7]);
});

describe('recognised by content', () => {
  test.each([
    ['as written', small],
    ['with white space', encodeUtf8(`\n{ "snapshot" :\t{ }}`)],
    ['behind lines of a log', encodeUtf8(`started {x}\nsnapshot follows\n${snapshotText(SMALL_SNAPSHOT)}`)],
  ])('%s', (_, bytes) => {
    expect(detectFormat(bytes.subarray(0, 4096)).name).toBe('v8');
  });

  test('another JSON file is not taken', () => {
    expect(() => detectFormat(encodeUtf8('{"traceEvents":[]}'))).toThrow('format/unknown');
  });
});

const LAYOUTS: readonly (readonly [string, SnapshotLayout])[] = [
  ['newlines between records', { between: '\n' }],
  ['more white space', { between: ' \r\n\t ' }],
  ['node fields in another order', { nodeFields: ['id', 'edge_count', 'detachedness', 'self_size', 'type', 'name'] }],
  ['a node field of tomorrow', { nodeFields: [...NODE_18, 'tomorrow'] }],
  ['Node 24: no trace_node_id', { nodeFields: NODE_18.filter((field) => field !== 'trace_node_id') }],
  ['edge fields in another order', { edgeFields: ['to_node', 'more', 'type', 'name_or_index'] }],
  ['nothing after the strings but a newline', { between: '\n', more: '"trace_tree":[1,[2,[3,"]"]]]' }],
];

describe('every layout gives the same heap', () => {
  test.each(LAYOUTS)('%s', async (_, layout) => {
    const plain = await load(small, { format: v8 });
    const { heap } = await load(bytesOf(layout), { format: v8 });
    expect(objectLines(heap)).toEqual(objectLines(plain.heap));
    expect(referenceLines(heap)).toEqual(referenceLines(plain.heap));
  });

  test('a section of tomorrow is passed over and said', async () => {
    const { heap } = await load(bytesOf({ more: '"tomorrow":[{"a":["]}"]}]' }), { format: v8 });
    expect(codes(heap)).toEqual(['unknownChunk']);
    expect(heap.manifest.completeness.status).toBe('complete');
  });

  test('without detachedness the name says it', async () => {
    const nodeFields = NODE_18.slice(0, 5);
    const { heap } = await load(bytesOf({ nodeFields }), { format: v8 });
    expect(heap.manifest.capabilities).not.toContain('detached');
    expect(objectLines(heap)[6]).toBe('@12 <div> <div id=x> 64 64');
  });

  test('behind lines of a log', async () => {
    const bytes = encodeUtf8(`line one\n{}\n${snapshotText(SMALL_SNAPSHOT)}\n`);
    expect(referenceLines((await load(bytes, { format: v8 })).heap)).toHaveLength(9);
  });
});

describe('the same heap however the bytes come', () => {
  const files = [small, bytesOf({ between: '\n' }), encodeUtf8(snapshotText(randomSnapshot(randomFrom(7), 40)))];
  test.each([1, 2, 3, 7, 4096, 65_536])('windows and pieces of %i bytes', async (window) => {
    for (const bytes of files) {
      const whole = digestOf((await load(bytes, { format: v8 })).heap);
      for (const seekable of [true, false]) {
        for (const sized of [true, false]) {
          const { heap } = await load(bytes, { format: v8, window, seekable, sized });
          expect(digestOf(heap)).toBe(whole);
          const pieces = await load(bytes, { format: inPieces(window), seekable, sized });
          expect(digestOf(pieces.heap)).toBe(whole);
        }
      }
    }
  });
});

describe('cut at every byte', () => {
  test.each([
    ['the drawing', small],
    ['with newlines', bytesOf({ between: '\n' })],
  ])('%s', async (_, bytes) => {
    let heaps = 0;
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      const outcome = await tryLoad(cut, { format: v8 });
      expect(flawOf(outcome, length), `cut at ${length}`).toBeUndefined();
      const forward = await tryLoad(cut, { format: v8, seekable: false, sized: false });
      expect(digestOfOutcome(forward)).toBe(digestOfOutcome(outcome));
      if (!outcome.ok) continue;
      heaps++;
      const { completeness } = outcome.value.heap.manifest;
      if (length < bytes.length - 1) expect(completeness.status).toBe('partial');
    }
    expect(heaps).toBeGreaterThan(bytes.length / 4);
  });

  test('strings lost: the graph is whole and names are numbers', async () => {
    const { heap } = await load(bytesOf({ without: ['strings'] }), { format: v8 });
    expect(codes(heap)).toEqual(['lostString']);
    expect(heap.references.length).toBe(9);
    expect(objectLines(heap)[3]).toMatch(/^@7 #\d+ #\d+ 132 32$/);
  });

  test('references lost: the objects are there', async () => {
    const { heap } = await load(bytesOf({ without: ['edges'] }), { format: v8 });
    expect(heap.objects.length).toBe(8);
    expect(heap.manifest.completeness).toMatchObject({ status: 'partial', referencesComplete: false });
  });
});
