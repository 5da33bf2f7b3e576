import { expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { VERDICTS } from '../model/rows.ts';
import { analysed } from '../testing/analysed.ts';
import { heapWithout } from '../testing/cutOracles.ts';
import { draw } from '../testing/draw.ts';
import { randomHeap } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { distancesFrom } from './distances.ts';
import { dominatorTree } from './dominators.ts';
import { supposition, type Supposition } from './supposition.ts';

const SEED = process.env['OURO_SEED'];

function supposed(heap: Heap, cuts: readonly number[]): Supposition {
  const { rootSet, dominators, refcounts, collector } = analysed(heap);
  const tables = { rootSet, reached: dominators.reached, refcounts, collector };
  const ledger = openLedger();
  const found = supposition(heap, tables, Uint32Array.from(cuts), ledger, silentTask);
  const { dominators: tree, dominated, distances, collector: replay } = found;
  const kept = [tree.parent, tree.retained, tree.reached, dominated.first, dominated.row, dominated.top.buffer];
  const also = [found.typeRetained, distances.depth, distances.by, replay?.verdict, replay?.freedBy, replay?.outside];
  expect(ledger.live).toBe([...kept, ...also].reduce((sum, column) => sum + (column?.byteLength ?? 0), 0));
  return found;
}

test('what a cut leaves without a way is retained by nobody that lives', () => {
  const { heap, at } = draw('root -> a; root -> b; a -> c; b -> c; c -> d; c: size=100; d: size=50');
  const before = analysed(heap).dominators;
  expect([before.retained[at('a')], before.retained[at('b')]]).toEqual([16, 16]);
  const { dominators } = supposed(heap, [0]);
  expect([dominators.retained[at('b')], dominators.reachedBytes]).toEqual([166, 16 + 166]);
});

test('verdicts follow: a cycle cut off is garbage, a cycle cut open hangs on its holder', () => {
  const { heap, at } = draw('root -> a; a -> b; b -> a');
  const word = (cuts: readonly number[], name: string): string | undefined =>
    VERDICTS[supposed(heap, cuts).collector?.verdict[at(name)] ?? 0];
  expect([word([0], 'a'), word([0], 'b')]).toEqual(['garbage', 'garbage']);
  expect([word([], 'b'), word([2], 'b')]).toEqual(['aliveThroughCycle', 'aliveAcyclic']);
});

test('sizes and distances are those of the heap without the references', () => {
  forSeeds(SEED, 1000, (random) => {
    const heap = randomHeap(random, 30);
    const { rootSet } = analysed(heap);
    const cuts = Array.from({ length: heap.references.length }, (_, row) => row).filter(() => random() < 0.1);
    const found = supposed(heap, cuts);
    const anew = heapWithout(heap, new Set(cuts), new Set());
    const tree = dominatorTree(anew, rootSet, openLedger(), silentTask);
    expect([...found.dominators.retained]).toEqual([...tree.retained]);
    expect([...found.dominators.parent]).toEqual([...tree.parent]);
    expect([...found.distances.depth]).toEqual([...distancesFrom(anew, rootSet, openLedger(), silentTask).depth]);
  });
});

test('without a cut nothing changes', () => {
  forSeeds(SEED, 200, (random) => {
    const heap = randomHeap(random, 30);
    const { dominators, dominated, distances, typeRetained, collector } = analysed(heap);
    expect(supposed(heap, [])).toEqual({ dominators, dominated, distances, typeRetained, collector });
  });
});
