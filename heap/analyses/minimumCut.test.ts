import { expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { reverseRows } from '../base/csr.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { KIND, KIND_MASK } from '../model/kinds.ts';
import { naiveMinimumCuts, reachMask, rowsWithout, type PlainRow } from '../testing/cutOracles.ts';
import { draw } from '../testing/draw.ts';
import { plainReferences } from '../testing/oracles.ts';
import { randomHeap, type Random } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { cutWeights } from './cutWeights.ts';
import { minimumCut } from './minimumCut.ts';
import { reachableFrom } from './reachability.ts';
import { rootSetOf } from './rootSet.ts';

const SEED = process.env['OURO_SEED'];

function ask(heap: Heap, members: readonly number[], most = 8, limit?: number) {
  const ledger = openLedger();
  const rootSet = rootSetOf(heap, {}, ledger, silentTask);
  const reached = reachableFrom(heap, rootSet, ledger, silentTask);
  const referrers = reverseRows(heap.references.target, heap.objects.length, ledger, silentTask);
  const weights = cutWeights(heap, ledger);
  const before = ledger.live;
  const tables = { rootSet, reached, referrers, ...(limit === undefined ? {} : { limit }) };
  const found = minimumCut(heap, tables, Uint32Array.from(members), weights, most, ledger, silentTask);
  if (found.kind !== 'cut') return { kind: found.kind };
  expect(ledger.live).toBe(before + found.nearest.byteLength + found.farthest.byteLength);
  return { kind: found.kind, nearest: [...found.nearest], farthest: [...found.farthest] };
}

/** The cut as `nearest | farthest`, references as `from>to`; or why there is none. */
function cut(drawing: string, members: string, most?: number, limit?: number): string {
  const { heap, at, names } = draw(drawing);
  const found = ask(heap, members.split(' ').map(at), most, limit);
  if (found.nearest === undefined) return found.kind;
  const rows = plainReferences(heap);
  const words = (cuts: readonly number[]): string =>
    cuts.map((row) => [rows[row].from, rows[row].to].map((object) => names([object])).join('>')).join(' ');
  return `${words(found.nearest)} | ${words(found.farthest)}`;
}

test('of the references of a chain the last is nearest and the first farthest', () => {
  expect(cut('root -> a; a -> b; b -> m', 'm')).toBe('b>m | root>a');
});

test('one reference that all ways share is cut instead of many', () => {
  expect(cut('root -> cache; cache -> a; cache -> b; a -> m; b -> n; m -> n; n -> m', 'm n')).toBe(
    'root>cache | root>cache',
  );
});

test('independent ways are all cut, each reference of two parallel ones too', () => {
  expect(cut('root -> m; root2 -> a; a -> m', 'm')).toBe('root>m a>m | root>m root2>a');
  expect(cut('root -> m; root -> m', 'm')).toBe('root>m root>m | root>m root>m');
});

test('a way that was taken too early is taken back', () => {
  expect(cut('root -> a; root -> b; a -> c; a -> d; b -> c; c -> m; d -> m', 'm')).toBe('c>m d>m | root>a root>b');
});

test('structural references are not cut, however few they are', () => {
  expect(cut('root -> a; root -> b; a -> t; b -> t; t -dict-> m', 'm')).toBe('a>t b>t | root>a root>b');
  expect(cut('root -dict-> a; a -> m', 'm')).toBe('a>m | a>m');
});

test('what only structural references tie to a root cannot be parted from it', () => {
  expect(cut('root -dict-> a; a -globals-> m; root -> m', 'm')).toBe('anchored');
  expect(cut('root -> root2; root2 -> root', 'root2')).toBe('anchored');
});

test('weak references and garbage hold nothing', () => {
  expect(cut('root -> m; dead -> m; root -weak-> m', 'm')).toBe('root>m | root>m');
  expect(cut('root; a -> m; m -> a', 'a m')).toBe(' | ');
});

test('more ways than asked for, and more objects', () => {
  const ways = Array.from({ length: 4 }, (_, i) => `root${i} -> m`).join('; ');
  expect(cut(ways, 'm', 4).split(' | ')[0]?.split(' ').length).toBe(4);
  expect(cut(ways, 'm', 3)).toBe('manyWays');
  expect(cut('root -> a; a -> m', 'm', 8, 1)).toBe('tooLarge');
  expect(cut('root -> a; a -> m', 'm', 8, 4)).toBe('a>m | root>a');
});

test('the cut is a smallest one of all subsets, the nearest and the farthest of them', () => {
  const sizes = [0, 0, 0, 0, 0];
  forSeeds(SEED, 3000, (random) => {
    const heap = tangled(random);
    const members = [...new Set([0, 0].map(() => Math.floor(random() * heap.objects.length)))];
    const most = 1 + Math.floor(random() * 4);
    const ids = plainReferences(heap)
      .map((_, id) => id)
      .filter((id) => isStrongRow(heap, id));
    const rows = ids.map((id) => rowOf(heap, id));
    const roots = maskOf(heap.roots.object);
    const [wanted, fixed] = [
      maskOf(members),
      reachMask(
        rows.filter((row) => row[2] === 255),
        roots,
      ),
    ];
    const found = ask(heap, members, most);
    if ((fixed & wanted) !== 0) return expect(found.kind).toBe('anchored');
    const all = naiveMinimumCuts(rows, roots, wanted, most);
    if (found.nearest === undefined) return expect([found.kind, all]).toEqual(['manyWays', []]);
    const near = found.nearest.map((id) => ids.indexOf(id));
    const far = found.farthest.map((id) => ids.indexOf(id));
    expect(all).toContainEqual(near);
    expect(all).toContainEqual(far);
    const backward = rows.map(([from, to, weight]): PlainRow => [to, from, weight]);
    const alive = reachMask(rows, roots);
    for (const other of all) {
      const below = (of: readonly number[]): number => reachMask(rowsWithout(backward, of), wanted) & alive;
      const above = (of: readonly number[]): number => reachMask(rowsWithout(rows, of), roots);
      expect(below(near) & ~below(other)).toBe(0);
      expect(above(far) & ~above(other)).toBe(0);
    }
    sizes[near.length]++;
  });
  expect(Math.min(...sizes.slice(0, 4))).toBeGreaterThan(40);
}, 30_000);

/** A random heap with two references per object or more, most of them editable. */
function tangled(random: Random): Heap {
  let heap = randomHeap(random, 9);
  while (heap.references.length < 2 * heap.objects.length) heap = randomHeap(random, 9);
  for (let row = 0; row < heap.references.length; row++) if (random() < 0.5) heap.references.kind[row] = KIND.attribute;
  return heap;
}

const maskOf = (objects: Iterable<number>): number => [...objects].reduce((mask, object) => mask | (1 << object), 0);

const isStrongRow = (heap: Heap, id: number): boolean => (heap.references.kind[id] & KIND_MASK) !== KIND.weak;

/** The random heaps use kinds that are structural wherever they occur, and kinds that never are. */
function rowOf(heap: Heap, id: number): PlainRow {
  const { from, to, kind } = plainReferences(heap)[id];
  return [from, to, ['instanceType', 'globals', 'constant'].includes(kind) ? 255 : 1];
}
