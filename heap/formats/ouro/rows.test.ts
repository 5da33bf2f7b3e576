import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deflateSync } from 'node:zlib';
import { NONE } from '#heap/base/brand.ts';
import { FLAG } from '#heap/model/heap.ts';
import { objectId } from '#heap/model/ids.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { codes, edges, objectLines } from '#heap/testing/heapLines.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, load } from '#heap/testing/loading.ts';
import { modelBytes, modelChunks, type ObjectModel, type OuroModel } from '#heap/testing/ouroModel.ts';
import { randomModel } from '#heap/testing/ouroRandom.ts';
import {
  MINIMAL_META,
  chunkBytes,
  endChunk,
  fileBytes,
  joined,
  payloadOf,
  splitFile,
  u32,
  u64,
  u8,
  type OuroChunk,
} from '#heap/testing/ouroWriter.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { CHUNK } from './layout.ts';

const tiny = new Uint8Array(readFileSync(new URL('fixtures/tiny-v1.ouro', import.meta.url)));
const richModel = randomModel(randomFrom(21), 70);
const rich = modelBytes(richModel, 12);
const { head, chunks } = splitFile(tiny);

const kindAt = (wanted: number, nth = 0): number =>
  chunks.findIndex(
    (chunk, i) => chunk.kind === wanted && chunks.slice(0, i).filter((c) => c.kind === wanted).length === nth,
  );

/** The tiny file with new chunks before a correct END. */
function tinyWithEnd(change: (chunks: OuroChunk[]) => OuroChunk[]): Uint8Array {
  const changed = change(chunks.slice(0, -1));
  return joined([head, ...[...changed, endChunk(changed, head.length)].map(chunkBytes)]);
}

describe('rows that cannot be', () => {
  const withObjects = (change: (objects: ObjectModel[]) => ObjectModel[]): OuroModel => ({
    ...richModel,
    objects: change([...richModel.objects]),
    previews: [],
    tags: [],
    containers: [],
  });

  test('of equal addresses the first row counts, with its references only', async () => {
    const twin = { ...richModel.objects[8], size: 999 };
    const { heap } = await load(
      modelBytes(
        withObjects((objects) => [...objects, twin]),
        12,
      ),
    );
    const plain = (
      await load(
        modelBytes(
          withObjects((objects) => objects),
          12,
        ),
      )
    ).heap;
    expect(heap.manifest.completeness).toMatchObject({
      status: 'complete',
      diagnostics: [{ code: 'duplicateAddress', count: 1, offset: undefined }],
    });
    expect(objectLines(heap)).toEqual(objectLines(plain));
    expect(edges(heap)).toEqual(edges(plain));
  });

  test('ordinals of later tables are right although a row before them was dropped', async () => {
    const objects = [richModel.objects[0], richModel.objects[0], ...richModel.objects.slice(1)];
    const last = objects.length - 1;
    const model: OuroModel = {
      ...richModel,
      objects,
      previews: [],
      containers: [],
      tags: [
        [last, 1, 2],
        [3, 4, 5],
        [1, 6, 7],
      ],
    };
    const { tags, objects: table } = (await load(modelBytes(model))).heap;
    expect([...tags.object]).toEqual([2, last - 1]);
    expect(table.address[tags.object[1]]).toBe(objects[last].address);
    expect([...tags.low]).toEqual([4, 1]);
  });

  test('a target without an object makes no edge and is counted', async () => {
    const list = richModel.objects.findIndex((object) => object.type === 1 && object.references.length > 1);
    const broken = withObjects((objects) =>
      objects.map((object, i) =>
        i !== list
          ? object
          : { ...object, references: [{ target: 0x10, kind: 1, label: 0 }, ...object.references.slice(1)] },
      ),
    );
    const { heap } = await load(modelBytes(broken, 12));
    expect(heap.manifest.completeness.diagnostics).toEqual([{ code: 'danglingTarget', count: 1, offset: undefined }]);
    // The others keep their index.
    expect(heap.references.label[heap.references.first[list]]).toBe(1);
  });

  test('a type without an object row gets one of size 0', async () => {
    const { heap } = await load(
      modelBytes(
        withObjects((objects) => objects.slice(1)),
        12,
      ),
    );
    const made = heap.objects.length - 1;
    expect(heap.objects.flags[made]).toBe(FLAG.synthetic);
    expect(heap.objects.selfSize[made]).toBe(0);
    expect(heap.types.object[0]).toBe(made);
    expect(qualifiedName(typeNameOf(heap, heap.objects.type[objectId(made)]))).toBe('type');
    expect(codes(heap)).toEqual(['syntheticType']);
  });

  test('an address that no double holds drops its row', async () => {
    const all = modelChunks(richModel, 4096);
    const object = all.findIndex((chunk) => chunk.kind === CHUNK.object);
    const payload = all[object].payload.slice();
    payload[8 + 7] = 0x80;
    const changed = all.map((chunk, i) => (i === object ? { ...chunk, payload } : chunk));
    const start = fileBytes({ meta: MINIMAL_META, chunks: [] }).length;
    const { heap } = await load(fileBytes({ meta: MINIMAL_META, chunks: [...changed, endChunk(changed, start)] }));
    expect(codes(heap)).toContain('droppedRow');
    expect(brokenInvariants(heap)).toEqual([]);
  });

  test('a column that would exceed the payload drops the chunk', async () => {
    const index = kindAt(CHUNK.root);
    const { heap } = await load(tinyWithEnd((all) => all.map((c, i) => (i === index ? { ...c, rows: 9 } : c))));
    expect(heap.roots.length).toBe(0);
    expect(codes(heap)).toEqual(['badChunk', 'checksumOfChecksums', 'totalsDiffer']);
  });

  test('a count below what the dumper held is 0 and counted, an immortal one is kept', async () => {
    const objects = kindAt(CHUNK.object);
    const change = (own: number, flags: number): Uint8Array =>
      tinyWithEnd((all) =>
        all.map((chunk, i) => {
          if (i !== objects) return chunk;
          const payload = chunk.payload.slice();
          payload[0] = own;
          payload[112] = flags;
          return { ...chunk, payload };
        }),
      );
    const { heap } = await load(change(4, 5));
    expect([...heap.objects.refcount].slice(0, 3)).toEqual([4, 0, 0]);
    expect(heap.manifest.completeness.diagnostics).toEqual([{ code: 'negativeCount', count: 1, offset: 688 }]);
  });

  test('saturated values stand in WIDE', async () => {
    const wide: OuroChunk = {
      kind: CHUNK.wide,
      rows: 5,
      base: 0,
      payload: payloadOf([
        u64([2 ** 33, 2 ** 34, 2 ** 32 + 1, 2 ** 40, 1]),
        u32([0, 2, 1, 2, 99]),
        u8([1, 2, 3, 3, 1]),
      ]),
    };
    const { heap } = await load(tinyWithEnd((all) => [...all, wide]));
    expect(heap.objects.selfSize[0]).toBe(2 ** 33);
    expect(heap.objects.size[2]).toBe(0xfffffffe);
    expect(heap.objects.refcount[1]).toBe(2 ** 32 - 1);
    expect(heap.objects.refcount[2]).toBe(NONE);
    expect(codes(heap)).toEqual(['badChunk', 'clampedSize', 'droppedRow']);
  });
});

