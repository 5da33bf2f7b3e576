// Strongly connected groups of a component graph when some of its rows are left out, after Tarjan (1972).
import { NONE } from '../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { rowOfReference, type ComponentGraph } from './componentGraph.ts';

export interface Groups {
  readonly length: number;
  /** Per member; a group has a greater number than every group it refers to. */
  readonly of: Uint32Array;
  /** Per group: 1 when it holds a cycle, be it a self reference. */
  readonly cyclic: Uint8Array;
}

/** `isOut`: 1 per row that is not there. O(members + rows), no recursion; 4 bytes per member kept, 16 more while it runs. */
export function groupsWithout(graph: ComponentGraph, isOut: Uint8Array, ledger: Ledger, task: Task): Groups {
  const n = graph.length;
  const state: State = {
    graph,
    isOut,
    of: allocateU32(n, 'groups', ledger).fill(NONE),
    index: allocateU32(n, 'group order', ledger),
    low: allocateU32(n, 'group order', ledger),
    open: allocateU32(n, 'open groups', ledger),
    path: allocateU32(n, 'group path', ledger),
    cursor: allocateU32(n, 'group path', ledger),
    cyclic: allocateU8(n, 'cyclic groups', ledger),
    count: 0,
    top: 0,
    length: 0,
  };
  for (let m = 0; m < n; m++) if (state.index[m] === 0) visit(state, m, task);
  release(5 * state.of.byteLength, ledger);
  return { length: state.length, of: state.of, cyclic: state.cyclic };
}

export function releaseGroups(groups: Groups, ledger: Ledger): void {
  release(groups.of.byteLength + groups.cyclic.byteLength, ledger);
}

/** Members that are still in a cycle without `cuts` (ReferenceIds; those of other objects do not matter). */
export function cyclicWithout(graph: ComponentGraph, cuts: ArrayLike<number>, ledger: Ledger, task: Task): number {
  const isOut = allocateU8(graph.target.length, 'cut rows', ledger);
  for (let i = 0; i < cuts.length; i++) {
    const row = rowOfReference(graph, cuts[i]);
    if (row >= 0) isOut[row] = 1;
  }
  const groups = groupsWithout(graph, isOut, ledger, task);
  let left = 0;
  for (let m = 0; m < graph.length; m++) left += groups.cyclic[groups.of[m]];
  releaseGroups(groups, ledger);
  release(isOut.byteLength, ledger);
  return left;
}

interface State {
  readonly graph: ComponentGraph;
  readonly isOut: Uint8Array;
  readonly of: Uint32Array;
  /** Order of the visit from 1 on; 0 not visited. */
  readonly index: Uint32Array;
  readonly low: Uint32Array;
  /** Visited members whose group is not complete. */
  readonly open: Uint32Array;
  readonly path: Uint32Array;
  /** Per member: the row to look at next. */
  readonly cursor: Uint32Array;
  readonly cyclic: Uint8Array;
  count: number;
  top: number;
  length: number;
}

function enter(state: State, m: number): void {
  state.index[m] = ++state.count;
  state.low[m] = state.count;
  state.open[state.top++] = m;
  state.cursor[m] = state.graph.first[m];
}

function visit(state: State, start: number, task: Task): void {
  const { path, low } = state;
  let depth = 0;
  path[0] = start;
  enter(state, start);
  while (depth >= 0) {
    const m = path[depth];
    const next = advance(state, m);
    if (next !== NONE) {
      path[++depth] = next;
      enter(state, next);
      if ((state.count & 4095) === 0) task.step(4096);
      continue;
    }
    if (depth > 0 && low[m] < low[path[depth - 1]]) low[path[depth - 1]] = low[m];
    if (low[m] === state.index[m]) complete(state, m);
    depth--;
  }
}

/** Lowers m by its rows up to the first one that leads to a new member, which is returned; NONE: no row is left. */
function advance(state: State, m: number): number {
  const { first, target } = state.graph;
  const { cursor, index, low, of, isOut } = state;
  while (cursor[m] < first[m + 1]) {
    const row = cursor[m]++;
    if (isOut[row] !== 0) continue;
    const to = target[row];
    if (index[to] === 0) return to;
    if (of[to] === NONE && index[to] < low[m]) low[m] = index[to];
  }
  return NONE;
}

function complete(state: State, root: number): void {
  const { open, of, graph, isOut } = state;
  const group = state.length++;
  let size = 0;
  let m = NONE;
  while (m !== root) {
    m = open[--state.top];
    of[m] = group;
    size++;
  }
  let isCyclic = size > 1;
  for (let row = graph.first[root]; row < graph.first[root + 1] && !isCyclic; row++) {
    isCyclic = graph.target[row] === root && isOut[row] === 0;
  }
  state.cyclic[group] = Number(isCyclic);
}
