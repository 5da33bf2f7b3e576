import { expect, test } from 'vitest';
import { FaultError } from '../base/fault.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import { draw } from '../testing/draw.ts';
import { ANALYSES, missingFor, runAnalysis, runOrder, runPlan } from './registry.ts';
import type { AnalysisId, PartialResults } from './results.ts';

const ids = Object.values(ANALYSES).map(({ id }) => id);

test('with every capability everything runs once, prerequisites first', () => {
  const { order, impossible } = runPlan(draw('root').heap.manifest);
  expect([...order].sort()).toEqual([...ids].sort());
  expect(impossible).toEqual([]);
  for (const id of order) {
    for (const before of ANALYSES[id].after) expect(order.indexOf(before)).toBeLessThan(order.indexOf(id));
  }
});

test('without counts the audit and the replay are not possible, and everything else is', () => {
  const { manifest } = draw('root', { without: ['refcounts', 'tracked'] }).heap;
  const { order, impossible } = runPlan(manifest);
  expect(impossible).toEqual([
    { code: 'analysis/needs', analysis: 'refcounts', missing: ['refcounts'] },
    { code: 'analysis/needs', analysis: 'collector', missing: ['refcounts', 'tracked'] },
  ]);
  expect(order.length).toBe(ids.length - 2);
  expect(runOrder('dominators', manifest)).toEqual(['rootSet', 'dominators']);
});

test('asking for what the dump does not allow is a fault', () => {
  const { heap } = draw('root', { without: ['refcounts'] });
  expect(() => runOrder('refcounts', heap.manifest)).toThrow(FaultError);
  expect(() => runAnalysis('collector', heap, {}, openLedger(), silentTask)).toThrow('analysis/needs');
});

test('counts of a free-threaded build mean nothing', () => {
  const { manifest } = draw('root').heap;
  const free = { ...manifest, runtime: { ...manifest.runtime, freeThreaded: true } };
  expect(missingFor('refcounts', free)?.missing).toEqual(['refcounts']);
  expect(missingFor('dominators', free)).toBeUndefined();
});

test('each analysis runs after its prerequisites, and copes without them', () => {
  const { heap, at } = draw('root -> a; a -> b; b -> a; held -> c; held: extra=1');
  let results: PartialResults = {};
  for (const id of runOrder('typeRetained', heap.manifest)) {
    results = { ...results, [id]: runAnalysis(id, heap, results, openLedger(), silentTask) };
  }
  const expected: readonly AnalysisId[] = ['collector', 'dominators', 'refcounts', 'rootSet', 'typeRetained'];
  expect(Object.keys(results).sort()).toEqual(expected);
  expect(results.dominators?.parent[at('c')]).toBe(at('held'));
  for (const id of ids) expect(runAnalysis(id, heap, {}, openLedger(), silentTask)).toBeDefined();
});
