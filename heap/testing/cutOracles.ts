// Naive answers to what cuts do, by definition: simulations with sets and maps, deletion one by one, all subsets.
import type { ComponentGraph } from '../analyses/componentGraph.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { idColumn } from '../model/ids.ts';
import { bytesOf, closure, isPlainStrong, isPlainVisible, plainReferences, type PlainReference } from './oracles.ts';
import type { Random } from './random.ts';
import { shuffled } from './seeds.ts';

/** The sets of objects that make up a what-if answer; `garbage` was unreachable before and is freed by the cuts at once. */
export interface NaiveOutcome {
  readonly atOnce: ReadonlySet<number>;
  readonly byCollector: ReadonlySet<number>;
  readonly stays: ReadonlySet<number>;
  readonly garbage: ReadonlySet<number>;
}

/** Drops the rows numbered `cuts` and then collects, step by step. */
export function naiveOutcome(heap: Heap, roots: readonly number[], cuts: ReadonlySet<number>): NaiveOutcome {
  const world = naiveCounts(heap, roots, cuts);
  const { rows, kept, after, freed } = world;
  for (const row of [...cuts].map((cut) => rows[cut])) if (isPlainCounted(heap, row)) world.drop(row.to);
  world.settle();
  const atOnce = new Set(freed);
  const tracked = [...heap.objects.generation.keys()].filter((object) => isPlainCollected(heap, object));
  const candidates = new Set(tracked.filter((object) => !after.has(object) && !freed.has(object)));
  const inner = kept.filter(
    (row) => candidates.has(row.from) && candidates.has(row.to) && isPlainVisible(row, heap.objects.flags[row.from]),
  );
  const references = (object: number): number => world.count(object) - inner.filter((row) => row.to === object).length;
  const held = closure(
    inner,
    [...candidates].filter((object) => references(object) > 0),
    new Set(),
  );
  const isLegacy = (object: number): boolean => (heap.types.traits[heap.objects.type[object]] & 0b101000) === 0b1000;
  const legacy = [...candidates].filter((object) => !held.has(object) && isLegacy(object));
  // The list gc.garbage holds each, also those whose counts are too low.
  for (const object of legacy) world.keep(object);
  const uncollectable = closure(inner, legacy, held);
  for (const object of candidates) if (!held.has(object) && !uncollectable.has(object)) freed.add(object);
  world.settle();
  const gone = [...world.before].filter((object) => !after.has(object));
  return {
    atOnce: new Set(gone.filter((object) => atOnce.has(object))),
    byCollector: new Set(gone.filter((object) => freed.has(object) && !atOnce.has(object))),
    stays: new Set(gone.filter((object) => !freed.has(object))),
    garbage: new Set([...atOnce].filter((object) => !world.before.has(object))),
  };
}

export interface NaiveCounts {
  readonly rows: readonly PlainReference[];
  readonly kept: readonly PlainReference[];
  readonly before: ReadonlySet<number>;
  readonly after: ReadonlySet<number>;
  readonly freed: Set<number>;
  count(object: number): number;
  /** No drop frees it from now on. */
  keep(object: number): void;
  /** Takes one count; 0 left: freed, unless alive or immortal. */
  drop(object: number): void;
  /** Whatever is in `freed` drops what it holds, once. */
  settle(): void;
}

function naiveCounts(heap: Heap, roots: readonly number[], cuts: ReadonlySet<number>): NaiveCounts {
  const rows = plainReferences(heap);
  const kept = rows.filter((_, row) => !cuts.has(row));
  const before = closure(rows.filter(isPlainStrong), roots, new Set());
  const after = closure(kept.filter(isPlainStrong), roots, new Set());
  const counts = [...heap.objects.refcount];
  const freed = new Set<number>();
  const settled = new Set<number>();
  const drop = (object: number): void => {
    if (after.has(object) || counts[object] === 0) return;
    counts[object]--;
    if (counts[object] === 0 && (heap.objects.flags[object] & (FLAG.immortal | FLAG.static)) === 0) freed.add(object);
  };
  const settle = (): void => {
    // Objects that fall meanwhile join the set and are met by the same loop.
    for (const object of freed) {
      if (settled.has(object)) continue;
      settled.add(object);
      for (const row of kept) if (row.from === object && isPlainCounted(heap, row)) drop(row.to);
    }
  };
  return {
    rows,
    kept,
    before,
    after,
    freed,
    count: (object) => counts[object],
    keep: (object) => {
      counts[object] = Infinity;
    },
    drop,
    settle,
  };
}

