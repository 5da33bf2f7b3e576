// Strongly connected components after Pearce, "A space-efficient algorithm for finding strongly connected components" (2016).
import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { skipBase, type RowSkips } from './rowFilter.ts';

export interface StrongGroups {
  readonly length: number;
  /** Per object: its group, numbered as they are completed; NONE: in no cycle. */
  readonly of: Uint32Array;
}

/**
 * Groups of more than one object, and single objects that refer to themselves, over rows outside `skips` between objects
 * outside `without`. O(objects + references); 12 bytes and 2 bits per object on top of the result, no recursion.
 *
 * `rank` is the paper's rindex: 0 not visited, then the lowest index reachable so far; completed objects get DONE, which no
 * comparison can lower, so the paper's second counter is not needed. Objects in `without` start as DONE.
 */
export function stronglyConnected(heap: Heap, skips: RowSkips, without: Bits, ledger: Ledger, task: Task): StrongGroups {
  const n = heap.objects.length;
  task.phase('components', n);
  const state: State = {
    heap,
    skips,
    of: allocateU32(n, 'components.of', ledger).fill(NONE),
    rank: allocateU32(n, 'component ranks', ledger),
    stack: allocateU32(n, 'component stack', ledger),
    cursor: allocateU32(n, 'component cursor', ledger),
    lowered: emptyBits(n, 'component marks', ledger),
    selves: emptyBits(n, 'component marks', ledger),
    index: 1,
    seen: 0,
    groups: 0,
    tail: n,
    task,
  };
  const { rank } = state;
  for (let object = 0; object < n; object++) if (hasBit(without, object)) rank[object] = DONE;
  for (let object = 0; object < n; object++) if (rank[object] === 0) visit(state, object);
  release(rank.byteLength + state.stack.byteLength + state.cursor.byteLength, ledger);
  release(state.lowered.byteLength + state.selves.byteLength, ledger);
  return { length: state.groups, of: state.of };
}

const DONE = 0xffffffff;

interface State {
  readonly heap: Heap;
  readonly skips: RowSkips;
  readonly of: Uint32Array;
  readonly rank: Uint32Array;
  /** The path grows from the front, finished members of open components from the back: no object is on both. */
  readonly stack: Uint32Array;
  /** Per depth of the path: the row to look at next. */
  readonly cursor: Uint32Array;
  /** Not the root of its component. */
  readonly lowered: Bits;
  readonly selves: Bits;
  index: number;
  seen: number;
  groups: number;
  tail: number;
  readonly task: Task;
}

/** One depth-first tree. A row that leads to a new object is looked at again when that object is done. */
function visit(state: State, start: number): void {
  const { rank, stack, cursor } = state;
  const { first } = state.heap.references;
  let depth = 0;
  stack[0] = start;
  cursor[0] = first[start];
  rank[start] = state.index++;
  while (depth >= 0) {
    const object = stack[depth];
    const row = scan(state, object, cursor[depth]);
    if (row === NONE) {
      depth--;
      finish(state, object);
      continue;
    }
    cursor[depth++] = row;
    const next = state.heap.references.target[row];
    stack[depth] = next;
    cursor[depth] = first[next];
    rank[next] = state.index++;
    if ((++state.seen & 4095) === 0) state.task.step(4096);
  }
}

/** Lowers the rank of `object` by its rows from `from` on; stops at the first that leads to a new object. NONE: all done. */
function scan(state: State, object: number, from: number): number {
  const { rank, skips } = state;
  const { first, target, kind } = state.heap.references;
  const base = skipBase(state.heap.objects.flags[object]);
  const end = first[object + 1];
  const before = rank[object];
  let low = before;
  let row = from;
  for (; row < end; row++) {
    if (skips[base | kind[row]] !== 0) continue;
    const to = target[row];
    const reached = rank[to];
    if (reached === 0) break;
    if (reached < low) low = reached;
    if (to === object) setBit(state.selves, object);
  }
  if (low < before) {
    rank[object] = low;
    setBit(state.lowered, object);
  }
  return row < end ? row : NONE;
}

function finish(state: State, object: number): void {
  const { rank, stack, of } = state;
  if (hasBit(state.lowered, object)) {
    stack[--state.tail] = object;
    return;
  }
  const n = rank.length;
  const low = rank[object];
  const from = state.tail;
  let tail = from;
  while (tail < n && rank[stack[tail]] >= low) {
    const member = stack[tail++];
    of[member] = state.groups;
    rank[member] = DONE;
  }
  state.tail = tail;
  state.index -= tail - from + 1;
  rank[object] = DONE;
  if (tail === from && !hasBit(state.selves, object)) return;
  of[object] = state.groups++;
}
