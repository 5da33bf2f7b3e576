import { existsSync, readFileSync } from 'node:fs';
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hexAddress, objectAt } from '#heap/model/addresses.ts';
import { FLAG, type Heap } from '#heap/model/heap.ts';
import { referenceKind } from '#heap/model/kinds.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { typeId } from '#heap/model/ids.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, load } from '#heap/testing/loading.ts';
import { splitFile } from '#heap/testing/ouroWriter.ts';
import { sourceOf } from '#heap/testing/sources.ts';
import { u32At } from './layout.ts';
import { ouro } from './index.ts';

const sample = new URL('../../../samples/demo.ouro', import.meta.url);
const truthFile = new URL('../../../samples/demo.truth.json', import.meta.url);

describe.skipIf(!existsSync(sample) || !existsSync(truthFile))(
  'the sample dump (skipped when samples/ is not there)',
  () => {
    const bytes = existsSync(sample) ? new Uint8Array(readFileSync(sample)) : new Uint8Array(0);
    const truth: Truth = existsSync(truthFile) ? JSON.parse(readFileSync(truthFile, 'utf8')) : {};

    test('is whole and satisfies every invariant', async () => {
      const { heap } = await load(bytes);
      expect(brokenInvariants(heap)).toEqual([]);
      expect(heap.manifest.completeness).toMatchObject({
        status: 'complete',
        referencesComplete: true,
        diagnostics: [],
      });
    });

    test('has the instances the program says it made', async () => {
      const { heap, histogram } = await load(bytes);
      const found = new Map<string, number>();
      for (let type = 0; type < heap.types.length; type++) {
        found.set(qualifiedName(typeNameOf(heap, typeId(type))), histogram.count[type]);
      }
      expect(Object.fromEntries(Object.keys(truth.instances).map((name) => [name, found.get(name)]))).toEqual(
        truth.instances,
      );
    });

    test('the leaking dict is at its address with its entries', async () => {
      const { heap } = await load(bytes);
      const dict = objectAt(heap, Number(truth.session_leak.dict));
      expect(dict).toBeDefined();
      expect(heap.objects.size[dict!]).toBe(truth.session_leak.entries);
      const { first, kind } = heap.references;
      const kinds = Array.from(kind.subarray(first[dict!], first[dict! + 1]), referenceKind);
      expect(kinds.filter((word) => word === 'value').length).toBe(truth.session_leak.entries);
      expect(kinds.filter((word) => word === 'key').length).toBe(truth.session_leak.entries);
    });

    test('counts equal what END says was written', async () => {
      const { heap } = await load(bytes);
      const { chunks } = splitFile(bytes);
      const end = chunks[chunks.length - 1].payload;
      const references = u32At(end, 8);
      const implicit = heap.references.kind.filter((kind) => referenceKind(kind) === 'instanceType').length;
      expect(heap.objects.length).toBe(u32At(end, 0));
      expect(heap.references.length).toBe(references + implicit);
      expect(heap.roots.length).toBe(u32At(end, 40));
      expect(await ouro.estimate(sourceOf(bytes))).toMatchObject({
        objects: heap.objects.length,
        references,
        exact: true,
      });
    });

    test('the counts of instances of user classes are explained by the references', async () => {
      const { heap } = await load(bytes);
      const unexplained = unexplainedInstances(heap).filter((line) => !(line.split(' ')[0] in truth.leaked_references));
      expect(unexplained).toEqual([]);
    });

    test('our inflate equals the one of the platform', async () => {
      const { chunks } = splitFile(bytes);
      const deflated = chunks.filter((chunk) => ((chunk.flags ?? 0) & 1) === 1);
      expect(deflated.length).toBeGreaterThan(0);
      const head = bytes.slice(0, splitFile(bytes).head.length);
      const again = chunks.map((chunk) =>
        ((chunk.flags ?? 0) & 1) === 0
          ? chunk
          : { ...chunk, payload: deflateSync(inflateSync(chunk.payload), { level: 9 }) },
      );
      const { chunkBytes, joined } = await import('#heap/testing/ouroWriter.ts');
      const rewritten = (await load(joined([head, ...again.map(chunkBytes)]))).heap;
      const codes = rewritten.manifest.completeness.diagnostics.map(({ code }) => code);
      expect(codes.filter((code) => code !== 'totalsDiffer' && code !== 'checksumOfChecksums')).toEqual([]);
      const { heap } = await load(bytes);
      const completeness = heap.manifest.completeness;
      expect(digestOf({ ...rewritten, manifest: { ...rewritten.manifest, completeness } })).toBe(digestOf(heap));
    });
  },
);

interface Truth {
  readonly instances: Readonly<Record<string, number>>;
  readonly session_leak: { readonly dict: string; readonly entries: number };
  readonly leaked_references: Readonly<Record<string, number>>;
}

/** Instances of the sample's own classes whose net count is not the number of strong references to them. */
function unexplainedInstances(heap: Heap): readonly string[] {
  const { objects, references } = heap;
  const found = new Uint32Array(objects.length);
  for (let i = 0; i < references.length; i++) {
    if (referenceKind(references.kind[i]) !== 'weak') found[references.target[i]]++;
  }
  const lines: string[] = [];
  for (let i = 0; i < objects.length; i++) {
    const name = qualifiedName(typeNameOf(heap, objects.type[i]));
    if (!name.startsWith('shop.') || (objects.flags[i] & FLAG.immortal) !== 0) continue;
    if (objects.refcount[i] !== found[i])
      lines.push(`${hexAddress(objects.address[i])} ${name} ${objects.refcount[i]} ${found[i]}`);
  }
  return lines;
}
