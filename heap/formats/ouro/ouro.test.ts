import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NONE } from '#heap/base/brand.ts';
import { openLedger } from '#heap/base/column.ts';
import { hexAddress, objectAt } from '#heap/model/addresses.ts';
import { columnsOf } from '#heap/model/columns.ts';
import { FLAG, type Heap } from '#heap/model/heap.ts';
import { objectId } from '#heap/model/ids.ts';
import { referenceKind } from '#heap/model/kinds.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { stringAt } from '#heap/base/strings.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, load } from '#heap/testing/loading.ts';
import { modelBytes, type OuroModel } from '#heap/testing/ouroModel.ts';
import { modelOf } from '#heap/testing/ouroModelOf.ts';
import { randomModel } from '#heap/testing/ouroRandom.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { sourceOf } from '#heap/testing/sources.ts';
import type { FirstHistogram } from '../format.ts';
import { ouro } from './index.ts';

const here = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);
const tiny = new Uint8Array(readFileSync(here('tiny-v1.ouro')));
const truth = JSON.parse(readFileSync(here('tiny-v1.truth.json'), 'utf8'));
const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);

describe('the worked example of the format page', () => {
  test('has the objects, references, types, strings and roots the page says', async () => {
    const { heap } = await load(tiny);
    expect(heap.manifest.counts).toEqual({
      objects: truth.objects,
      references: truth.refs + truth.implicit_type_references,
      types: truth.types,
      strings: truth.strings,
      roots: truth.roots,
    });
    expect(brokenInvariants(heap)).toEqual([]);
  });

  test('reads as these lines', async () => {
    const { heap } = await load(tiny);
    expect(summary(heap)).toEqual([
      '0x7f0000001000 type 1688 bytes count 2 gen 2: type->0x000000a00000',
      '0x7f0000002020 app.Node 56 bytes count 1 gen 0: attribute(next)->0x7f0000003010 instanceType->0x7f0000001000',
      '0x7f0000003010 list 72 bytes count 2 gen 0: item(0)->0x7f0000002020 item(1)->0x7f0000003010',
      '0x000000a00000 type 424 bytes count 40 gen 255:',
      '0x000000a01000 type 424 bytes count 29 gen 255:',
      'root registry app.Node 0x7f0000001000',
    ]);
  });

  test('net counts are those of the truth file', async () => {
    const { heap } = await load(tiny);
    for (const [address, net] of Object.entries(truth.net)) {
      const object = objectAt(heap, Number(address));
      expect(object).toBeDefined();
      expect(heap.objects.refcount[object!]).toBe(net);
    }
  });

  test('the manifest tells what the meta says and nothing it does not', async () => {
    const { manifest } = (await load(tiny)).heap;
    expect(manifest).toMatchObject({
      format: 'ouro',
      formatVersion: '1.0',
      producer: 'example 1',
      fingerprint: '1122334455667788-5-5',
      capabilities: ['refcounts', 'generations', 'lengths', 'labels'],
      completeness: {
        status: 'complete',
        referencesComplete: true,
        bytesRead: 1256,
        bytesTotal: 1256,
        diagnostics: [],
      },
      totalSelfSize: 1688 + 56 + 72 + 424 + 424,
    });
    expect(manifest.runtime).toMatchObject({ version: '3.11.7', hexversion: 0x030b07f0, pid: undefined });
    expect(manifest.collector).toMatchObject({ model: 'unknown', enabled: undefined, threshold: [] });
  });

  test('the first histogram comes before the heap and has the largest types first', async () => {
    const seen: FirstHistogram[] = [];
    const { histogram } = await load(tiny, { onHistogram: (first) => seen.push(first) });
    expect(seen).toEqual([
      {
        objects: 5,
        selfSize: 2664,
        types: [
          { name: 'type', count: 3, selfSize: 2536 },
          { name: 'list', count: 1, selfSize: 72 },
          { name: 'app.Node', count: 1, selfSize: 56 },
        ],
      },
    ]);
    expect([...histogram.count]).toEqual([3, 1, 1]);
    expect([...histogram.selfSize]).toEqual([2536, 72, 56]);
  });

  test('the estimate is exact, without reading the chunks', async () => {
    expect(await ouro.estimate(sourceOf(tiny))).toMatchObject({ objects: 5, references: 4, exact: true });
    expect(await ouro.estimate(sourceOf(tiny, { seekable: false }))).toMatchObject({ exact: false });
    expect(await ouro.estimate(sourceOf(tiny, { seekable: false, sized: false }))).toMatchObject({ objects: 0 });
  });
});

