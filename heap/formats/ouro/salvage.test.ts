import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { NONE } from '#heap/base/brand.ts';
import { stringAt } from '#heap/base/strings.ts';
import { FLAG, type Heap } from '#heap/model/heap.ts';
import type { Diagnostic } from '#heap/model/manifest.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { objectId } from '#heap/model/ids.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { modelBytes, modelChunks, type ObjectModel, type OuroModel } from '#heap/testing/ouroModel.ts';
import { randomModel } from '#heap/testing/ouroRandom.ts';
import {
  MINIMAL_META,
  endChunk,
  fileBytes,
  joined,
  payloadOf,
  splitFile,
  u32,
  u64,
  u8,
  chunkBytes,
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

/** The tiny file with its chunks changed, checksums repaired, END as it was unless it is left out. */
function tinyWith(change: (chunks: OuroChunk[]) => OuroChunk[]): Uint8Array {
  return joined([head, ...change([...chunks]).map(chunkBytes)]);
}

/** The tiny file with new chunks before a correct END. */
function tinyWithEnd(change: (chunks: OuroChunk[]) => OuroChunk[]): Uint8Array {
  const changed = change(chunks.slice(0, -1));
  return joined([head, ...[...changed, endChunk(changed, head.length)].map(chunkBytes)]);
}

const codes = (heap: Heap): readonly Diagnostic['code'][] =>
  heap.manifest.completeness.diagnostics.map(({ code }) => code).sort();

function edges(heap: Heap): readonly string[] {
  const { first, target, kind } = heap.references;
  return Array.from({ length: heap.objects.length }, (_, object) =>
    Array.from(
      target.subarray(first[object], first[object + 1]),
      (to, i) => `${object}>${to}:${kind[first[object] + i]}`,
    ),
  ).flat();
}

describe('a cut file gives what stands before the cut', () => {
  for (const [name, bytes] of Object.entries({ tiny, rich })) {
    test(`${name}: cut at every byte`, async () => {
      const whole = (await load(bytes)).heap;
      const lines = new Set(objectLines(whole));
      const flaws: unknown[] = [];
      let salvaged = 0;
      for (let length = 0; length < bytes.length; length++) {
        const outcome = await tryLoad(bytes.slice(0, length));
        const flaw = flawOf(outcome, length);
        if (flaw !== undefined) flaws.push([length, flaw]);
        if (!outcome.ok) {
          if (outcome.fault.code !== (length < 8 ? 'format/unknown' : 'format/truncated'))
            flaws.push([length, outcome]);
          continue;
        }
        salvaged++;
        const { heap } = outcome.value;
        // The zeros after END are not part of it.
        const complete = heap.manifest.completeness.status === 'complete';
        if (complete ? length < bytes.length - 7 : heap.manifest.completeness.referencesComplete)
          flaws.push([length, 'status']);
        flaws.push(...objectLines(heap).filter((line) => !lines.has(line)));
        flaws.push(...missingFrom(edgesByAddress(heap), edgesByAddress(whole)));
      }
      expect(flaws).toEqual([]);
      expect(salvaged).toBeGreaterThan(bytes.length / 5);
    });
  }

  test('says where it was cut', async () => {
    const { heap } = await load(tiny.slice(0, 1060));
    expect(heap.manifest.completeness).toEqual({
      status: 'partial',
      referencesComplete: false,
      bytesRead: 1056,
      bytesTotal: 1060,
      diagnostics: [
        { code: 'truncated', count: 1, offset: 1056 },
        { code: 'noEnd', count: 1, offset: 1056 },
      ],
    });
  });
});

test('every flipped bit of the tiny file is found, or changes nothing but the file id', async () => {
  const whole = (await load(tiny)).heap;
  const flaws: unknown[] = [];
  for (let bit = 0; bit < tiny.length * 8; bit++) {
    const bytes = tiny.slice();
    bytes[bit >> 3] ^= 1 << (bit & 7);
    const outcome = await tryLoad(bytes);
    const flaw = flawOf(outcome, bytes.length);
    if (flaw !== undefined) flaws.push([bit, flaw]);
    if (!outcome.ok || outcome.value.heap.manifest.completeness.diagnostics.length > 0) continue;
    const { heap } = outcome.value;
    const named = { ...heap, manifest: { ...heap.manifest, fingerprint: whole.manifest.fingerprint } };
    if (digestOf(named) !== digestOf(whole)) flaws.push([bit, 'another heap, and nothing noticed']);
  }
  expect(flaws).toEqual([]);
}, 60_000);

describe('reader behaviour, row by row of the format page', () => {
  const at = (kind: number, nth = 0): number => {
    const index = kindAt(kind, nth);
    return joined([head, ...chunks.slice(0, index).map(chunkBytes)]).length;
  };
  const damaged = (kind: number, nth = 0): Uint8Array => {
    const bytes = tiny.slice();
    bytes[at(kind, nth) + 40] ^= 0xff;
    return bytes;
  };

  test('magic wrong: not this format', async () => {
    const bytes = tiny.slice();
    bytes[0] = 0;
    await expect(load(bytes)).rejects.toMatchObject({ fault: { code: 'format/unknown', offset: 0, tried: ['ouro'] } });
  });

  test('another major version is refused with both versions', async () => {
    const bytes = tiny.slice();
    bytes[8] = 2;
    const fault = { code: 'format/version', found: '2.0', supported: '1.x' };
    await expect(load(bytes)).rejects.toMatchObject({ fault });
  });

  test('a newer minor version is read with one notice', async () => {
    const bytes = tiny.slice();
    bytes[10] = 7;
    const { heap } = await load(bytes);
    expect(codes(heap)).toEqual(['badMeta', 'newerMinor']);
    expect(heap.manifest.formatVersion).toBe('1.7');
  });

  test('a damaged meta opens with nothing believed', async () => {
    const bytes = tiny.slice();
    bytes[40] ^= 1;
    const { heap } = await load(bytes);
    expect(heap.manifest).toMatchObject({ capabilities: [], runtime: { hexversion: 0, version: '' }, producer: '' });
    expect(codes(heap)).toEqual(['badMeta']);
    expect(heap.manifest.completeness.status).toBe('partial');
  });

  test('a meta length beyond the limit is not believed, the chunks are found', async () => {
    const bytes = tiny.slice();
    bytes[15] = 0x7f;
    const { heap } = await load(bytes);
    expect(heap.objects.length).toBe(5);
    expect(codes(heap)).toContain('badMeta');
  });

  test.each(['not json', '[1]', '{"a":'.repeat(300) + '1' + '}'.repeat(300), '{"format":"ouro"}'])(
    'meta %s: opens with nothing believed',
    async (meta) => {
      const bytes = fileBytes({ meta, chunks });
      expect(codes((await load(bytes)).heap)).toEqual(['badMeta', 'totalsDiffer']);
    },
  );

  test('32-bit pointers are refused', async () => {
    const meta = { ...MINIMAL_META, python: { ...MINIMAL_META.python, pointer_bytes: 4 } };
    const fault = { code: 'format/version', found: '32-bit pointers' };
    await expect(load(fileBytes({ meta, chunks }))).rejects.toMatchObject({ fault });
  });

  test('an unknown kind is skipped and counted', async () => {
    const unknown: OuroChunk = { kind: 0x8001, rows: 3, base: 0, payload: u8([1, 2, 3]) };
    const { heap } = await load(tinyWithEnd((all) => [...all.slice(0, 3), unknown, ...all.slice(3)]));
    expect(heap.manifest.completeness).toMatchObject({ status: 'complete' });
    expect(codes(heap)).toEqual(['unknownChunk']);
    expect(edges(heap)).toEqual(edges((await load(tiny)).heap));
  });

  test('an unknown critical kind is refused', async () => {
    const unknown: OuroChunk = { kind: 77, flags: 2, rows: 0, base: 0, payload: u8([]) };
    const fault = { code: 'format/version', offset: 376, found: 'critical chunk kind 77' };
    await expect(load(tinyWith((all) => [unknown, ...all]))).rejects.toMatchObject({ fault });
  });

  test('a damaged OBJECT chunk: its objects do not exist, references to them dangle', async () => {
    const { heap } = await load(damaged(CHUNK.object, 1));
    expect(heap.objects.length).toBe(5);
    // type and list come back as synthetic objects, because the types are there.
    expect(Array.from(heap.objects.flags, (flags) => flags & FLAG.synthetic)).toEqual([0, 0, 0, 8192, 8192]);
    expect(codes(heap)).toEqual(['badChunk', 'checksumOfChecksums', 'syntheticType', 'totalsDiffer']);
  });

  test('the first OBJECT chunk lost: the second keeps its ordinals, orphaned references are skipped', async () => {
    const { heap } = await load(damaged(CHUNK.object, 0));
    expect(heap.manifest.completeness.status).toBe('partial');
    expect(edges(heap)).toEqual([]);
    expect(heap.roots.length).toBe(1);
  });

  test('a damaged REF chunk: its objects are marked, nothing else is lost', async () => {
    const { heap } = await load(damaged(CHUNK.reference));
    expect(Array.from(heap.objects.flags, (flags) => flags & FLAG.referencesIncomplete)).toEqual([128, 128, 128, 0, 0]);
    expect(edges(heap)).toEqual(['1>0:28']);
    expect(heap.manifest.completeness.referencesComplete).toBe(false);
    expect(heap.manifest.completeness.diagnostics[0]).toEqual({ code: 'badChunk', count: 1, offset: 848 });
  });

  test('a damaged STRING chunk: lost strings have a name', async () => {
    const { heap } = await load(damaged(CHUNK.string));
    expect(edges(heap)).toEqual(edges((await load(tiny)).heap));
    expect(stringAt(heap.strings, heap.references.label[1])).toBe('<lost string 6>');
    expect(codes(heap)).toContain('lostString');
  });

  test('a damaged TYPE chunk: lost types have a name, and no reference is misnamed', async () => {
    const { heap } = await load(damaged(CHUNK.type));
    const names = Array.from(heap.objects.type, (type) => qualifiedName(typeNameOf(heap, type)));
    expect(names).toEqual(['<lost type 0>', '<lost type 2>', '<lost type 1>', '<lost type 0>', '<lost type 0>']);
    // Which rows were explicit is not known any more: no kind, no label, and no verdict.
    expect(edges(heap)).toEqual(['0>3:0', '1>2:0', '2>1:0', '2>2:0']);
    expect(heap.manifest.completeness.referencesComplete).toBe(false);
  });

  test('no END: everything is there, and nothing about absence is certain', async () => {
    const { heap } = await load(tinyWith((all) => all.slice(0, -1)));
    expect(codes(heap)).toEqual(['noEnd']);
    expect(heap.manifest.completeness).toMatchObject({ status: 'partial', referencesComplete: false });
    expect(edges(heap)).toEqual(edges((await load(tiny)).heap));
  });

  test('an END that disagrees says which', async () => {
    const doubled = await load(tinyWith((all) => [...all.slice(0, -1), { ...all[5], base: 1 }, all[6]]));
    expect(codes(doubled.heap)).toEqual(['checksumOfChecksums', 'totalsDiffer']);
    const partial = await load(joined([head, ...chunks.slice(0, -1).map(chunkBytes), chunkBytes(partialEnd())]));
    expect(codes(partial.heap)).toEqual(['partialEnd']);
    expect(partial.heap.manifest.completeness.status).toBe('partial');
  });

  test('bytes after END are noticed', async () => {
    const { heap } = await load(joined([tiny, u8([1, 2, 3])]));
    expect(heap.manifest.completeness).toMatchObject({
      status: 'complete',
      diagnostics: [{ code: 'trailingBytes', count: 1, offset: 1256 }],
    });
  });

  test('no OBJECT chunk at all is refused', async () => {
    const fault = { code: 'format/corrupt', reason: 'nothingReadable' };
    await expect(load(tinyWith((all) => all.filter((c) => c.kind !== CHUNK.object)))).rejects.toMatchObject({ fault });
  });

  test('noise between chunks costs nothing but itself', async () => {
    const noise = u8(Array.from({ length: 64 }, (_, i) => i * 7));
    const bytes = joined([head, ...chunks.flatMap((chunk) => [noise, chunkBytes(chunk)])]);
    const { heap } = await load(bytes);
    expect(edges(heap)).toEqual(edges((await load(tiny)).heap));
    expect(heap.manifest.completeness.diagnostics[0]).toEqual({ code: 'badChunk', count: 7, offset: 376 });
  });
});

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
});

function partialEnd(): OuroChunk {
  return endChunk(chunks.slice(0, -1), head.length, '{"status":"partial","reason":"disk full"}');
}

/** What an object is, whatever its number. */
function objectLines(heap: Heap): readonly string[] {
  const { objects } = heap;
  return Array.from({ length: objects.length }, (_, i) => i)
    .filter((i) => (objects.flags[i] & FLAG.synthetic) === 0)
    .map((i) => {
      const name = qualifiedName(typeNameOf(heap, objects.type[objectId(i)]));
      return `${objects.address[i]} ${name} ${objects.refcount[i]} ${objects.size[i]} ${objects.generation[i]}`;
    });
}

function edgesByAddress(heap: Heap): readonly string[] {
  const { references, objects } = heap;
  const lines: string[] = [];
  for (let object = 0; object < objects.length; object++) {
    for (let i = references.first[object]; i < references.first[object + 1]; i++) {
      lines.push(`${objects.address[object]}>${objects.address[references.target[i]]}:${references.kind[i]}`);
    }
  }
  return lines;
}

/** Lines of `some` that `all` does not have as often. */
function missingFrom(some: readonly string[], all: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of all) left.set(line, (left.get(line) ?? 0) + 1);
  return some.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