/** A heap made anew without `cuts` and without the rows of `freed` objects, and the counts that this takes away. */
export function heapWithout(heap: Heap, cuts: ReadonlySet<number>, freed: ReadonlySet<number>): Heap {
  const rows = plainReferences(heap);
  const isLeft = rows.map((row, at) => !cuts.has(at) && !freed.has(row.from));
  const refcount = heap.objects.refcount.slice();
  rows.forEach((row, at) => {
    if (!isLeft[at] && isPlainCounted(heap, row)) refcount[row.to] = Math.max(0, refcount[row.to] - 1);
  });
  const left = [...rows.keys()].filter((at) => isLeft[at]);
  const first = new Uint32Array(heap.objects.length + 1);
  for (const at of left) first[rows[at].from + 1]++;
  for (let i = 0; i < heap.objects.length; i++) first[i + 1] += first[i];
  return {
    ...heap,
    objects: { ...heap.objects, refcount },
    references: {
      length: left.length,
      first,
      target: idColumn(Uint32Array.from(left, (at) => rows[at].to)),
      kind: Uint8Array.from(left, (at) => heap.references.kind[at]),
      label: Uint32Array.from(left, (at) => heap.references.label[at]),
    },
  };
}

export function amountOf(
  heap: Heap,
  objects: ReadonlySet<number>,
): { readonly objects: number; readonly selfSize: number } {
  return { objects: objects.size, selfSize: bytesOf(heap, objects) };
}

function isPlainCounted(heap: Heap, row: PlainReference): boolean {
  return isPlainStrong(row) && (row.kind !== 'key' || (heap.objects.flags[row.from] & FLAG.splitKeys) === 0);
}

function isPlainCollected(heap: Heap, object: number): boolean {
  const flags = heap.objects.flags[object];
  const apart = (flags & (FLAG.immortal | FLAG.static | FLAG.frozen)) !== 0;
  return (flags & FLAG.tracked) !== 0 && heap.objects.generation[object] !== GENERATION.permanent && !apart;
}

/** A reference of a component graph: from, to, weight. Its ReferenceId is 100 + its place. */
export type PlainRow = readonly [from: number, to: number, weight: number];

/** Rows are grouped by source in the order given; member m is object 10 + m. */
export function graphOf(length: number, rows: readonly PlainRow[]): ComponentGraph {
  const sorted = rows.map((row, at) => ({ row, at })).sort((a, b) => a.row[0] - b.row[0] || a.at - b.at);
  const first = new Uint32Array(length + 1);
  for (const [from] of rows) first[from + 1]++;
  for (let m = 0; m < length; m++) first[m + 1] += first[m];
  return {
    length,
    member: idColumn(Uint32Array.from({ length }, (_, m) => 10 + m)),
    first,
    target: Uint32Array.from(sorted, ({ row }) => row[1]),
    reference: idColumn(Uint32Array.from(sorted, (_, at) => 100 + at)),
    weight: Uint8Array.from(sorted, ({ row }) => row[2]),
  };
}

/** Strongly connected: a ring through all members and random rows on top, some parallel, some from a member to itself. */
export function randomComponent(random: Random, most: number, weights: readonly number[]): ComponentGraph {
  const length = 1 + Math.floor(random() * most);
  const pick = (count: number): number => Math.floor(random() * count);
  const weight = (): number => weights[pick(weights.length)];
  const rows: PlainRow[] = shuffled(random, length).map((m, at, ring) => [m, ring[(at + 1) % length], weight()]);
  for (let more = pick(length + 2); more > 0; more--) rows.push([pick(length), pick(length), weight()]);
  for (let more = pick(3); more > 0; more--) rows.push(rows[pick(rows.length)]);
  return graphOf(length, rows);
}

/** The rows of a graph, ascending ReferenceIds. */
export function rowsOfGraph(graph: ComponentGraph): readonly PlainRow[] {
  return [...graph.target].map((to, row) => [
    graph.first.findLastIndex((start) => start <= row),
    to,
    graph.weight[row],
  ]);
}

