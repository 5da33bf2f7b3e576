import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { reachableFrom } from '#heap/analyses/reachability.ts';
import { rootSetOf } from '#heap/analyses/rootSet.ts';
import { hasBit } from '#heap/base/bits.ts';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import type { FirstHistogram } from '#heap/formats/format.ts';
import { detectFormat } from '#heap/formats/registry.ts';
import type { Heap } from '#heap/model/heap.ts';
import { objectId, referenceId, stringId } from '#heap/model/ids.ts';
import { referenceKind, rootKind } from '#heap/model/kinds.ts';
import { hexAddress } from '#heap/model/addresses.ts';
import { nameAt, qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { labelOf } from '#heap/queries/labels.ts';
import { previewForm, previewOf } from '#heap/queries/objectRow.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { largeMeliae, meliaeBytes, meliaeLine, meliaeProgram } from '#heap/testing/meliaeWriter.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { meliae } from './index.ts';

const program = meliaeProgram();
const small = meliaeBytes(program);
const format = meliae;

async function heapOf(bytes: Uint8Array): Promise<Heap> {
  const { heap } = await load(bytes, { format });
  expect(brokenInvariants(heap)).toEqual([]);
  return heap;
}

function rowOf(heap: Heap, number: number): number {
  return heap.objects.address.indexOf(program[number].address);
}

function typeOf(heap: Heap, number: number): string {
  return qualifiedName(typeNameOf(heap, heap.objects.type[objectId(rowOf(heap, number))]));
}

/** `number kind label` of every reference of an object of the program. */
function references(heap: Heap, number: number): readonly string[] {
  const row = rowOf(heap, number);
  const { first, target, kind } = heap.references;
  return Array.from({ length: first[row + 1] - first[row] }, (_, i) => {
    const reference = referenceId(first[row] + i);
    const to = program.findIndex(({ address }) => address === heap.objects.address[target[reference]]);
    return `${to} ${referenceKind(kind[reference])} ${labelOf(heap, reference)}`;
  });
}

describe('the small program', () => {
  test('has the objects, sizes and references of its lines', async () => {
    const heap = await heapOf(small);
    const { manifest, objects } = heap;
    expect(manifest.counts).toMatchObject({ objects: program.length, references: 48, roots: 3 });
    expect(manifest.totalSelfSize).toBe(program.reduce((sum, { size }) => sum + size, 0));
    expect(Array.from(objects.address)).toEqual(program.map(({ address }) => address));
    expect(Array.from(objects.selfSize)).toEqual(program.map(({ size }) => size));
    expect(manifest.completeness).toMatchObject({
      status: 'complete',
      referencesComplete: true,
      diagnostics: [
        { code: 'sharedTypeName', count: 1 },
        { code: 'danglingTarget', count: 1 },
      ],
    });
    expect(manifest).toMatchObject({
      format: 'meliae',
      runtime: { language: 'cpython', version: '2' },
      capabilities: ['sizes', 'lengths', 'labels', 'multiplicity', 'previews', 'roots'],
    });
  });

  test('classes of one name are told apart by the class that an instance lists', async () => {
    const heap = await heapOf(small);
    expect([22, 24, 26, 10, 30, 2].map((number) => typeOf(heap, number))).toEqual([
      'app.Row',
      'other/"quoted"\\\n\\xe9.Row',
      'app.Old',
      'type',
      'list',
      'NoneType',
    ]);
    expect(heap.types.object[heap.objects.type[objectId(rowOf(heap, 24))]]).toBe(rowOf(heap, 17));
  });

  test('references have the meaning that the order of tp_traverse gives them', async () => {
    const heap = await heapOf(small);
    expect(references(heap, 6)).toEqual([
      '7 key  key',
      "10 value ['Row']",
      '8 key  key',
      "14 value ['Old']",
      '9 key  key',
      "30 value ['rows']",
    ]);
    expect(references(heap, 22)).toEqual(['23 dict .__dict__', '10 instanceType .__class__']);
    expect(references(heap, 26)).toEqual(['14 instanceType .__class__', '27 dict .__dict__']);
    // The method resolution order (class first) says that tuples and lists are listed from their end.
    expect(references(heap, 30)).toEqual(['24 item [2]', '22 item [1]', '22 item [0]']);
    expect(references(heap, 35).map((line) => line.split(' ')[1])).toEqual(['element', 'element']);
    expect(references(heap, 28)).toEqual(['29 code .__code__', '6 globals .__globals__']);
    expect(references(heap, 31)).toEqual(['29 code .__code__', '4 builtins .__builtins__', '6 globals .__globals__']);
  });

  test('texts, numbers and names are previews', async () => {
    const heap = await heapOf(small);
    const shown = [3, 10, 20, 21, 28, 31, 32, 33, 34].map((number) => {
      const object = objectId(rowOf(heap, number));
      return `${previewForm(heap, object)} ${previewOf(heap, object)}`;
    });
    expect(shown).toEqual([
      '4 __builtin__',
      '4 Row',
      '0 app',
      '0 other/"quoted"\\\n\\xe9',
      '4 run',
      '4 run',
      '2 90071992547409930',
      '2 True',
      "1 u'\u20ac\ud83d\udc0d'",
    ]);
  });

  test('modules and frames are roots, said to be inferred', async () => {
    const heap = await heapOf(small);
    const { roots, manifest } = heap;
    const lines = Array.from({ length: roots.length }, (_, i) => {
      const address = hexAddress(heap.objects.address[roots.object[i]]);
      return `${rootKind(roots.kind[i])} ${nameAt(heap, stringId(roots.label[i]))} ${address}`;
    });
    const at = (number: number): string => hexAddress(program[number].address);
    expect(lines).toEqual([`module __builtin__ ${at(3)}`, `module app ${at(5)}`, `frame run ${at(31)}`]);
    expect(manifest.texts[0].text).toMatch(/^inferred/);
  });

  test('is recognised by its content', () => {
    expect(detectFormat(small.subarray(0, 4096)).name).toBe('meliae');
    expect(detectFormat(encodeUtf8(`\ufeff\r\n${meliaeLine(program[0])}`)).name).toBe('meliae');
    for (const text of [
      '{"address": 1, "kind": "a"}\n',
      '{"address": 1, "type": "a"}\n',
      '{"address": "1", "type": "a", "refs": []}\n',
      '{"id": 1, "type": "a", "refs": []}\n',
    ]) {
      expect(meliae.recognises(encodeUtf8(text))).toBe(false);
    }
  });

  test.each([1, 7, 65_536])('read in windows of %i bytes it is the same', async (window) => {
    const whole = digestOf(await heapOf(small));
    for (const seekable of [true, false]) {
      const { heap } = await load(small, { format, window, seekable, sized: seekable });
      expect(digestOf(heap)).toBe(whole);
    }
  });

  test('cut at every border of a line and between it is the lines before the cut, or a fault', async () => {
    const ends = new Set([...small].flatMap((byte, i) => (byte === 10 ? [i, i + 1] : [])));
    let lines = 0;
    for (let length = 0; length <= small.length; length++) {
      if (length > 0 && small[length - 1] === 10) lines++;
      if (length > 700 && length % 5 !== 0 && !ends.has(length) && !ends.has(length + 1)) continue;
      const outcome = await tryLoad(small.slice(0, length), { format });
      expect([length, flawOf(outcome, length)]).toEqual([length, undefined]);
      if (!outcome.ok) {
        expect([length, lines]).toEqual([length, 0]);
        continue;
      }
      const { counts, completeness } = outcome.value.heap.manifest;
      const isLineEnd = ends.has(length);
      expect([length, counts.objects]).toEqual([length, lines + (isLineEnd && small[length - 1] !== 10 ? 1 : 0)]);
      expect([length, completeness.status]).toEqual([length, isLineEnd ? 'complete' : 'partial']);
    }
  });

  test('twice in a file it is the same heap, every second line a duplicate', async () => {
    const twice = await heapOf(Uint8Array.from([...small, ...small]));
    const once = await heapOf(small);
    expect(twice.manifest.counts).toEqual(once.manifest.counts);
    expect(twice.objects.address).toEqual(once.objects.address);
    expect(twice.references.target).toEqual(once.references.target);
    expect(twice.references.kind).toEqual(once.references.kind);
    expect(twice.manifest.completeness.status).toBe('complete');
    expect(twice.manifest.completeness.diagnostics).toContainEqual({
      code: 'duplicateAddress',
      count: program.length,
      offset: undefined,
    });
  });

  test('the ledger holds the heap and nothing else', async () => {
    const ledger = openLedger();
    await load(small, { format, ledger });
    const held = ledger.live;
    await load(small, { format, ledger });
    expect(ledger.live).toBe(held * 2);
    await tryLoad(encodeUtf8('{"address": 1'), { format, ledger });
    expect(ledger.live).toBe(held * 2);
  });
});

test('a generated dump of 60,000 objects keeps every object, and its first histogram comes before the rest', async () => {
  const bytes = new Uint8Array(await new Blob([...largeMeliae(60_000)] as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  const seen: FirstHistogram[] = [];
  const { heap } = await load(bytes, { format, window: 65_536, onHistogram: (histogram) => seen.push(histogram) });
  expect(brokenInvariants(heap)).toEqual([]);
  expect(heap.manifest.counts.objects).toBe(60_000);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ objects: 60_000, selfSize: heap.manifest.totalSelfSize });
  expect(seen[0].types[0]).toMatchObject({ name: 'dict', count: 6000 });
});

const SAMPLES = new URL('../../../../shared/samples/meliae/', import.meta.url);
const noSamples = !existsSync(SAMPLES);

interface Truth {
  readonly file: Readonly<Record<string, number>> & { readonly top_types: readonly (readonly [string, number])[] };
}

describe.skipIf(noSamples).each([
  ['py27_small_dump_all_objects', 'py27_small', '2'],
  ['py311_small_emitter', 'py311_small', '3'],
])('the sample %s (skipped without shared/samples)', (name, truthName, python) => {
  test('has the counts of its truth file', async () => {
    const bytes = new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.json.gz`, SAMPLES))));
    const truth = JSON.parse(readFileSync(new URL(`${truthName}.truth.json`, SAMPLES), 'utf8')) as Truth;
    let names: FirstHistogram['types'] = [];
    const { heap } = await load(bytes, { format, onHistogram: ({ types }) => (names = types) });
    expect(brokenInvariants(heap)).toEqual([]);
    const { manifest } = heap;
    const found = (code: string): number =>
      manifest.completeness.diagnostics.find((diagnostic) => diagnostic.code === code)?.count ?? 0;
    expect({
      lines: manifest.counts.objects + found('duplicateAddress'),
      unique_addresses: manifest.counts.objects,
      duplicate_lines: found('duplicateAddress'),
      references: manifest.counts.references + found('danglingTarget'),
      repeated_references_within_one_object: repeats(heap),
      dangling_references: found('danglingTarget'),
      sum_size: manifest.totalSelfSize,
      distinct_type_names: names.length,
    }).toEqual(Object.fromEntries(Object.entries(truth.file).filter(([, value]) => typeof value === 'number')));
    for (const [type, count] of truth.file.top_types) {
      expect(names).toContainEqual(expect.objectContaining({ name: type, count }));
    }
    expect(manifest.runtime.version).toBe(python);
    expect(digestOf((await load(bytes, { format, window: 65_536, seekable: false, sized: false })).heap)).toBe(
      digestOf(heap),
    );
  });

  test('its planted garbage, three rings of 3, 50 and 700, is what no inferred root reaches', async () => {
    const bytes = new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.json.gz`, SAMPLES))));
    const heap = await heapOf(bytes);
    const roots = rootSetOf(heap, {}, openLedger(), silentTask);
    const reached = reachableFrom(heap, roots, openLedger(), silentTask);
    let rings = 0;
    for (let row = 0; row < heap.objects.length; row++) {
      const type = typeNameOf(heap, heap.objects.type[objectId(row)]);
      if (type.name === 'RingItem' && !hasBit(reached, row)) rings++;
    }
    expect(rings).toBe(753);
  });

  test('cut at random places it is a heap or a fault', async () => {
    const bytes = new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.json.gz`, SAMPLES))));
    const random = randomFrom(7);
    for (let i = 0; i < 6; i++) {
      const length = Math.floor(random() * bytes.length);
      const outcome = await tryLoad(bytes.subarray(0, length), { format });
      expect([length, flawOf(outcome, length)]).toEqual([length, undefined]);
      expect(outcome.ok && outcome.value.heap.manifest.completeness.status).toBe('partial');
    }
  });
});

/** References of an object to something it refers to already. */
function repeats({ objects, references }: Heap): number {
  let count = 0;
  for (let row = 0; row < objects.length; row++) {
    const targets = references.target.subarray(references.first[row], references.first[row + 1]);
    count += targets.length - new Set(targets).size;
  }
  return count;
}
