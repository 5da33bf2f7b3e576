import { expect, test } from 'vitest';
import { NONE } from '../base/brand.ts';
import { hasBit } from '../base/bits.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { draw } from '../testing/draw.ts';
import { dominatorTree } from './dominators.ts';
import { rootSetOf } from './rootSet.ts';

function treeOf(heap: Heap) {
  return dominatorTree(heap, rootSetOf(heap, {}, openLedger(), silentTask), openLedger(), silentTask);
}

test('an object on every path dominates, one on some paths does not', () => {
  const { heap, at } = draw('root -> a; a -> b; a -> c; b -> d; c -> d; d -> e');
  const { parent } = treeOf(heap);
  expect(parent[at('d')]).toBe(at('a'));
  expect(parent[at('e')]).toBe(at('d'));
  expect(parent[at('a')]).toBe(at('root'));
  expect(parent[at('root')]).toBe(NONE);
});

test('retained size is the sum over the dominated objects', () => {
  const { heap, at } = draw(
    'root -> a; a -> b; a -> c; b -> d; c -> d; a: size=10; b: size=20; c: size=30; d: size=40',
  );
  const { retained } = treeOf(heap);
  expect(retained[at('a')]).toBe(100);
  expect(retained[at('b')]).toBe(20);
  expect(retained[at('d')]).toBe(40);
});

test('a weak reference neither keeps alive nor weakens a dominator', () => {
  const { heap, at } = draw('root -> a; a -> b; root -weak-> b; root -weak-> c');
  const tree = treeOf(heap);
  expect(tree.parent[at('b')]).toBe(at('a'));
  expect(hasBit(tree.reached, at('c'))).toBe(false);
});

test('what two roots reach has no dominator', () => {
  const { heap, at } = draw('root1 -> a; root2 -> a; a -> root2');
  const { parent } = treeOf(heap);
  expect(parent[at('a')]).toBe(NONE);
  expect(parent[at('root2')]).toBe(NONE);
});

test('garbage has trees of its own and does not touch the reachable part', () => {
  const { heap, at } = draw('root -> a; a -> b; x -> y; y -> b; p -> q; q -> p; p: size=5; q: size=6');
  const tree = treeOf(heap);
  expect(tree.parent[at('b')]).toBe(at('a'));
  expect(tree.parent[at('y')]).toBe(at('x'));
  expect(tree.parent[at('x')]).toBe(NONE);
  expect([tree.parent[at('p')], tree.parent[at('q')]]).toEqual([NONE, at('p')]);
  expect(tree.retained[at('p')]).toBe(11);
  expect([tree.reachedObjects, tree.reachedBytes]).toEqual([3, 48]);
});

test('what hangs below a dead cycle belongs to the cycle, whatever the numbering', () => {
  const { heap, at } = draw('x -> y; p -> q; q -> p; q -> x; root');
  const tree = treeOf(heap);
  expect([tree.parent[at('x')], tree.retained[at('p')]]).toEqual([at('q'), 64]);
});
