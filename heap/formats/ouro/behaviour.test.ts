import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stringAt } from '#heap/base/strings.ts';
import { FLAG } from '#heap/model/heap.ts';
import { typeId } from '#heap/model/ids.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { codes, edges } from '#heap/testing/heapLines.ts';
import { load } from '#heap/testing/loading.ts';
import {
  MINIMAL_META,
  chunkBytes,
  endChunk,
  fileBytes,
  joined,
  splitFile,
  u8,
  type OuroChunk,
} from '#heap/testing/ouroWriter.ts';
import { CHUNK } from './layout.ts';

const tiny = new Uint8Array(readFileSync(new URL('fixtures/tiny-v1.ouro', import.meta.url)));
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
    const names = Array.from(heap.objects.type, (type) => qualifiedName(typeNameOf(heap, typeId(type))));
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

function partialEnd(): OuroChunk {
  return endChunk(chunks.slice(0, -1), head.length, '{"status":"partial","reason":"disk full"}');
}
