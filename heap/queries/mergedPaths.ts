// Where a set of objects hangs: the shortest paths of all its members laid over each other.
import { emptyBits, hasBit, setBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU32, release, type Ledger } from '../base/column.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, referenceId, type ObjectId } from '../model/ids.ts';
import { referenceKind } from '../model/kinds.ts';
import { MOST_ROWS } from '../model/rows.ts';
import type { MergedPaths, MergedRow } from '../model/whyRows.ts';
import { reasonOf } from './expression.ts';
import { labelOf } from './labels.ts';
import { sourceOf } from './neighbours.ts';
import { objectRow } from './objectRow.ts';

/** Rows of one fan. */
const MOST_FAN = 50;

type Tables = { readonly heap: Heap; readonly results: PartialResults };

/**
 * The union of the shortest paths of `set` (by the distances, so recorded roots before counts) as trees, one per root: each row
 * with the members of the set on or below it and the sum of their self sizes. At most `most` rows (500), those with the most
 * members first and at most 50 of one fan; what is left out is counted in `cut` where it is left out. Members are counted once,
 * however often they are in `set`. Undefined without distances. Cost: O(objects + union log objects), where the union is
 * the members and everything on their paths; 4 bytes per object and 28 per object of the union while it runs.
 */
export function mergedPaths(
  tables: Tables,
  set: Uint32Array,
  most: number,
  ledger: Ledger,
  task: Task,
): MergedPaths | undefined {
  const depth = tables.results.distances?.depth;
  if (depth === undefined) return undefined;
  const union = unionOf(tables, set, depth, ledger, task);
  const children = childrenOf(union, ledger);
  const shown = choose(union, children, Math.max(0, Math.min(most, MOST_ROWS)));
  const roots = shown.kept.get(NONE) ?? [];
  const answer: MergedPaths = {
    roots: roots.map((place) => rowOf(tables, union, children, shown, place)),
    cut: cutOf(union, children, roots, union.size),
    members: sumOver(children.of(union.size), union.members),
    bytes: sumOver(children.of(union.size), union.bytes),
    unreachable: union.unreachable,
  };
  union.drop();
  release(children.columnBytes, ledger);
  return answer;
}

/** The objects of all paths, numbered by place: parents, and members below. */
interface Union {
  readonly size: number;
  readonly object: Uint32Array;
  /** Place of the object above; `size` for roots. */
  readonly parent: Uint32Array;
  readonly members: Uint32Array;
  readonly bytes: Float64Array;
  readonly isMember: Uint32Array;
  readonly unreachable: MergedPaths['unreachable'];
  drop(): void;
}

function unionOf(tables: Tables, set: Uint32Array, depth: Uint32Array, ledger: Ledger, task: Task): Union {
  const { heap } = tables;
  task.phase('paths', set.length);
  const place = allocateU32(heap.objects.length, 'merged places', ledger).fill(NONE);
  const taken = emptyBits(heap.objects.length, 'merged members', ledger);
  const objects = new GrowingU32('merged objects', ledger);
  const parents = new GrowingU32('merged parents', ledger);
  let lost = 0;
  let lostBytes = 0;
  for (let i = 0; i < set.length; i++) {
    if ((i & 4095) === 4095) task.step(4096);
    const member = objectId(set[i]);
    if (hasBit(taken, member)) continue;
    setBit(taken, member);
    if (depth[member] === NONE) {
      lost++;
      lostBytes += heap.objects.selfSize[member];
    } else addPath(tables, member, place, objects, parents);
  }
  const size = objects.length;
  const object = objects.finish();
  // Paths were added from below: a parent is written as an object and looked up now.
  const parent = parents.finish();
  for (let i = 0; i < size; i++) parent[i] = parent[i] === NONE ? size : place[parent[i]];
  release(place.byteLength, ledger);
  const members = allocateU32(size, 'merged counts', ledger);
  const bytes = allocateF64(size, 'merged bytes', ledger);
  for (let i = 0; i < size; i++) {
    if (!hasBit(taken, object[i])) continue;
    members[i] = 1;
    bytes[i] = heap.objects.selfSize[object[i]];
  }
  addUpwards({ object, parent, members, bytes }, depth, ledger);
  return {
    size,
    object,
    parent,
    members,
    bytes,
    isMember: taken,
    unreachable: { members: lost, bytes: lostBytes },
    drop() {
      release(taken.byteLength + members.byteLength + bytes.byteLength, ledger);
      objects.drop();
      parents.drop();
    },
  };
}

function addPath(tables: Tables, member: ObjectId, place: Uint32Array, objects: GrowingU32, parents: GrowingU32): void {
  const by = tables.results.distances?.by;
  let at = member;
  while (by !== undefined && place[at] === NONE) {
    place[at] = objects.length;
    objects.push(at);
    const above = by[at];
    if (above === NONE) {
      parents.push(NONE);
      return;
    }
    at = sourceOf(tables.heap, above);
    parents.push(at);
  }
}