describe('the same file through other sources is the same heap', () => {
  const rich = modelBytes(randomModel(randomFrom(7), 60), 16);
  for (const [name, bytes] of Object.entries({ tiny, rich })) {
    for (const window of [1, 7, 65_536]) {
      for (const seekable of [true, false]) {
        for (const sized of [true, false]) {
          test(`${name}: windows of ${window}, ${seekable ? 'seekable' : 'forward'}, ${sized ? 'sized' : 'unsized'}`, async () => {
            const expected = digestOf((await load(bytes)).heap);
            expect(digestOf((await load(bytes, { window, seekable, sized })).heap)).toBe(expected);
          });
        }
      }
    }
  }

  test('columns in shared memory', async () => {
    const { heap } = await load(rich, { ledger: openLedger(Number.MAX_SAFE_INTEGER, true) });
    expect(heap.references.target.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(digestOf(heap)).toBe(digestOf((await load(rich)).heap));
  });
});

test('what is written is read again: 60 random heaps, in batches of any size', async () => {
  for (let seed = firstSeed; seed < firstSeed + 60; seed++) {
    const random = randomFrom(seed);
    const model = randomModel(random, 80);
    const { heap } = await load(modelBytes(model, 1 + Math.floor(random() * 90)));
    const found = `OURO_SEED=${seed} ${JSON.stringify(heap.manifest.completeness)}`;
    expect(brokenInvariants(heap), found).toEqual([]);
    expect(heap.manifest.completeness.diagnostics, found).toEqual([]);
    expect(modelOf(heap).objects, found).toEqual(model.objects);
    expect(modelOf(heap).allocations, found).toEqual(model.allocations);
    expect(digestOf((await load(modelBytes(modelOf(heap), 13))).heap), found).toBe(digestOf(heap));
  }
});

test('the ledger holds the columns of the heap and nothing else', async () => {
  const ledger = openLedger();
  const { heap, histogram } = await load(modelBytes(randomModel(randomFrom(3), 90), 20), { ledger });
  const buffers = new Set(
    [...columnsOf(heap).values(), histogram.count, histogram.selfSize].map((cells) => cells.buffer),
  );
  expect(ledger.live).toBe([...buffers].reduce((sum, buffer) => sum + buffer.byteLength, 0));
});

test('a load that does not fit into the budget is a fault, and gives back what it took', async () => {
  const ledger = openLedger(2000);
  await expect(load(tiny, { ledger })).rejects.toMatchObject({ fault: { code: 'memory/exhausted' } });
  expect(ledger.live).toBe(0);
});

test('values name their keys, also where the key row stands in the chunk before', async () => {
  const model = randomModel(randomFrom(11), 60);
  const { heap } = await load(modelBytes(model, 1));
  const { first, target, kind, label } = heap.references;
  let values = 0;
  for (let object = 0; object < heap.objects.length; object++) {
    for (let i = first[object]; i < first[object + 1]; i++) {
      if (referenceKind(kind[i]) !== 'value') continue;
      expect(label[i]).toBe(target[i - 1]);
      values++;
    }
  }
  expect(values).toBeGreaterThan(3);
});

/** One line per object and root, as the truth would be written by hand. */
function summary(heap: Heap): readonly string[] {
  const { objects, references, roots } = heap;
  const address = (object: number): string => hexAddress(objects.address[object]);
  const lines = Array.from({ length: objects.length }, (_, row) => {
    const object = objectId(row);
    const rows: string[] = [];
    for (let i = references.first[row]; i < references.first[row + 1]; i++) {
      const kind = referenceKind(references.kind[i]);
      const label = kind === 'item' ? `${references.label[i]}` : stringAt(heap.strings, references.label[i]);
      rows.push(` ${kind}${label === '' ? '' : `(${label})`}->${address(references.target[i])}`);
    }
    const name = qualifiedName(typeNameOf(heap, objects.type[object]));
    const counts = `count ${objects.refcount[row]} gen ${objects.generation[row]}`;
    return `${address(row)} ${name} ${objects.selfSize[row]} bytes ${counts}:${rows.join('')}`;
  });
  for (let i = 0; i < roots.length; i++) {
    lines.push(`root registry ${stringAt(heap.strings, roots.label[i])} ${address(roots.object[i])}`);
  }
  return lines;
}

test('a shared keys table, splits and saturated values arrive', async () => {
  const base = randomModel(randomFrom(5), 10);
  const dict = base.objects.findIndex((object) => object.type === 2);
  const at = dict < 0 ? 6 : dict;
  const model: OuroModel = {
    ...base,
    objects: base.objects.map((object, i) => (i === at ? { ...object, size: 2 ** 40 } : object)),
    containers: [[at, 1, 1, NONE, 0, 0, 3, 3]],
    keys: [{ type: 5, keys: [base.objects[0].address, base.objects[1].address] }],
  };
  const { heap } = await load(modelBytes(model));
  expect(heap.objects.flags[at] & FLAG.splitKeys).toBe(FLAG.splitKeys);
  expect(heap.objects.selfSize[at]).toBe(2 ** 40);
  expect([...heap.sharedKeys.key]).toEqual([0, 1]);
  expect([...heap.sharedKeys.type]).toEqual([5, 5]);
});
