import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { crc32 } from '#heap/base/crc32.ts';
import { silentTask } from '#heap/base/task.ts';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import { FLAG, type Heap } from '#heap/model/heap.ts';
import { rootKind } from '#heap/model/kinds.ts';
import { nothingMeanwhile } from '#heap/model/meanwhile.ts';
import { nameAt } from '#heap/model/names.ts';
import { graphBytes, graphLines, looseLines, randomGraph } from '#heap/testing/graphWriter.ts';
import { codes, objectLines } from '#heap/testing/heapLines.ts';
import { objectSentences, referenceSentences } from '#heap/testing/heapSentences.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { forSeeds } from '#heap/testing/seeds.ts';
import { openDumpFile } from '#main/loading/byteSource.ts';
import { knownFormats } from '#main/loading/formats.ts';
import { recognise } from '#main/loading/load.ts';
import { detectFormat } from '../registry.ts';
import { graph } from './index.ts';

const small = new Uint8Array(readFileSync(new URL('fixtures/small.ndjson', import.meta.url)));

describe('the small graph', () => {
  test('has what was written by hand', async () => {
    const { heap } = await load(small, { format: graph });
    expect(brokenInvariants(heap)).toEqual([]);
    // Texts that are ids come where no integer is: cart, k, items.
    expect(objectSentences(heap)).toEqual([
      '16 module 72 -1 -',
      '48 dict 232 1 -',
      '2 str 53 4 cart',
      '1 shop.models.Cart 48 -1 cart',
      '3 list 88 2 items',
      '32 shop.models.User 56 -1 -',
      '64 int 0 -1 7',
    ]);
    expect(referenceSentences(heap)).toEqual([
      '16>48 dict .__dict__',
      '48>2 key  key',
      "48>1 value ['cart']",
      '1>3 slot .items',
      '1>32 attribute .owner',
      '3>32 item [0]',
      '3>32 item [1]',
      '32>1 weak  weak',
      '32>1 unknown  ?',
      '32>64 unknown  ?',
    ]);
    const { roots } = heap;
    expect(
      Array.from(roots.object, (object, i) => [
        heap.objects.address[object],
        rootKind(roots.kind[i]),
        nameAt(heap, roots.label[i]),
      ]),
    ).toEqual([
      [16, 'module', 'shop'],
      [64, 'other', ''],
    ]);
    expect(Array.from(heap.objects.flags, (flags) => flags & FLAG.sizeEstimated)).toEqual([0, 0, 0, 0, 0, 0, 64]);
  });

  test('says who wrote it and what it lacks', async () => {
    const { manifest } = (await load(small, { format: graph })).heap;
    expect(manifest).toMatchObject({
      format: 'graph',
      formatVersion: '1',
      producer: 'hand',
      runtime: { language: 'cpython', version: '3.12.1', hexversion: 0x030c01f0, processName: 'shop', pid: 42 },
      captured: { started: '2026-01-01T12:00:00Z' },
      privacy: { mode: 'text' },
      capabilities: ['lengths', 'sizes', 'labels', 'multiplicity', 'roots', 'previews'],
      totalSelfSize: 549,
      completeness: { status: 'complete', referencesComplete: true, bytesRead: small.length },
    });
    expect(manifest.completeness.diagnostics).toEqual([
      { code: 'unknownChunk', count: 1, offset: expect.any(Number) as number },
      // From 80, which is no object, and to 4096.
      { code: 'danglingTarget', count: 2, offset: undefined },
      { code: 'duplicateAddress', count: 1, offset: undefined },
    ]);
  });

  test('is recognised under any name, also with a byte order mark and other blanks', () => {
    expect(detectFormat(small).name).toBe('graph');
    expect(detectFormat(encodeUtf8('\ufeff \n{ "ouroboros-graph"\t: 1}')).name).toBe('graph');
    expect(graph.recognises(encodeUtf8('{"a": 1, "ouroboros-graph": 1}'))).toBe(false);
    expect(graph.recognises(encodeUtf8('{"ouroboros-graphs": 1}'))).toBe(false);
    expect(graph.recognises(encodeUtf8('{"ouroboros-graph"'))).toBe(false);
  });

  test.each([1, 7, 65_536])('read in windows of %i bytes is the same', async (window) => {
    const whole = digestOf((await load(small, { format: graph })).heap);
    expect(digestOf((await load(small, { format: graph, window })).heap)).toBe(whole);
    const stream = { format: graph, window, seekable: false, sized: false };
    expect(digestOf((await load(small, stream)).heap)).toBe(whole);
  });

  test('cut anywhere is a heap, or a fault', async () => {
    let partial = 0;
    for (let length = 0; length < small.length; length++) {
      const outcome = await tryLoad(small.slice(0, length), { format: graph });
      expect(flawOf(outcome, length)).toBeUndefined();
      if (outcome.ok && outcome.value.heap.manifest.completeness.status === 'partial') partial++;
      // In the middle of a line, and not just before its end, the loss is known.
      const isInLine = small[length] !== 10 && length > 0 && small[length - 1] !== 10;
      if (outcome.ok) expect([length, codes(outcome.value.heap).includes('truncated')]).toEqual([length, isInLine]);
    }
    expect(partial).toBeGreaterThan(500);
  });
});

