// Shapes that overflow recursion or turn near-linear algorithms quadratic, with a million objects each.
import { expect, test } from 'vitest';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn } from '../model/ids.ts';
import { KIND } from '../model/kinds.ts';
import { draw } from '../testing/draw.ts';
import { collectorReplay } from './collectorReplay.ts';
import { componentsUnder } from './components.ts';
import { distancesFrom } from './distances.ts';
import { dominatorTree } from './dominators.ts';
import { rootSetOf } from './rootSet.ts';
import { retainedByDominators, retainedOfSet } from './setRetained.ts';
import { typeRetained } from './typeRetained.ts';

const N = 1_000_000;

/** Object 0 is the root; `from[i] -> to[i]`, grouped by source. One type, 16 bytes each, counts without excess. */
function heapOfRows(n: number, from: Uint32Array, to: Uint32Array): Heap {
  const { heap } = draw('root');
  const first = new Uint32Array(n + 1);
  const refcount = new Uint32Array(n);
  refcount[0] = 1;
  for (let row = 0; row < from.length; row++) {
    first[from[row] + 1]++;
    refcount[to[row]]++;
  }
  for (let i = 0; i < n; i++) first[i + 1] += first[i];
  const objects = {
    ...heap.objects,
    length: n,
    type: idColumn<never>(new Uint32Array(n)),
    selfSize: new Float64Array(n).fill(16),
    refcount,
    flags: new Uint16Array(n).fill(1),
    generation: new Uint8Array(n).fill(2),
    size: new Uint32Array(n).fill(NONE),
  };
  const kind = new Uint8Array(to.length).fill(KIND.attribute);
  return {
    ...heap,
    objects,
    references: { length: to.length, first, target: idColumn(to), kind, label: new Uint32Array(to.length) },
  };
}

function answers(heap: Heap) {
  const ledger = openLedger();
  const roots = rootSetOf(heap, {}, ledger, silentTask);
  const tree = dominatorTree(heap, roots, ledger, silentTask);
  return {
    tree,
    distances: distancesFrom(heap, roots, ledger, silentTask),
    components: componentsUnder(heap, 'all', ledger, silentTask),
    types: typeRetained(heap, tree, ledger, silentTask),
    last: retainedOfSet(heap, roots, tree.reached, Uint32Array.of(N - 1), ledger, silentTask),
    quick: retainedByDominators(tree, Uint32Array.of(N - 1, 1), ledger),
    replay: collectorReplay(heap, ledger, silentTask).summary,
  };
}

test('a chain of a million', () => {
  const rows = Uint32Array.from({ length: N - 1 }, (_, i) => i);
  const found = answers(
    heapOfRows(
      N,
      rows,
      rows.map((i) => i + 1),
    ),
  );
  expect(found.tree.retained[0]).toBe(16 * N);
  expect(found.tree.parent[N - 1]).toBe(N - 2);
  expect(found.distances.depth[N - 1]).toBe(N - 1);
  expect([found.components.length, found.types[0], found.last, found.quick]).toEqual([0, 16 * N, 16, 16 * (N - 1)]);
}, 60_000);

test('a star of a million', () => {
  const to = Uint32Array.from({ length: N - 1 }, (_, i) => i + 1);
  const found = answers(heapOfRows(N, new Uint32Array(N - 1), to));
  expect([found.tree.retained[0], found.tree.parent[N - 1], found.distances.depth[N - 1]]).toEqual([16 * N, 0, 1]);
  expect([found.components.length, found.types[0], found.last, found.quick]).toEqual([0, 16 * N, 16, 32]);
}, 60_000);

test('a ring of a million', () => {
  const rows = Uint32Array.from({ length: N }, (_, i) => i);
  const found = answers(
    heapOfRows(
      N,
      rows,
      rows.map((i) => (i + 1) % N),
    ),
  );
  expect([found.components.length, found.components.member.length, found.components.references[0]]).toEqual([1, N, N]);
  expect(found.tree.parent[N - 1]).toBe(N - 2);
  expect(found.replay.verdicts).toEqual({ heldOutside: 1, aliveThroughCycle: N - 1 });
}, 60_000);

test('a deep chain that ends in objects which are held from above it too stays near linear', () => {
  const depth = N / 2;
  const shared = N - depth;
  // Rows of the root: the chain, then the shared objects. Rows of the chain, then of its last object: the shared objects again.
  const from = new Uint32Array(depth - 1 + 2 * shared);
  const to = new Uint32Array(from.length);
  to[0] = 1;
  for (let i = 0; i < shared; i++) to[1 + i] = depth + i;
  for (let i = 1; i < depth - 1; i++) {
    from[shared + i] = i;
    to[shared + i] = i + 1;
  }
  for (let i = 0; i < shared; i++) {
    from[shared + depth - 1 + i] = depth - 1;
    to[shared + depth - 1 + i] = depth + i;
  }
  const heap = heapOfRows(N, from, to);
  // A plain walk from each shared object up to the root takes `depth` steps: 2.5e11 in all, minutes beyond the limit.
  const tree = dominatorTree(heap, rootSetOf(heap, {}, openLedger(), silentTask), openLedger(), silentTask);
  expect([tree.parent[depth], tree.parent[N - 1], tree.parent[depth - 1]]).toEqual([0, 0, depth - 2]);
  expect(tree.retained[1]).toBe(16 * (depth - 1));
}, 60_000);
