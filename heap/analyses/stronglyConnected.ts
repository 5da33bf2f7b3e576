// Strongly connected components after Pearce, "A space-efficient algorithm for finding strongly connected components" (2016).
import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { dependsOnSource, skipBase, type RowSkips } from './rowFilter.ts';

export interface StrongGroups {
  readonly length: number;
  /** Per object: its group, numbered as they are completed; NONE: in no cycle. */
  readonly of: Uint32Array;
}

/**
 * Groups of more than one object, and single objects that refer to themselves, over rows outside `skips` between objects
 * outside `without`. O(objects + references); 16 bytes and 2 bits per object on top of the result, no recursion.
 *
 * `rank` is the paper's rindex: 0 not visited, then the lowest index reachable so far; completed objects get DONE, which no
 * comparison can lower, so the paper's second counter is not needed. Objects in `without` start as DONE, and objects without
 * references become DONE when they are met.
 */
export function stronglyConnected(
  heap: Heap,
  skips: RowSkips,
  without: Bits,
  ledger: Ledger,
  task: Task,
): StrongGroups {
  const n = heap.objects.length;
  task.phase('components', n);
  const state: State = {
    heap,
    skips,
    of: allocateU32(n, 'components.of', ledger).fill(NONE),
    rank: allocateU32(n, 'component ranks', ledger),
    stack: allocateU32(n, 'component stack', ledger),
    cursor: allocateU32(n, 'component cursor', ledger),
    end: allocateU32(n, 'component cursor', ledger),
    lowered: emptyBits(n, 'component marks', ledger),
    selves: emptyBits(n, 'component marks', ledger),
    index: 1,
    groups: 0,
    tail: n,
  };
  const { rank } = state;
  for (let object = 0; object < n; object++) if (hasBit(without, object)) rank[object] = DONE;
  for (let object = 0; object < n; object++) if (rank[object] === 0) visit(state, object, task);
  release(rank.byteLength + state.stack.byteLength + state.cursor.byteLength + state.end.byteLength, ledger);
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
  /** Per depth of the path: the row to look at next, and where the rows end. */
  readonly cursor: Uint32Array;
  readonly end: Uint32Array;
  /** Not the root of its component. */
  readonly lowered: Bits;
  readonly selves: Bits;
  index: number;
  groups: number;
  tail: number;
}

/** One depth-first tree. */
function visit(state: State, start: number, task: Task): void {
  const { rank, stack, cursor, end } = state;
  const { first, target } = state.heap.references;
  let depth = 0;
  let seen = 0;
  stack[0] = start;
  cursor[0] = first[start];
  end[0] = first[start + 1];
  rank[start] = state.index++;
  while (depth >= 0) {
    const row = cursor[depth] < end[depth] ? scan(state, depth) : NONE;
    if (row === NONE) {
      const object = stack[depth--];
      const low = finish(state, object);
      if (depth >= 0) lower(state, stack[depth], low);
      continue;
    }
    cursor[depth++] = row + 1;
    const next = target[row];
    stack[depth] = next;
    cursor[depth] = first[next];
    end[depth] = first[next + 1];
    rank[next] = state.index++;
    if ((++seen & 4095) === 0) task.step(4096);
  }
}

function lower(state: State, object: number, low: number): void {
  if (low >= state.rank[object]) return;
  state.rank[object] = low;
  setBit(state.lowered, object);
}

/** Lowers the object at `depth` by its rows; stops at the first row that leads to a new object. NONE: no row is left. */
function scan(state: State, depth: number): number {
  const { rank, skips } = state;
  const { first, target, kind } = state.heap.references;
  const object = state.stack[depth];
  const base = dependsOnSource(skips) ? skipBase(state.heap.objects.flags[object]) : 0;
  const end = state.end[depth];
  let low = DONE;
  let row = state.cursor[depth];
  for (; row < end; row++) {
    if (skips[base | kind[row]] !== 0) continue;
    const to = target[row];
    const reached = rank[to];
    if (reached === 0) {
      if (first[to] < first[to + 1]) break;
      rank[to] = DONE;
    } else if (reached < low) low = reached;
    if (to === object) setBit(state.selves, object);
  }
  lower(state, object, low);
  return row < end ? row : NONE;
}

/** Completes a component, or leaves the object to the root of its own. Returns the rank it hands to its parent. */
function finish(state: State, object: number): number {
  const { rank, stack, of } = state;
  const low = rank[object];
  if (hasBit(state.lowered, object)) {
    stack[--state.tail] = object;
    return low;
  }
  const n = rank.length;
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
  if (tail === from && !hasBit(state.selves, object)) return DONE;
  of[object] = state.groups++;
  return DONE;
}
