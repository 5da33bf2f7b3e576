// Cores made just now, of every interpreter that is here.
import { afterAll, describe, expect, test } from 'vitest';
import { stringAt } from '#heap/base/strings.ts';
import { compare, lowRates, readTruth, type Truth } from '#heap/testing/coreTruth.ts';
import {
  CAN_WRITE_CORES,
  coreInterpreters,
  filesHere,
  openCoreFolder,
  pythonsThat,
  SYSTEM_PYTHON,
  type FreshCore,
} from '#heap/testing/freshCores.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { load } from '#heap/testing/loading.ts';
import type { Heap } from '#heap/model/heap.ts';
import { core } from './index.ts';

const folder = openCoreFolder();
afterAll(() => folder.drop());

const found = ({ manifest }: Heap): Readonly<Record<string, number>> =>
  Object.fromEntries(manifest.completeness.diagnostics.map(({ code, count }) => [code, count]));

describe.skipIf(!CAN_WRITE_CORES)('cores made just now', () => {
  const all = coreInterpreters();
  test.for(all.filter((path) => path !== SYSTEM_PYTHON))(
    '%s: every rate above its bar',
    { timeout: 60_000 },
    async (python, { skip }) => {
      const fresh = folder.make(python, `fresh${all.indexOf(python)}`) ?? skip('no core can be written here');
      const { heap } = await load(fresh.core, { format: core });
      expect(brokenInvariants(heap)).toEqual([]);
      expect(lowRates(compare(heap, readTruth(fresh.truth)))).toEqual([]);
    },
  );

  test('threads have names and stacks of their own', { timeout: 60_000 }, async ({ skip }) => {
    const fresh =
      folder.make('python3', 'threads', '--threads', '--method', 'abort') ?? skip('no core can be written here');
    const { heap } = await load(fresh.core, { format: core });
    expect(heap.threads.length).toBe(4);
    expect(Math.min(...heap.threads.frames)).toBeGreaterThan(2);
    expect(compare(heap, readTruth(fresh.truth)).recall).toBeGreaterThan(0.999);
  });

  // Stripped, not position independent, and without any page of its files: not even their first.
  test(
    'stripped, without pages of files: the same graph with and without the binaries',
    { timeout: 60_000 },
    async ({ skip }) => {
      if (!all.includes(SYSTEM_PYTHON)) skip('there is no system python');
      const fresh =
        folder.make(SYSTEM_PYTHON, 'stripped', '--method', 'abort', '--filter', '0x21') ??
        skip('no core can be written here');
      const without = await load(fresh.core, { format: core });
      const here = await load(fresh.core, { format: core, companions: filesHere() });
      for (const { heap } of [without, here]) {
        expect(brokenInvariants(heap)).toEqual([]);
        expect(lowRates(compare(heap, readTruth(fresh.truth)))).toEqual([]);
        expect(heap.manifest.completeness.status).toBe('complete');
      }
      expect(here.heap.objects.address).toEqual(without.heap.objects.address);
      expect(here.heap.references.target).toEqual(without.heap.references.target);
      expect(found(without.heap)).toMatchObject({
        unnamedBinary: expect.any(Number),
        inferredType: expect.any(Number),
      });
      expect(found(here.heap)).toEqual({});
      await wrongBinary(fresh, found(without.heap));
    },
  );

  const withNumpy = pythonsThat('import numpy');
  if (withNumpy.length === 0) test.skip('numpy: no interpreter has it', () => undefined);
  test.for(withNumpy)('numpy of %s: bases, items and buffers', { timeout: 60_000 }, async (python, { skip }) => {
    const name = `numpy${withNumpy.indexOf(python)}`;
    const fresh =
      folder.make(python, name, '--numpy', '--threads', '--method', 'abort') ?? skip('no core can be written here');
    const { heap } = await load(fresh.core, { format: core });
    const truth = readTruth(fresh.truth);
    expect(lowRates(compare(heap, truth))).toEqual([]);
    expectArrays(heap, truth);
  });
});

/** Another python in its place, and none. */
async function wrongBinary({ core: bytes }: FreshCore, without: Readonly<Record<string, number>>): Promise<void> {
  const instead = (place: string): ReadonlyMap<string, string> =>
    new Map(NAMES.map((name) => [`/usr/bin/${name}`, place]));
  const wrong = await load(bytes, { format: core, companions: filesHere(instead('/bin/sh')) });
  expect(found(wrong.heap)).toMatchObject({ mismatchedBinary: 1, inferredType: expect.any(Number) });
  expect(found(wrong.heap)['inferredType']).toBeLessThanOrEqual(without['inferredType']);
  const none = await load(bytes, { format: core, companions: filesHere(instead('')) });
  expect(found(none.heap)).toMatchObject({ missingBinary: 1 });
  for (const { heap } of [wrong, none]) expect(heap.manifest.completeness.status).toBe('partial');
}

const NAMES = Array.from({ length: 7 }, (_, i) => `python3.${i + 8}`);

function expectArrays(heap: Heap, truth: Truth): void {
  const rows = new Map([...heap.objects.address].map((address, row) => [address, row]));
  const fact = (label: string): number =>
    truth.facts.find(([kind, , name]) => kind === 'key' && name === label)?.[3] ?? 0;
  const held = (address: number): readonly (readonly [number, number])[] => {
    const row = rows.get(address) ?? -1;
    const { first, target, label } = heap.references;
    return Array.from({ length: first[row + 1] - first[row] }, (_, i) => [
      label[first[row] + i],
      heap.objects.address[target[first[row] + i]],
    ]);
  };
  const base = held(fact('npv')).find(([label]) => stringAt(heap.strings, label) === 'base');
  expect(base?.[1]).toBe(held(fact('np')).find(([label]) => label === 40)?.[1]);
  // 54 items, the type of the items, and what frees the buffer.
  expect(held(fact('npo'))).toHaveLength(56);
  const arrays = truth.rows.filter(([, type]) => truth.types[String(type)] === 'numpy.ndarray');
  expect(arrays.length).toBeGreaterThan(50);
  const sizes = arrays.map(([address]) => heap.objects.selfSize[rows.get(address) ?? -1]);
  expect(sizes).toEqual(arrays.map(([, , size]) => size));
}