/** Bit m of cell v: v reaches m over at least one row; at most 31 members. */
export function reachMasks(length: number, rows: readonly PlainRow[]): readonly number[] {
  const next = new Array<number>(length).fill(0);
  for (const [from, to] of rows) next[from] |= 1 << to;
  const reach = [...next];
  for (let m = 0; m < length; m++) {
    for (let v = 0; v < length; v++) if ((reach[v] & (1 << m)) !== 0) reach[v] |= reach[m];
  }
  return reach;
}

export function isStronglyConnected(length: number, rows: readonly PlainRow[]): boolean {
  const all = 2 ** length - 1;
  return reachMasks(length, rows).every((mask, m) => (mask | (1 << m)) === all);
}

/** Members that reach themselves. */
export function naiveCyclic(length: number, rows: readonly PlainRow[]): number {
  return reachMasks(length, rows).filter((mask, m) => (mask & (1 << m)) !== 0).length;
}

/** No cycle is left but those of structural references (weight 255), and no two of their groups are in one cycle. */
export function isAcyclicBut(length: number, rows: readonly PlainRow[]): boolean {
  const structural = reachMasks(
    length,
    rows.filter((row) => row[2] === 255),
  );
  const all = reachMasks(length, rows);
  const isMutual = (masks: readonly number[], m: number, other: number): boolean =>
    (masks[m] & (1 << other)) !== 0 && (masks[other] & (1 << m)) !== 0;
  return all.every((_, m) => all.every((_mask, other) => !isMutual(all, m, other) || isMutual(structural, m, other)));
}

/** Of all sets of editable rows that leave no cycle: least weight, then fewest rows, then lowest row numbers. */
export function naiveFeedback(length: number, rows: readonly PlainRow[]): readonly number[] {
  const editable = [...rows.keys()].filter((row) => rows[row][2] !== 255);
  let best: readonly number[] = editable;
  for (let subset = 0; subset < 2 ** editable.length; subset++) {
    const cut = editable.filter((_, i) => (subset & (1 << i)) !== 0);
    if (compareCuts(rows, cut, best) >= 0) continue;
    if (
      isAcyclicBut(
        length,
        rows.filter((_, row) => !cut.includes(row)),
      )
    )
      best = cut;
  }
  return best;
}

function weightOf(rows: readonly PlainRow[], cut: readonly number[]): number {
  return cut.reduce((sum, row) => sum + rows[row][2], 0);
}

function compareCuts(rows: readonly PlainRow[], a: readonly number[], b: readonly number[]): number {
  const order = weightOf(rows, a) - weightOf(rows, b) || a.length - b.length;
  const differs = a.findIndex((row, i) => row !== b[i]);
  return order !== 0 || differs < 0 ? order : a[differs] - b[differs];
}

/** Objects that `start` reaches over `rows`, as a mask; at most 31 objects. */
export function reachMask(rows: readonly PlainRow[], start: number): number {
  let mask = start;
  for (let before = 0; before !== mask;) {
    before = mask;
    for (const [from, to] of rows) if ((mask & (1 << from)) !== 0) mask |= 1 << to;
  }
  return mask;
}

/** All smallest sets of at most `most` rows lighter than 255 whose removal leaves `members` unreached by `roots` (masks). */
export function naiveMinimumCuts(
  rows: readonly PlainRow[],
  roots: number,
  members: number,
  most: number,
): readonly (readonly number[])[] {
  const editable = [...rows.keys()].filter((row) => rows[row][2] !== 255);
  let cuts: readonly (readonly number[])[] = [[]];
  for (let size = 0; size <= most; size++) {
    const found = cuts.filter((cut) => (reachMask(rowsWithout(rows, cut), roots) & members) === 0);
    if (found.length > 0) return found;
    cuts = cuts.flatMap((cut) => editable.filter((row) => row > (cut.at(-1) ?? -1)).map((row) => [...cut, row]));
  }
  return [];
}

export function rowsWithout(rows: readonly PlainRow[], cut: readonly number[]): readonly PlainRow[] {
  return rows.filter((_, row) => !cut.includes(row));
}
