// The smallest set of references that parts some objects from every root.
import { hasBit, type Bits } from '../base/bits.ts';
import type { IdColumn } from '../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn, type ReferenceId } from '../model/ids.ts';
import type { CutWeights } from './cutWeights.ts';
import { anchored, regionAround, releaseRegion, type Region, type RegionTables } from './minimumCutRegion.ts';

/**
 * - `cut`: ascending; no set has fewer references. `nearest` lies as close to the members as such a set can, `farthest` as close
 *   to the roots; often they are the same, and both are empty when no root reaches a member.
 * - `anchored`: a member is a root, or only structural references lead to it from one
 * - `manyWays`: more than `most` references would have to be cut
 * - `tooLarge`: more than `limit` objects and references lie around the members
 */
export type MinimumCut =
  | { readonly kind: 'cut'; readonly nearest: IdColumn<ReferenceId>; readonly farthest: IdColumn<ReferenceId> }
  | { readonly kind: 'anchored' | 'manyWays' | 'tooLarge' };

export interface MinimumCutTables extends RegionTables {
  /** Objects and references that may be looked at; MOST_VISITS when left out. */
  readonly limit?: number;
}

const MOST_VISITS = 2_000_000;

/**
 * Ford and Fulkerson with breadth-first ways (Edmonds and Karp 1972), each editable reference wide enough for one, each
 * structural one for any number. `members` are different objects. Searched is only what reaches the members without passing a
 * root or what structural references tie to one: whatever enters those is of no use to a cut.
 *
 * O(structurally anchored objects + `most` * references of the region), the latter at most `limit`; up to 60 bytes per reference
 * of the region while it runs. A cut may need several of the references that one deletion drops, a key and its value.
 */
export function minimumCut(
  heap: Heap,
  tables: MinimumCutTables,
  members: Uint32Array,
  weights: CutWeights,
  most: number,
  ledger: Ledger,
  task: Task,
): MinimumCut {
  task.phase('marking', 0);
  const fixed = anchored(heap, tables.rootSet, weights, ledger, task);
  const found = isOneOf(fixed, members)
    ? ({ kind: 'anchored' } as const)
    : cutAround(heap, tables, fixed, members, weights, most, ledger, task);
  release(fixed.byteLength, ledger);
  return found;
}

function isOneOf(bits: Bits, members: Uint32Array): boolean {
  for (let i = 0; i < members.length; i++) if (hasBit(bits, members[i])) return true;
  return false;
}

function cutAround(
  heap: Heap,
  tables: MinimumCutTables,
  fixed: Bits,
  members: Uint32Array,
  weights: CutWeights,
  most: number,
  ledger: Ledger,
  task: Task,
): MinimumCut {
  const limit = tables.limit ?? MOST_VISITS;
  const region = regionAround(heap, tables, fixed, members, weights, limit, ledger, task);
  if (region === undefined) return { kind: 'tooLarge' };
  const before = ledger.live;
  const search: Search = {
    region,
    flow: allocateU32(region.source.length, 'ways', ledger),
    by: allocateU32(region.length, 'way back', ledger),
    isSeen: allocateU8(region.length, 'way back', ledger),
    queue: allocateU32(region.length, 'way queue', ledger),
  };
  const own = ledger.live - before;
  let ways = 0;
  while (ways <= most && isJoinedBack(search, task)) {
    addWay(search);
    ways++;
  }
  const cut: MinimumCut = ways > most ? { kind: 'manyWays' } : bothCuts(search, ledger, task);
  release(own, ledger);
  releaseRegion(region, ledger);
  return cut;
}

interface Search {
  readonly region: Region;
  /** Per row: ways that use it. */
  readonly flow: Uint32Array;
  /** Per place: the step that led there, `2 * row` along it or `2 * row + 1` against a way that uses it. */
  readonly by: Uint32Array;
  readonly isSeen: Uint8Array;
  readonly queue: Uint32Array;
}

/** No search has to look further once the last one failed: it saw everything that still reaches the members. */
function bothCuts(search: Search, ledger: Ledger, task: Task): MinimumCut {
  const nearest = crossing(search, 1, ledger);
  markForward(search, task);
  return { kind: 'cut', nearest, farthest: crossing(search, 0, ledger) };
}

/** References into the members' side: `side` is the mark of its places. */
function crossing({ region, isSeen }: Search, side: 0 | 1, ledger: Ledger): IdColumn<ReferenceId> {
  const { source, target, reference } = region;
  let count = 0;
  for (let row = 0; row < source.length; row++) {
    if (isSeen[target[row]] === side && isSeen[source[row]] !== side) count++;
  }
  const cut = allocateU32(count, 'minimum cut', ledger);
  count = 0;
  for (let row = 0; row < source.length; row++) {
    if (isSeen[target[row]] === side && isSeen[source[row]] !== side) cut[count++] = reference[row];
  }
  return idColumn(cut.sort());
}

/** Backwards from the members over rows with room left and against ways; marks what it sees. True: place 0 was met. */
function isJoinedBack(search: Search, task: Task): boolean {
  const { region, isSeen, queue } = search;
  isSeen.fill(0);
  let tail = 0;
  for (let p = 1; p <= region.members; p++) {
    isSeen[p] = 1;
    queue[tail++] = p;
  }
  for (let head = 0; head < tail && isSeen[0] === 0; head++) {
    if ((head & 4095) === 4095) task.step(4096);
    tail = expandBack(search, queue[head], tail);
  }
  return isSeen[0] === 1;
}

function expandBack({ region, flow, by, isSeen, queue }: Search, p: number, start: number): number {
  const { first, source, isEditable, outFirst, out, target } = region;
  let tail = start;
  for (let row = first[p]; row < first[p + 1]; row++) {
    const from = source[row];
    if (isSeen[from] === 1 || (isEditable[row] === 1 && flow[row] > 0)) continue;
    isSeen[from] = 1;
    by[from] = 2 * row;
    queue[tail++] = from;
  }
  for (let i = outFirst[p]; i < outFirst[p + 1]; i++) {
    const row = out[i];
    if (flow[row] === 0 || isSeen[target[row]] === 1) continue;
    isSeen[target[row]] = 1;
    by[target[row]] = 2 * row + 1;
    queue[tail++] = target[row];
  }
  return tail;
}

/** From place 0 along the steps of the search to a member. */
function addWay({ region, flow, by }: Search): void {
  let p = 0;
  while (p === 0 || p > region.members) {
    const row = by[p] >>> 1;
    if ((by[p] & 1) === 0) {
      flow[row]++;
      p = region.target[row];
    } else {
      flow[row]--;
      p = region.source[row];
    }
  }
}

/** Marks what place 0 reaches over rows with room left and against ways. */
function markForward({ region, flow, isSeen, queue }: Search, task: Task): void {
  const { first, source, isEditable, outFirst, out, target } = region;
  isSeen.fill(0);
  isSeen[0] = 1;
  queue[0] = 0;
  let tail = 1;
  for (let head = 0; head < tail; head++) {
    if ((head & 4095) === 4095) task.step(4096);
    const p = queue[head];
    for (let i = outFirst[p]; i < outFirst[p + 1]; i++) {
      const row = out[i];
      if (isSeen[target[row]] === 1 || (isEditable[row] === 1 && flow[row] > 0)) continue;
      isSeen[target[row]] = 1;
      queue[tail++] = target[row];
    }
    for (let row = first[p]; row < first[p + 1]; row++) {
      if (flow[row] === 0 || isSeen[source[row]] === 1) continue;
      isSeen[source[row]] = 1;
      queue[tail++] = source[row];
    }
  }
}
