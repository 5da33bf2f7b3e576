// Naive answers by definition, with sets and maps: what the analyses are compared with on small heaps. Quadratic on purpose.
import { NONE } from '../base/brand.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { HIDDEN, referenceKind } from '../model/kinds.ts';

/** One row of a heap, spelled out. */
export interface PlainReference {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
  readonly hidden: boolean;
}

export function plainReferences(heap: Heap): readonly PlainReference[] {
  const rows: PlainReference[] = [];
  for (let from = 0; from < heap.objects.length; from++) {
    for (let row = heap.references.first[from]; row < heap.references.first[from + 1]; row++) {
      const code = heap.references.kind[row];
      rows.push({ from, to: heap.references.target[row], kind: referenceKind(code), hidden: (code & HIDDEN) !== 0 });
    }
  }
  return rows;
}

export const isPlainStrong = (row: PlainReference): boolean => row.kind !== 'weak';

/** Everything `from` reaches over `rows` without entering `without`. */
export function closure(
  rows: readonly PlainReference[],
  from: Iterable<number>,
  without: ReadonlySet<number>,
): Set<number> {
  const found = new Set([...from].filter((object) => !without.has(object)));
  for (let grew = true; grew;) {
    grew = false;
    for (const { from: source, to } of rows) {
      if (!found.has(source) || found.has(to) || without.has(to)) continue;
      found.add(to);
      grew = true;
    }
  }
  return found;
}

/** Starts of the unreachable part: the lowest of each dead group whose members alone reach it. */
export function naiveStarts(
  rows: readonly PlainReference[],
  n: number,
  reached: ReadonlySet<number>,
): readonly number[] {
  const reaches = Array.from({ length: n }, (_, object) => closure(rows, [object], reached));
  return [...reaches.keys()].filter((object) => {
    const above = [...reaches.keys()].filter((other) => reaches[other].has(object));
    return !reached.has(object) && above.every((other) => other >= object && reaches[object].has(other));
  });
}

export interface NaiveWorld {
  readonly n: number;
  readonly rows: readonly PlainReference[];
  readonly roots: readonly number[];
  readonly reached: ReadonlySet<number>;
  readonly starts: readonly number[];
}

/** Strong references, what the roots reach, and where the rest starts. */
export function naiveWorld(heap: Heap, roots: Iterable<number>): NaiveWorld {
  const n = heap.objects.length;
  const rows = plainReferences(heap).filter(isPlainStrong);
  const reached = closure(rows, roots, new Set());
  return { n, rows, roots: [...roots], reached, starts: naiveStarts(rows, n, reached) };
}

/** What vanishes with `members`: reachable objects lost to the roots, and dead ones lost to the starts of the dead part. */
export function naiveLost(world: NaiveWorld, members: ReadonlySet<number>): Set<number> {
  const alive = closure(world.rows, world.roots, members);
  const dead = closure(world.rows, world.starts, new Set([...members, ...world.reached]));
  return new Set(
    Array.from({ length: world.n }, (_, object) => object).filter((object) => !alive.has(object) && !dead.has(object)),
  );
}

export function bytesOf(heap: Heap, objects: Iterable<number>): number {
  let bytes = 0;
  for (const object of objects) bytes += heap.objects.selfSize[object];
  return bytes;
}

/** Immediate dominators by deletion: d dominates v when v is lost with d; the nearest is the one that all others dominate. */
export function naiveDominators(world: NaiveWorld): readonly number[] {
  const lostWith = Array.from({ length: world.n }, (_, object) => naiveLost(world, new Set([object])));
  return lostWith.map((_, v) => {
    const above = lostWith.flatMap((lost, d) => (d !== v && lost.has(v) ? [d] : []));
    return above.find((d) => above.every((other) => lostWith[other].has(d))) ?? NONE;
  });
}

/** Steps from the nearest of `recorded`, and for what is left from the nearest root at all; NONE when unreachable. */
export function naiveDepths(world: NaiveWorld, recorded: readonly number[]): readonly number[] {
  const depth = new Array<number>(world.n).fill(NONE);
  for (const starts of [recorded, world.roots]) {
    const before = new Set(depth.flatMap((steps, object) => (steps === NONE ? [] : [object])));
    for (const root of starts) if (!before.has(root)) depth[root] = 0;
    for (let round = 0; round < world.n; round++) {
      for (const { from, to } of world.rows) {
        if (depth[from] === round && !before.has(from) && depth[to] === NONE) depth[to] = round + 1;
      }
    }
  }
  return depth;
}

/** Groups that reach each other over `rows`, and self references; each sorted, by falling bytes, then by first member. */
export function naiveComponents(heap: Heap, rows: readonly PlainReference[]): readonly (readonly number[])[] {
  const n = heap.objects.length;
  const next = (object: number): number[] => rows.filter((row) => row.from === object).map((row) => row.to);
  const reaches = Array.from({ length: n }, (_, object) => closure(rows, next(object), new Set()));
  const groups: number[][] = [];
  for (let object = 0; object < n; object++) {
    const group = [...reaches[object]].filter((other) => reaches[other].has(object)).sort((a, b) => a - b);
    if (group[0] === object) groups.push(group);
  }
  return groups.sort((a, b) => bytesOf(heap, b) - bytesOf(heap, a) || a[0] - b[0]);
}

/** Strong references per object, shared keys tables instead of the keys of split dicts. */
export function naiveFound(heap: Heap): readonly number[] {
  const found = new Array<number>(heap.objects.length).fill(0);
  for (const row of plainReferences(heap)) {
    const isSharedKey = row.kind === 'key' && (heap.objects.flags[row.from] & FLAG.splitKeys) !== 0;
    if (isPlainStrong(row) && !isSharedKey) found[row.to]++;
  }
  for (const key of heap.sharedKeys.key) found[key]++;
  return found;
}

export interface NaiveReplay {
  readonly outside: ReadonlyMap<number, number>;
  readonly unreachable: ReadonlySet<number>;
}

/** cpython/semantics.md 3.1 for generations <= `oldest`, in its own words. */
export function naiveReplay(heap: Heap, oldest: number): NaiveReplay {
  const { flags, generation, refcount, length } = heap.objects;
  const collected = new Set<number>();
  for (let object = 0; object < length; object++) {
    const tracked = (flags[object] & FLAG.tracked) !== 0 && generation[object] !== GENERATION.permanent;
    const apart = (flags[object] & (FLAG.immortal | FLAG.static | FLAG.frozen)) !== 0;
    if (tracked && !apart && generation[object] <= oldest) collected.add(object);
  }
  const rows = plainReferences(heap).filter(
    (row) => collected.has(row.from) && collected.has(row.to) && isPlainVisible(row, flags[row.from]),
  );
  const outside = new Map([...collected].map((object) => [object, refcount[object]]));
  for (const { to } of rows) outside.set(to, (outside.get(to) ?? 0) - 1);
  const held = [...collected].filter((object) => (outside.get(object) ?? 0) > 0);
  const reached = closure(rows, held, new Set());
  return { outside, unreachable: new Set([...collected].filter((object) => !reached.has(object))) };
}

export function isPlainVisible(row: PlainReference, flags: number): boolean {
  if (row.hidden || row.kind === 'weak') return false;
  if (row.kind === 'instanceType') return (flags & FLAG.typeNotVisited) === 0;
  return row.kind !== 'key' || (flags & FLAG.splitKeys) === 0;
}
