import { expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import { draw } from '../testing/draw.ts';
import { dominatorTree } from './dominators.ts';
import { rootSetOf } from './rootSet.ts';
import { retainedByDominators, retainedOfSet } from './setRetained.ts';

/** Exact retained bytes of the named objects, and the lower bound of the dominator tree. Every object has 16 bytes. */
function retained(drawing: string, names: string): readonly [number, number] {
  const { heap, at } = draw(drawing);
  const ledger = openLedger();
  const roots = rootSetOf(heap, {}, ledger, silentTask);
  const tree = dominatorTree(heap, roots, ledger, silentTask);
  const members = Uint32Array.from(names.split(' '), at);
  const before = ledger.live;
  const answer = [
    retainedOfSet(heap, roots, tree.reached, members, ledger, silentTask),
    retainedByDominators(tree, members, ledger),
  ] as const;
  expect(ledger.live).toBe(before);
  return answer;
}

test('what two members hold together belongs to the set and to neither of them', () => {
  const drawing = 'root -> a; root -> b; a -> shared; b -> shared; shared -> deep';
  expect(retained(drawing, 'a')).toEqual([16, 16]);
  expect(retained(drawing, 'a b')).toEqual([64, 32]);
});

test('a member below another member is counted once', () => {
  expect(retained('root -> a; a -> b; b -> c; c -> d', 'd b a')).toEqual([64, 64]);
});

test('a member that is also held from elsewhere frees itself and nothing else', () => {
  expect(retained('root -> a; a -> x; root -> x; root -weak-> a', 'a')).toEqual([16, 16]);
});

test('garbage retains garbage, and nothing that is alive', () => {
  expect(retained('root -> live; p -> q; q -> p; q -> r; q -> live', 'p q')).toEqual([48, 48]);
  expect(retained('root -> live; p -> q; q -> p; q -> live', 'live')).toEqual([16, 16]);
});
