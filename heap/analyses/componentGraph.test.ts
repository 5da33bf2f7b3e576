import { expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { componentId } from '../model/ids.ts';
import { naiveCyclic, randomComponent, rowsOfGraph } from '../testing/cutOracles.ts';
import { draw } from '../testing/draw.ts';
import { plainReferences } from '../testing/oracles.ts';
import { randomHeap } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { componentsUnder } from './components.ts';
import { componentGraph, releaseGraph, rowOfReference } from './componentGraph.ts';
import { cyclicWithout } from './componentGraphGroups.ts';
import { cutWeights, STRUCTURAL } from './cutWeights.ts';
import { lensRows } from './lenses.ts';

const SEED = process.env['OURO_SEED'];

function graphs(heap: Heap, ledger = openLedger()) {
  const components = componentsUnder(heap, 'all', openLedger(), silentTask);
  const weights = cutWeights(heap, openLedger());
  return Array.from({ length: components.length }, (_, i) => {
    const graph = componentGraph(heap, components, weights, lensRows('all'), componentId(i), 100, ledger);
    if (graph === undefined) throw new Error('over the limit');
    return graph;
  });
}

test('members are numbered from 0, their references keep their ids', () => {
  const { heap } = draw('root -> a; a -> x; a -> b; b -> a; b -weak-> a; b -> a');
  const [graph] = graphs(heap);
  expect([...graph.member]).toEqual([1, 3]);
  expect(rowsOfGraph(graph)).toEqual([
    [0, 1, 1],
    [1, 0, 1],
    [1, 0, 1],
  ]);
  expect([...graph.reference]).toEqual([2, 3, 5]);
  expect([1, 2, 3, 4, 5, 9].map((reference) => rowOfReference(graph, reference))).toEqual([-1, 0, 1, -1, 2, -1]);
});

test('the graph holds the references between members, and nothing is left allocated', () => {
  forSeeds(SEED, 500, (random) => {
    const heap = randomHeap(random, 20);
    const components = componentsUnder(heap, 'all', openLedger(), silentTask);
    const ledger = openLedger();
    graphs(heap, ledger).forEach((graph, component) => {
      const inner = plainReferences(heap).flatMap(({ from, to, kind }, reference) =>
        components.of[from] === component && components.of[to] === component && kind !== 'weak'
          ? [[from, to, reference]]
          : [],
      );
      const found = rowsOfGraph(graph).map(([from, to], row) => [
        graph.member[from],
        graph.member[to],
        graph.reference[row],
      ]);
      expect(found).toEqual(inner);
      releaseGraph(graph, ledger);
    });
    expect(ledger.live).toBe(0);
  });
}, 30_000);

test('a component over the limit has no graph', () => {
  const { heap } = draw('a -> b; b -> a');
  const components = componentsUnder(heap, 'all', openLedger(), silentTask);
  const ledger = openLedger();
  const weights = cutWeights(heap, openLedger());
  expect(componentGraph(heap, components, weights, lensRows('all'), componentId(0), 1, ledger)).toBeUndefined();
  expect(ledger.live).toBe(0);
});

/** The weight of the only reference of a drawing. */
function weight(drawing: string): number {
  const { heap } = draw(drawing);
  const { base, weight: table } = cutWeights(heap, openLedger());
  const from = heap.references.first.findIndex((end, i) => i > 0 && end > 0) - 1;
  return table[base[heap.objects.type[from]] | heap.references.kind[0]];
}

test('plain deletions are the lightest cuts', () => {
  const kinds = ['attribute', 'slot', 'item', 'value', 'element', 'key'];
  expect(kinds.map((kind) => weight(`a -${kind}-> b`))).toEqual(kinds.map(() => 1));
  expect([weight('a -traceback-> b'), weight('a -exception-> b')]).toEqual([2, 2]);
  expect([weight('a -local-> b; a: type=frame'), weight('a -cell-> b')]).toEqual([3, 3]);
  expect([weight('a -frame-> b; a: type=generator'), weight('a -unknown-> b')]).toEqual([4, 4]);
});

test('what no Python code can drop alone is structural', () => {
  const kinds = ['instanceType', 'type', 'globals', 'builtins', 'code', 'name', 'module', 'closure', 'dict', 'weak'];
  expect(kinds.map((kind) => weight(`a -${kind}-> b`))).toEqual(kinds.map(() => STRUCTURAL));
  const typed = ['item a tuple', 'element a frozenset', 'self a method', 'self a builtin_function_or_method'];
  expect(typed.map((words) => weight(`a -${words.split(' ')[0]}-> b; a: type=${words.split(' ')[2]}`))).toEqual(
    typed.map(() => STRUCTURAL),
  );
  expect([weight('a -frame-> b; a: type=traceback'), weight('a -hidden-> b')]).toEqual([STRUCTURAL, STRUCTURAL]);
  expect([weight('a -item-> b; a: type=list'), weight('a -self-> b; a: type=app.Own')]).toEqual([1, 2]);
});

test('a named tuple is a tuple', () => {
  const { heap, at } = draw('a -item-> b; a: type=app.Point; b: type=app.B');
  heap.types.flags[heap.objects.type[at('a')]] |= 1 << 26;
  const { base, weight: table } = cutWeights(heap, openLedger());
  expect(table[base[heap.objects.type[at('a')]] | heap.references.kind[0]]).toBe(STRUCTURAL);
});

test('members still in a cycle after cuts', () => {
  forSeeds(SEED, 2000, (random) => {
    const graph = randomComponent(random, 9, [1]);
    const cuts = [...graph.reference].filter(() => random() < 0.3);
    const left = rowsOfGraph(graph).filter((_, row) => !cuts.includes(graph.reference[row]));
    const ledger = openLedger();
    const found = cyclicWithout(graph, Uint32Array.from([3, ...cuts, 999]), ledger, silentTask);
    expect(found).toBe(naiveCyclic(graph.length, left));
    expect(ledger.live).toBe(0);
  });
}, 30_000);
