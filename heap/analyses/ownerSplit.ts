// Which owners reach each object: alone, together with others, or not at all.
import { emptyBits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { GrowingU32 } from '../base/growing.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn } from '../model/ids.ts';
import { ownerSets, SET_BOUNDS, type OwnerSets, type SetBounds, type SharedPart } from './ownerSets.ts';
import { STRONG_ROWS } from './rowFilter.ts';
import { stronglyConnected } from './stronglyConnected.ts';

/** Cell of `owner` for what several owners reach. */
export const SHARED = NONE - 1;

export interface OwnerSeeds {
  readonly object: Uint32Array;
  /** Below the number of owners. One object may be the seed of several. */
  readonly owner: Uint32Array;
}

export interface OwnerSplit {
  /** Per object: the only owner that reaches it, SHARED, or NONE. */
  readonly owner: Uint32Array;
  /** Shared objects, ascending, and the set of each; NONE where a bound left it unknown. */
  readonly shared: Uint32Array;
  readonly setOf: Uint32Array;
  readonly sets: OwnerSets;
}

/**
 * An owner reaches what a path of rows with `keep` = 1 leads to from one of its seeds. Owned by one alone is the same as dominated
 * by a node above its seeds. Two marks per object are enough to tell one from several; only for the shared part components are
 * found, and sets joined from above to below (`ownerSets`).
 *
 * O(objects + references), and the sizes of the sets that meet at a shared object, bounded; 4 bytes per object and 20 per shared one
 * on top of its references. Multiplicity does not count.
 */
export function ownerSplit(
  heap: Heap,
  keep: Uint8Array,
  seeds: OwnerSeeds,
  owners: number,
  ledger: Ledger,
  task: Task,
  bounds: SetBounds = SET_BOUNDS,
): OwnerSplit {
  const owner = allocateU32(heap.objects.length, 'owners', ledger).fill(NONE);
  spreadOwners(heap, keep, seeds, owner, ledger, task);
  const shared = sharedObjects(owner, ledger);
  const part = sharedPart(heap, keep, seeds, owner, shared, ledger);
  const groups = stronglyConnected(part.heap, STRONG_ROWS, emptyBits(shared.length, 'owners', ledger), ledger, task);
  const result = ownerSets(part, groups, owners, bounds, ledger, task);
  release(part.bytes + groups.of.byteLength, ledger);
  return { owner, shared, ...result };
}

/** Every object is pushed at most twice: when its first owner arrives, and when a second one does. */
function spreadOwners(
  heap: Heap,
  keep: Uint8Array,
  seeds: OwnerSeeds,
  owner: Uint32Array,
  ledger: Ledger,
  task: Task,
): void {
  const { first, target } = heap.references;
  const stack = allocateU32(2 * heap.objects.length, 'owners stack', ledger);
  let top = 0;
  task.phase('marking', heap.objects.length);
  for (let i = 0; i < seeds.object.length; i++) {
    const object = seeds.object[i];
    if (owner[object] === SHARED || owner[object] === seeds.owner[i]) continue;
    owner[object] = owner[object] === NONE ? seeds.owner[i] : SHARED;
    stack[top++] = object;
  }
  let seen = 0;
  while (top > 0) {
    const object = stack[--top];
    if ((++seen & 4095) === 0) task.step(4096);
    const of = owner[object];
    for (let row = first[object]; row < first[object + 1]; row++) {
      if (keep[row] === 0) continue;
      const to = target[row];
      const known = owner[to];
      if (known === of || known === SHARED) continue;
      owner[to] = known === NOBODY ? of : SHARED;
      stack[top++] = to;
    }
  }
  release(stack.byteLength, ledger);
}

function sharedObjects(owner: Uint32Array, ledger: Ledger): Uint32Array {
  let count = 0;
  for (let object = 0; object < owner.length; object++) if (owner[object] === SHARED) count++;
  const shared = allocateU32(count, 'shared objects', ledger);
  let at = 0;
  for (let object = 0; object < owner.length; object++) if (owner[object] === SHARED) shared[at++] = object;
  return shared;
}

function sharedPart(
  heap: Heap,
  keep: Uint8Array,
  seeds: OwnerSeeds,
  owner: Uint32Array,
  shared: Uint32Array,
  ledger: Ledger,
): SharedPart {
  const { first, target } = heap.references;
  const number = allocateU32(heap.objects.length, 'shared numbers', ledger);
  for (let i = 0; i < shared.length; i++) number[shared[i]] = i;
  const rows = new GrowingU32('shared rows', ledger);
  const entered = new GrowingU32('shared entries', ledger);
  const by = new GrowingU32('shared entries', ledger);
  const starts = allocateU32(shared.length + 1, 'shared rows', ledger);
  let numbered = 0;
  for (let object = 0; object < owner.length; object++) {
    const of = owner[object];
    if (of === NOBODY) continue;
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      if (keep[row] === 0 || owner[target[row]] !== SHARED) continue;
      if (of === SHARED) rows.push(number[target[row]]);
      else {
        entered.push(number[target[row]]);
        by.push(of);
      }
    }
    if (of === SHARED) starts[++numbered] = rows.length;
  }
  for (let i = 0; i < seeds.object.length; i++) {
    if (owner[seeds.object[i]] !== SHARED) continue;
    entered.push(number[seeds.object[i]]);
    by.push(seeds.owner[i]);
  }
  release(number.byteLength, ledger);
  const part = { first: starts, target: rows.finish(), entered: entered.finish(), by: by.finish() };
  return { heap: asHeap(heap, part, ledger), entered: part.entered, by: part.by, bytes: bytesOf(part) };
}

const NOBODY = NONE;

interface Rows {
  readonly first: Uint32Array;
  readonly target: Uint32Array;
  readonly entered: Uint32Array;
  readonly by: Uint32Array;
}

const bytesOf = ({ first, target, entered, by }: Rows): number =>
  first.byteLength + target.buffer.byteLength + target.length + entered.buffer.byteLength + by.buffer.byteLength;

/** As much of a heap as the search for components reads. All rows are of one strong kind. */
function asHeap(heap: Heap, { first, target }: Rows, ledger: Ledger): Heap {
  const kind = allocateU8(target.length, 'shared rows', ledger);
  return {
    ...heap,
    objects: { ...heap.objects, length: first.length - 1 },
    references: { ...heap.references, length: target.length, first, target: idColumn(target), kind },
  };
}