/** Adds members and bytes to everything above, deepest objects first. */
function addUpwards(
  union: Pick<Union, 'object' | 'parent' | 'members' | 'bytes'>,
  depth: Uint32Array,
  ledger: Ledger,
): void {
  const { object, parent, members, bytes } = union;
  const order = byDepth(object, depth, ledger);
  for (let i = order.length - 1; i >= 0; i--) {
    const place = order[i];
    if (parent[place] >= members.length) continue;
    members[parent[place]] += members[place];
    bytes[parent[place]] += bytes[place];
  }
  release(order.byteLength, ledger);
}

/** Places by ascending depth of their objects: a counting sort, O(union + depth). */
function byDepth(object: Uint32Array, depth: Uint32Array, ledger: Ledger): Uint32Array {
  let deepest = 0;
  for (let i = 0; i < object.length; i++) deepest = Math.max(deepest, depth[object[i]]);
  const next = allocateU32(deepest + 2, 'merged depths', ledger);
  for (let i = 0; i < object.length; i++) next[depth[object[i]] + 1]++;
  for (let i = 0; i <= deepest; i++) next[i + 1] += next[i];
  const order = allocateU32(object.length, 'merged order', ledger);
  for (let i = 0; i < object.length; i++) order[next[depth[object[i]]]++] = i;
  release(next.byteLength, ledger);
  return order;
}

interface Children {
  /** Places below a place, or the roots for `union.size`; most members first. */
  of(place: number): Uint32Array;
  readonly columnBytes: number;
}

function childrenOf(union: Union, ledger: Ledger): Children {
  const { size, parent, members } = union;
  const first = allocateU32(size + 2, 'merged first', ledger);
  for (let i = 0; i < size; i++) first[parent[i] + 1]++;
  for (let i = 0; i <= size; i++) first[i + 1] += first[i];
  const next = first.slice(0, size + 1);
  const row = allocateU32(size, 'merged rows', ledger);
  for (let i = 0; i < size; i++) row[next[parent[i]]++] = i;
  return {
    of: (place) => row.subarray(first[place], first[place + 1]).sort((a, b) => members[b] - members[a] || a - b),
    columnBytes: first.byteLength + row.byteLength,
  };
}

interface Shown {
  /** Places that became rows, by the place above; NONE for roots. */
  readonly kept: ReadonlyMap<number, readonly number[]>;
}

/** The `most` places with the most members whose parents are chosen too. */
function choose(union: Union, children: Children, most: number): Shown {
  const kept = new Map<number, number[]>();
  const frontier = [...children.of(union.size).subarray(0, MOST_FAN)];
  for (let rows = 0; rows < most && frontier.length > 0; rows++) {
    const best = frontier.splice(placeOfMost(frontier, union.members), 1)[0];
    const above = union.parent[best] === union.size ? NONE : union.parent[best];
    kept.set(above, [...(kept.get(above) ?? []), best]);
    frontier.push(...children.of(best).subarray(0, MOST_FAN));
  }
  return { kept };
}

function placeOfMost(frontier: readonly number[], members: Uint32Array): number {
  let best = 0;
  for (let i = 1; i < frontier.length; i++) if (members[frontier[i]] > members[frontier[best]]) best = i;
  return best;
}

/** Depth of the result is the length of a path, at most `most`: the recursion is over rows, not over the heap. */
function rowOf(tables: Tables, union: Union, children: Children, shown: Shown, place: number): MergedRow {
  const { heap, results } = tables;
  const object = objectId(union.object[place]);
  const by = results.distances?.by[object] ?? NONE;
  const isRoot = by === NONE;
  const below = shown.kept.get(place) ?? [];
  return {
    object: objectRow(heap, results, object),
    label: isRoot ? (reasonOf(heap, results.rootSet, object)?.label ?? '') : labelOf(heap, referenceId(by)),
    kind: isRoot ? 'root' : referenceKind(heap.references.kind[by]),
    member: hasBit(union.isMember, object),
    members: union.members[place],
    bytes: union.bytes[place],
    children: below.map((child) => rowOf(tables, union, children, shown, child)),
    cut: cutOf(union, children, below, place),
  };
}

function cutOf(union: Union, children: Children, shown: readonly number[], place: number): MergedRow['cut'] {
  const all = children.of(place);
  return {
    rows: all.length - shown.length,
    members: sumOver(all, union.members) - sumOver(shown, union.members),
    bytes: sumOver(all, union.bytes) - sumOver(shown, union.bytes),
  };
}

function sumOver(places: Iterable<number>, column: Uint32Array | Float64Array): number {
  let sum = 0;
  for (const place of places) sum += column[place];
  return sum;
}
