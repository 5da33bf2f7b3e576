import { expect, test } from 'vitest';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import { draw } from '../testing/draw.ts';
import { dominatorChildren } from './dominatorChildren.ts';
import { dominatorTree } from './dominators.ts';
import { rootSetOf } from './rootSet.ts';
import { groupRetained, typeRetained } from './typeRetained.ts';

function tree(drawing: string) {
  const drawn = draw(drawing);
  const roots = rootSetOf(drawn.heap, {}, openLedger(), silentTask);
  return { ...drawn, tree: dominatorTree(drawn.heap, roots, openLedger(), silentTask) };
}

test('an instance below an instance of the same type is not counted again', () => {
  const drawing =
    'root -> a; a -> x; x -> b; b -> y; a: type=app.A; b: type=app.A; x: type=app.X; y: type=app.X; root: type=app.Root';
  const { heap, at, tree: dominators } = tree(drawing);
  const ledger = openLedger();
  const totals = typeRetained(heap, dominators, ledger, silentTask);
  expect(ledger.live).toBe(totals.byteLength);
  const of = (name: string) => totals[heap.objects.type[at(name)]];
  expect([of('a'), of('x'), of('root')]).toEqual([64, 48, 80]);
});

test('side by side instances add up, whatever lies between them', () => {
  const drawing = 'root -> a; root -> b; a -> x; b -> y; a: type=app.A; b: type=app.A';
  const { heap, at, tree: dominators } = tree(drawing);
  expect(typeRetained(heap, dominators, openLedger(), silentTask)[heap.objects.type[at('a')]]).toBe(64);
});

test('groups may leave objects out', () => {
  const { tree: dominators, at } = tree('root -> a; a -> b; b -> c');
  const group = new Uint32Array(4).fill(NONE);
  group[at('a')] = 0;
  group[at('c')] = 0;
  group[at('b')] = 1;
  expect([...groupRetained(group, 2, dominators, openLedger(), silentTask)]).toEqual([48, 32]);
});

test('children in the dominator tree are the objects dominated directly', () => {
  const { tree: dominators, at, names } = tree('root -> a; a -> b; a -> c; b -> d; c -> d');
  const { first, row } = dominatorChildren(dominators, openLedger(), silentTask);
  expect(names(row.subarray(first[at('a')], first[at('a') + 1]))).toEqual(['b', 'c', 'd']);
  expect(first[at('d') + 1] - first[at('d')]).toBe(0);
});