test('references on lines of their own, in any order, make the same graph', async () => {
  const cases: [Uint8Array, Uint8Array][] = [];
  forSeeds(process.env['OURO_SEED'], 150, (random) => {
    const model = randomGraph(random, 30);
    // Numbered by where they stand, so texts get other addresses when lines are shuffled: integers only.
    const text = JSON.stringify(model).replace(/"id (\d+)"/g, (_, number) => `${1000 + Number(number)}`);
    const plain = JSON.parse(text) as typeof model;
    cases.push([graphBytes(graphLines(plain)), graphBytes(looseLines(plain, random))]);
  });
  for (const [whole, loose] of cases) {
    const a = (await load(whole, { format: graph })).heap;
    const b = (await load(loose, { format: graph })).heap;
    expect([brokenInvariants(a), brokenInvariants(b)]).toEqual([[], []]);
    expect([...objectLines(b)].sort()).toEqual([...objectLines(a)].sort());
    const byHolder = (heap: Heap): readonly string[] => [...referenceSentences(heap)].sort();
    expect(byHolder(b)).toEqual(byHolder(a));
    expect(b.manifest.capabilities).toEqual(a.manifest.capabilities);
  }
});

test('reading a random graph gives what was written', async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const model = randomGraph(randomFrom(seed), 40);
    const { heap } = await load(graphBytes(graphLines(model)), { format: graph });
    expect(heap.objects.length).toBe(model.objects.length);
    const known = new Set(model.objects.map(({ object }) => object));
    const targets = model.objects.flatMap((object) =>
      object.references.map((one) => (typeof one === 'object' ? one.to : one)).filter((to) => known.has(to)),
    );
    expect(heap.references.length).toBe(targets.length);
    const addressOf = new Map(model.objects.map(({ object }, i) => [object, heap.objects.address[i]]));
    expect(referenceSentences(heap).map((line) => Number(line.split(/[> ]/)[1]))).toEqual(
      targets.map((to) => addressOf.get(to)),
    );
    for (const [i, { object }] of model.objects.entries()) {
      if (typeof object === 'number') expect(heap.objects.address[i]).toBe(object);
    }
  }
});

test('packed and under a wrong name it is a graph too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ouroboros-graph-'));
  const path = join(folder, 'holiday.jpg');
  writeFileSync(path, gzipSync(small));
  const { source, format } = await recognise(await openDumpFile(path), knownFormats, 2 ** 30);
  const options = { ledger: openLedger(), task: silentTask, onHistogram: () => undefined, crc32 };
  const { heap } = await format.load(source, { ...options, meanwhile: nothingMeanwhile });
  await source.close();
  rmSync(folder, { recursive: true });
  expect(digestOf(heap)).toBe(digestOf((await load(small, { format: graph })).heap));
});
