// Layered placement from left to right: holders before what they hold. Input may contain cycles.
import type { Plan, Point } from './place.ts';

/** A reference that starts or ends beside the middle of a tall box. */
export interface LayerLink {
  readonly from: number;
  readonly to: number;
  readonly fromShift: number;
  readonly toShift: number;
}

export interface LayerPlan extends Plan {
  readonly links: readonly LayerLink[];
}

const COLUMN_GAP = 96;
const ROW_GAP = 20;
const SWEEPS = 8;

/**
 * Middles of the shapes, not of their footprints: a chain is a straight line. After Sugiyama, Tagawa and Toda 1981, without dummy boxes: back references found by depth-first search are ignored, columns are
 * longest paths, rows follow the mean of their neighbours. Cost: O(sweeps (n log n + links)). Does not minimise crossings.
 */
export function layered(plan: LayerPlan): Point[] {
  const forward = withoutCycles(plan);
  const columns = columnsOf(plan, ranksOf(plan, forward));
  const y = rowsOf(plan, forward, columns);
  const x = new Float64Array(plan.boxes.length);
  let left = 0;
  for (const column of columns) {
    const width = Math.max(...column.map((row) => plan.boxes[row]?.width ?? 0));
    for (const row of column) x[row] = left + width / 2;
    left += width + COLUMN_GAP;
  }
  return plan.boxes.map((_, row) => ({ x: x[row] ?? 0, y: y[row] ?? 0 }));
}

/** Links without those that lead back to an ancestor of the depth-first search. */
function withoutCycles(plan: LayerPlan): readonly LayerLink[] {
  const out = plan.boxes.map((_, row) => plan.links.filter((link) => link.from === row));
  const entered = new Set(plan.links.map((link) => link.to));
  const state = new Uint8Array(plan.boxes.length);
  const forward: LayerLink[] = [];
  const starts = plan.boxes.map((_, row) => row).sort((a, b) => Number(entered.has(a)) - Number(entered.has(b)));
  for (const start of starts) {
    if (state[start] !== 0) continue;
    const stack = [{ row: start, next: 0 }];
    state[start] = 1;
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const link = out[top.row]?.[top.next++];
      if (link === undefined) {
        state[top.row] = 2;
        stack.pop();
        continue;
      }
      // 1: on the stack, so this reference closes a cycle.
      if (state[link.to] === 1) continue;
      forward.push(link);
      if (state[link.to] === 2) continue;
      state[link.to] = 1;
      stack.push({ row: link.to, next: 0 });
    }
  }
  return forward;
}

/** Longest path from the left; holders nobody holds stand directly before what they hold. */
function ranksOf(plan: LayerPlan, forward: readonly LayerLink[]): Int32Array {
  const ranks = new Int32Array(plan.boxes.length);
  const waiting = new Int32Array(plan.boxes.length);
  const out: number[][] = plan.boxes.map(() => []);
  for (const { from, to } of forward) {
    bump(waiting, to, 1);
    out[from]?.push(to);
  }
  const sources = plan.boxes.flatMap((_, row) => (waiting[row] === 0 ? [row] : []));
  const free = [...sources];
  for (let row = free.pop(); row !== undefined; row = free.pop()) {
    for (const to of out[row] ?? []) {
      ranks[to] = Math.max(rankOf(ranks, to), rankOf(ranks, row) + 1);
      if (bump(waiting, to, -1) === 0) free.push(to);
    }
  }
  for (const row of sources) {
    const nearest = Math.min(...(out[row] ?? []).map((to) => rankOf(ranks, to)));
    if (Number.isFinite(nearest)) ranks[row] = nearest - 1;
  }
  return ranks;
}

function rankOf(ranks: Int32Array, row: number): number {
  return ranks[row] ?? 0;
}

function bump(counts: Int32Array, row: number, by: number): number {
  return (counts[row] = (counts[row] ?? 0) + by);
}

/** Boxes of one rank; a rank taller than the picture is wide continues in a further column. */
function columnsOf(plan: LayerPlan, ranks: Int32Array): number[][] {
  const byRank = new Map<number, number[]>();
  for (const [row] of plan.boxes.entries()) {
    const rank = ranks[row] ?? 0;
    byRank.set(rank, [...(byRank.get(rank) ?? []), row]);
  }
  const most = Math.max(6, Math.ceil(Math.sqrt(plan.boxes.length) * 1.4));
  return [...byRank.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, rows]) => {
      const parts = Math.ceil(rows.length / most);
      const size = Math.ceil(rows.length / parts);
      return Array.from({ length: parts }, (_, part) => rows.slice(part * size, (part + 1) * size));
    });
}

interface Tie {
  readonly other: number;
  /** Where the other end wants this box, relative to the middle of the other box. */
  readonly shift: number;
}

function rowsOf(plan: LayerPlan, forward: readonly LayerLink[], columns: readonly number[][]): Float64Array {
  const y = new Float64Array(plan.boxes.length);
  const before: Tie[][] = plan.boxes.map(() => []);
  const after: Tie[][] = plan.boxes.map(() => []);
  for (const { from, to, fromShift, toShift } of forward) {
    before[to]?.push({ other: from, shift: fromShift - toShift });
    after[from]?.push({ other: to, shift: toShift - fromShift });
  }
  for (const column of columns) stack(plan, column, y, () => 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    const ties = down ? before : after;
    for (const column of down ? columns : columns.toReversed()) {
      const wanted = new Map(column.map((row) => [row, meanOf(ties[row] ?? [], y) ?? y[row] ?? 0]));
      column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || a - b);
      stack(plan, column, y, (row) => wanted.get(row) ?? 0);
    }
  }
  return y;
}

function meanOf(ties: readonly Tie[], y: Float64Array): number | undefined {
  if (ties.length === 0) return undefined;
  return ties.reduce((sum, tie) => sum + (y[tie.other] ?? 0) + tie.shift, 0) / ties.length;
}

/** In order, as near to the wanted rows as the heights allow: merged blocks stand at the mean of their wishes. */
function stack(plan: LayerPlan, column: readonly number[], y: Float64Array, wanted: (row: number) => number): void {
  const blocks: { rows: number[]; height: number; top: number; wish: number }[] = [];
  for (const row of column) {
    const { height, up } = reach(plan, row);
    let block = { rows: [row], height, top: wanted(row) - up, wish: wanted(row) - up };
    for (let last = blocks.at(-1); last !== undefined && last.top + last.height > block.top; last = blocks.at(-1)) {
      blocks.pop();
      // A wish is where the block's top would be; the later rows wish it higher by what stands above them.
      const wish = last.wish + block.wish - block.rows.length * last.height;
      const rows = [...last.rows, ...block.rows];
      block = { rows, height: last.height + block.height, top: wish / rows.length, wish };
    }
    blocks.push(block);
  }
  for (const block of blocks) {
    let top = block.top;
    for (const row of block.rows) {
      const { height, up } = reach(plan, row);
      y[row] = top + up;
      top += height;
    }
  }
}

/** How high a box stands, and how much of that above the middle of its shape. */
function reach(plan: LayerPlan, row: number): { readonly height: number; readonly up: number } {
  const box = plan.boxes[row];
  const height = (box?.height ?? 0) + ROW_GAP;
  return { height, up: height / 2 - (box?.rise ?? 0) };
}