describe('deflated chunks', () => {
  const deflated = (chunk: OuroChunk): OuroChunk => ({
    ...chunk,
    flags: 1,
    rawBytes: chunk.payload.length,
    payload: deflateSync(chunk.payload, { level: 1 }),
  });
  const file = (all: readonly OuroChunk[]): Uint8Array => {
    const start = fileBytes({ meta: MINIMAL_META, chunks: [] }).length;
    const plain = modelChunks(richModel, 12);
    const end = endChunk(all, start);
    const payload = end.payload.slice();
    payload.set(endChunk(plain, start).payload.slice(0, 48));
    return fileBytes({ meta: MINIMAL_META, chunks: [...all, { ...end, payload }] });
  };

  test('read as the plain ones', async () => {
    const { heap } = await load(file(modelChunks(richModel, 12).map(deflated)));
    expect(heap.manifest.completeness.diagnostics).toEqual([]);
    expect(digestOf(heap)).toBe(digestOf((await load(rich)).heap));
  });

  test.each([1, 8, -1, -8])('inflating to %i bytes more than said drops the chunk', async (more) => {
    const all = modelChunks(richModel, 12).map(deflated);
    const root = all.findIndex((chunk) => chunk.kind === CHUNK.root);
    const wrong = all.map((c, i) => (i === root ? { ...c, rawBytes: (c.rawBytes ?? 0) + more } : c));
    const { heap } = await load(file(wrong));
    expect(heap.roots.length).toBe(0);
    expect(codes(heap)).toContain('badChunk');
  });

  test('a bomb is refused before anything is inflated', async () => {
    const bomb: OuroChunk = {
      kind: CHUNK.tag,
      rows: 1,
      base: 0,
      flags: 1,
      rawBytes: 64 << 20,
      payload: u8([0x78, 0x9c, 3]),
    };
    const { heap } = await load(tinyWithEnd((all) => [...all, bomb]));
    expect(codes(heap)).toContain('badChunk');
  });

  test('many chunks that inflate too well together are a fault', async () => {
    const bomb = deflated({ kind: 0x8000, rows: 0, base: 0, payload: new Uint8Array(16 << 20) });
    const known: OuroChunk = { ...bomb, kind: CHUNK.trace };
    const fault = { code: 'format/limit', limit: 'inflation', allowed: 200 };
    await expect(load(tinyWithEnd((all) => [...all, known, known, known, known, known]))).rejects.toMatchObject({
      fault,
    });
  });
});
