// A small set of references whose removal leaves no cycle in a component.
import type { IdColumn } from '../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import { ownerOfRow } from '../base/csr.ts';
import type { Task } from '../base/task.ts';
import { idColumn, type ReferenceId } from '../model/ids.ts';
import type { ComponentGraph } from './componentGraph.ts';
import { groupsWithout, releaseGroups, type Groups } from './componentGraphGroups.ts';
import { STRUCTURAL } from './cutWeights.ts';
import { exactFeedback, type Bundle } from './exactFeedback.ts';
import { feedbackOrder, type CutGraph } from './feedbackSetOrder.ts';

export interface FeedbackSet {
  /** Ascending; none of them structural. */
  readonly references: IdColumn<ReferenceId>;
  /** Proved: no set weighs less, and none of the same weight has fewer references. */
  readonly minimal: boolean;
  /**
   * Some cycle runs over structural references only and is left, as are references between its members. With no `references`
   * at all that is true of every cycle.
   */
  readonly unbreakable: boolean;
}

/** Components of at most this many references get an exact answer, if it is found within `MOST_STEPS`. */
const MOST_EXACT = 40;
const MOST_STEPS = 5_000;
/** References that are put back on trial, heaviest first. */
const MOST_TRIES = 64;

/**
 * Finding the lightest set is NP-hard: a greedy order (`feedbackSetOrder.ts`), whose backward references are taken and put back
 * one by one where that closes no cycle; for small components then branch and bound (`exactFeedback.ts`), which prefers low
 * weight, then few references, then low ReferenceIds. Members that structural references tie together count as one member.
 * O(64 * references), 66 bytes per member and 18 per reference while it runs.
 */
export function feedbackSet(graph: ComponentGraph, ledger: Ledger, task: Task): FeedbackSet {
  const isEditable = allocateU8(graph.target.length, 'editable rows', ledger);
  for (let row = 0; row < isEditable.length; row++) isEditable[row] = Number(graph.weight[row] !== STRUCTURAL);
  const groups = groupsWithout(graph, isEditable, ledger, task);
  const rows = contracted(graph, groups, ledger);
  const isCut = greedyCuts(rows, ledger, task);
  const minimal = rows.target.length <= MOST_EXACT && improve(rows, isCut);
  // From rows of the contracted graph to rows of the component.
  const isTaken = isEditable.fill(0);
  for (let at = 0; at < isCut.length; at++) isTaken[rows.row[at]] = isCut[at];
  takeSelfReferences(graph, groups, isTaken);
  const unbreakable = groups.cyclic.subarray(0, groups.length).includes(1);
  const references = takenReferences(graph, isTaken, ledger);
  release(isTaken.byteLength + isCut.byteLength, ledger);
  releaseGroups(groups, ledger);
  releaseRows(rows, ledger);
  return { references, minimal, unbreakable };
}

/** Groups as members; rows inside a group are left out. */
function contracted(graph: ComponentGraph, groups: Groups, ledger: Ledger): CutGraph {
  const { of, length } = groups;
  const first = allocateU32(length + 1, 'contracted component', ledger);
  for (let m = 0; m < graph.length; m++) {
    for (let row = graph.first[m]; row < graph.first[m + 1]; row++) {
      if (of[graph.target[row]] !== of[m]) first[of[m] + 1]++;
    }
  }
  for (let group = 0; group < length; group++) first[group + 1] += first[group];
  const next = first.slice(0, length);
  const rows: CutGraph = {
    length,
    first,
    target: allocateU32(first[length], 'contracted component', ledger),
    weight: allocateU8(first[length], 'contracted component', ledger),
    row: allocateU32(first[length], 'contracted component', ledger),
  };
  for (let m = 0; m < graph.length; m++) {
    for (let row = graph.first[m]; row < graph.first[m + 1]; row++) {
      if (of[graph.target[row]] === of[m]) continue;
      const at = next[of[m]]++;
      rows.target[at] = of[graph.target[row]];
      rows.weight[at] = graph.weight[row];
      rows.row[at] = row;
    }
  }
  return rows;
}

function releaseRows(rows: CutGraph, ledger: Ledger): void {
  release(rows.first.byteLength + rows.target.byteLength + rows.weight.byteLength + rows.row.byteLength, ledger);
}

