// Dominators of one component from its first member, by semi-NCA as in dominators.ts, and intervals that say who dominates whom.
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { nearestCommonAncestors } from './nearestCommon.ts';

/** Adjacency; `row` is the row of the component graph that each entry stands for. */
export interface Flow {
  readonly first: Uint32Array;
  readonly target: Uint32Array;
  readonly row: Uint32Array;
}

/** Columns by preorder number, 1 is the start; cell 0 is unused. */
export interface FlowDominators {
  /** By member: its number. */
  readonly number: Uint32Array;
  /** The member of a number. */
  readonly order: Uint32Array;
  readonly dominator: Uint32Array;
  /** w dominates x exactly when start[w] <= start[x] < end[w]. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

/** From member 0, which reaches all. `reversed` holds the same rows the other way round. O(rows log members). */
export function flowDominators(flow: Flow, reversed: Flow, ledger: Ledger, task: Task): FlowDominators {
  const n = flow.first.length - 1;
  const number = allocateU32(n, 'flow numbers', ledger);
  const order = allocateU32(n + 1, 'flow order', ledger);
  const dominator = allocateU32(n + 1, 'flow dominators', ledger);
  const semi = allocateU32(n + 1, 'flow semidominators', ledger);
  const ancestor = allocateU32(n + 1, 'flow forest', ledger);
  const label = allocateU32(n + 1, 'flow forest', ledger);
  const path = allocateU32(n + 1, 'flow path', ledger);
  numberAll(flow, { number, order, parent: dominator, path, cursor: label });
  ancestor.set(dominator);
  findSemidominators(reversed, { number, order, semi, ancestor, label, path }, task);
  nearestCommonAncestors(dominator, semi, { depth: ancestor, jump: label }, task);
  release(semi.byteLength + path.byteLength, ledger);
  setIntervals(dominator, ancestor, label);
  return { number, order, dominator, start: ancestor, end: label };
}

export function releaseDominators(tree: FlowDominators, ledger: Ledger): void {
  const { number, order, dominator, start, end } = tree;
  release(number.byteLength + order.byteLength + dominator.byteLength + start.byteLength + end.byteLength, ledger);
}

interface Walk {
  readonly number: Uint32Array;
  readonly order: Uint32Array;
  readonly parent: Uint32Array;
  readonly path: Uint32Array;
  readonly cursor: Uint32Array;
}

/** Depth-first preorder. */
function numberAll(flow: Flow, { number, order, parent, path, cursor }: Walk): void {
  let count = 1;
  let depth = 0;
  number[0] = 1;
  order[1] = 0;
  path[0] = 0;
  cursor[0] = flow.first[0];
  while (depth >= 0) {
    const m = path[depth];
    if (cursor[m] === flow.first[m + 1]) {
      depth--;
      continue;
    }
    const to = flow.target[cursor[m]++];
    if (number[to] !== 0) continue;
    number[to] = ++count;
    order[count] = to;
    parent[count] = number[m];
    path[++depth] = to;
    cursor[to] = flow.first[to];
  }
}

interface Forest {
  readonly number: Uint32Array;
  readonly order: Uint32Array;
  readonly semi: Uint32Array;
  /** Tree parent, then the topmost linked ancestor. */
  readonly ancestor: Uint32Array;
  /** The least semidominator on the way up to there. */
  readonly label: Uint32Array;
  readonly path: Uint32Array;
}

function findSemidominators(reversed: Flow, forest: Forest, task: Task): void {
  const { number, order, semi, ancestor, label } = forest;
  for (let w = order.length - 1; w > 1; w--) {
    if ((w & 4095) === 4095) task.step(4096);
    const m = order[w];
    let least = w;
    for (let i = reversed.first[m]; i < reversed.first[m + 1]; i++) {
      const v = number[reversed.target[i]];
      if (v > w && ancestor[v] > w) compress(forest, v, w);
      const candidate = v > w ? label[v] : v;
      if (candidate < least) least = candidate;
    }
    semi[w] = least;
    label[w] = least;
  }
}

function compress({ ancestor, label, path }: Forest, v: number, w: number): void {
  let top = 0;
  let u = v;
  while (ancestor[u] > w) {
    path[top++] = u;
    u = ancestor[u];
  }
  const root = ancestor[u];
  let least = label[u];
  while (top > 0) {
    u = path[--top];
    if (label[u] > least) label[u] = least;
    else least = label[u];
    ancestor[u] = root;
  }
}

/** Preorder intervals of the dominator tree; dominators have smaller numbers than what they dominate. */
function setIntervals(dominator: Uint32Array, start: Uint32Array, end: Uint32Array): void {
  const n = dominator.length - 1;
  const size = end.fill(1);
  for (let w = n; w > 1; w--) size[dominator[w]] += size[w];
  // While w's children are placed, start[w] moves over what they have taken.
  start[1] = 0;
  for (let w = 2; w <= n; w++) {
    const d = dominator[w];
    start[w] = start[d] + 1;
    start[d] += size[w];
  }
  for (let w = 1; w <= n; w++) {
    start[w] -= size[w] - 1;
    end[w] = start[w] + size[w];
  }
}