/** 1 per row that the order has pointing backwards and that cannot be put back. */
function greedyCuts(rows: CutGraph, ledger: Ledger, task: Task): Uint8Array {
  const { first, target, weight } = rows;
  const place = feedbackOrder(rows, ledger, task);
  const isCut = allocateU8(target.length, 'feedback set', ledger);
  const backward: number[] = [];
  for (let m = 0; m < rows.length; m++) {
    for (let at = first[m]; at < first[m + 1]; at++) {
      if (place[target[at]] > place[m]) continue;
      isCut[at] = 1;
      backward.push(at);
    }
  }
  release(place.byteLength, ledger);
  backward.sort((a, b) => weight[b] - weight[a] || rows.row[b] - rows.row[a]);
  putBack(rows, backward.slice(0, MOST_TRIES), isCut, ledger, task);
  return isCut;
}

function putBack(rows: CutGraph, tries: readonly number[], isCut: Uint8Array, ledger: Ledger, task: Task): void {
  // Stamps instead of marks: the column is cleared once for all tries.
  const seen = allocateU32(rows.length, 'feedback marks', ledger);
  const stack = allocateU32(rows.length, 'feedback stack', ledger);
  tries.forEach((at, i) => {
    task.step(0);
    if (!reaches(rows, isCut, rows.target[at], ownerOfRow(rows.first, at), seen, stack, i + 1)) isCut[at] = 0;
  });
  release(seen.byteLength + stack.byteLength, ledger);
}

/** `from` reaches `to` over rows that are not cut. */
function reaches(
  rows: CutGraph,
  isCut: Uint8Array,
  from: number,
  to: number,
  seen: Uint32Array,
  stack: Uint32Array,
  stamp: number,
): boolean {
  const { first, target } = rows;
  let top = 0;
  stack[top++] = from;
  seen[from] = stamp;
  while (top > 0) {
    const m = stack[--top];
    if (m === to) return true;
    for (let at = first[m]; at < first[m + 1]; at++) {
      if (isCut[at] !== 0 || seen[target[at]] === stamp) continue;
      seen[target[at]] = stamp;
      stack[top++] = target[at];
    }
  }
  return false;
}

/** Weight first, then number: a small graph has at most 40 references. */
const PER_WEIGHT = 64;

/** Replaces the cuts of a small graph by the lightest ones, if they are not; false: the steps ran out. */
function improve(rows: CutGraph, isCut: Uint8Array): boolean {
  const bundles = bundlesOf(rows);
  const known = bundles.filter(({ places }) => isCut[places[0]] === 1).reduce((sum, { cost }) => sum + cost, 0);
  const { cut, isProved } = exactFeedback(bundles, known, MOST_STEPS);
  if (cut === undefined) return isProved;
  isCut.fill(0);
  for (const i of cut) for (const at of bundles[i].places) isCut[at] = 1;
  return isProved;
}

interface PlacedBundle extends Bundle {
  readonly places: readonly number[];
}

/** Parallel rows together, by ascending ReferenceId of the first. */
function bundlesOf(rows: CutGraph): readonly PlacedBundle[] {
  const byEnds = new Map<string, PlacedBundle>();
  const places = [...rows.target.keys()].sort((a, b) => rows.row[a] - rows.row[b]);
  for (const at of places) {
    const [from, to] = [ownerOfRow(rows.first, at), rows.target[at]];
    const cost = rows.weight[at] === STRUCTURAL ? Infinity : PER_WEIGHT * rows.weight[at] + 1;
    const known = byEnds.get(`${from} ${to}`);
    const sum = { from, to, cost: cost + (known?.cost ?? 0), places: [...(known?.places ?? []), at] };
    byEnds.set(`${from} ${to}`, sum);
  }
  return [...byEnds.values()];
}

/** An editable reference of a member to itself is a cycle of its own. */
function takeSelfReferences(graph: ComponentGraph, groups: Groups, isTaken: Uint8Array): void {
  for (let m = 0; m < graph.length; m++) {
    if (groups.cyclic[groups.of[m]] === 1) continue;
    for (let row = graph.first[m]; row < graph.first[m + 1]; row++) if (graph.target[row] === m) isTaken[row] = 1;
  }
}

function takenReferences(graph: ComponentGraph, isTaken: Uint8Array, ledger: Ledger): IdColumn<ReferenceId> {
  let count = 0;
  for (let row = 0; row < isTaken.length; row++) count += isTaken[row];
  const references = allocateU32(count, 'feedback references', ledger);
  count = 0;
  for (let row = 0; row < isTaken.length; row++) if (isTaken[row] === 1) references[count++] = graph.reference[row];
  return idColumn(references);
}
