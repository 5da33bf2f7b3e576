// The cycles of a heap under one lens: non-trivial strongly connected components, largest first.
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn } from '../model/ids.ts';
import type { LensName } from '../model/lenses.ts';
import { hiddenTargets, lensRows } from './lenses.ts';
import type { Components } from './results.ts';
import { dependsOnSource, skipBase, type RowSkips } from './rowFilter.ts';
import { stronglyConnected, type StrongGroups } from './stronglyConnected.ts';

/**
 * Components of more than one object, and single objects that refer to themselves, over the strong references that the lens
 * lets through. Ordered by the sum of their self sizes, largest first; ties by smallest member. O(objects + references +
 * components log components); 16 bytes per object while it runs.
 */
export function componentsUnder(heap: Heap, lens: LensName, ledger: Ledger, task: Task): Components {
  const rows = lensRows(lens);
  const hidden = hiddenTargets(heap, lens, ledger);
  const groups = stronglyConnected(heap, rows, hidden, ledger, task);
  release(hidden.byteLength, ledger);
  const selfSize = renumber(heap, groups, ledger);
  const { first, member } = membersOf(groups, ledger);
  return {
    lens,
    length: groups.length,
    of: idColumn(groups.of),
    first,
    member: idColumn(member),
    references: innerReferences(heap, rows, groups, ledger),
    selfSize,
  };
}

/** Numbers the groups by falling self size, ties by smallest member; returns the sizes in that order. */
function renumber(heap: Heap, groups: StrongGroups, ledger: Ledger): Float64Array {
  const { of, length } = groups;
  const rank = allocateU32(length, 'component order', ledger).fill(NONE);
  // First by smallest member, so that the number itself breaks ties below.
  let next = 0;
  for (let object = 0; object < of.length; object++) {
    const group = of[object];
    if (group === NONE) continue;
    if (rank[group] === NONE) rank[group] = next++;
    of[object] = rank[group];
  }
  const size = allocateF64(length, 'component sizes', ledger);
  for (let object = 0; object < of.length; object++) {
    if (of[object] !== NONE) size[of[object]] += heap.objects.selfSize[object];
  }
  const order = allocateU32(length, 'component order', ledger);
  for (let i = 0; i < length; i++) order[i] = i;
  order.sort((a, b) => size[b] - size[a] || a - b);
  for (let i = 0; i < length; i++) rank[order[i]] = i;
  for (let object = 0; object < of.length; object++) if (of[object] !== NONE) of[object] = rank[of[object]];
  const sorted = allocateF64(length, 'components.selfSize', ledger);
  for (let i = 0; i < length; i++) sorted[i] = size[order[i]];
  release(rank.byteLength + order.byteLength + size.byteLength, ledger);
  return sorted;
}

/** Members by component, ascending ids: a counting sort. */
function membersOf(
  groups: StrongGroups,
  ledger: Ledger,
): { readonly first: Uint32Array; readonly member: Uint32Array } {
  const { of, length } = groups;
  const first = allocateU32(length + 1, 'components.first', ledger);
  for (let object = 0; object < of.length; object++) if (of[object] !== NONE) first[of[object] + 1]++;
  for (let i = 0; i < length; i++) first[i + 1] += first[i];
  const next = first.slice(0, length);
  const member = allocateU32(first[length], 'components.member', ledger);
  for (let object = 0; object < of.length; object++) if (of[object] !== NONE) member[next[of[object]]++] = object;
  return { first, member };
}

/** Rows the lens lets through with both ends in one component. Hidden targets are in no component. */
function innerReferences(heap: Heap, rows: RowSkips, groups: StrongGroups, ledger: Ledger): Uint32Array {
  const { of } = groups;
  const { first, target, kind } = heap.references;
  const bySource = dependsOnSource(rows);
  const counts = allocateU32(groups.length, 'components.references', ledger);
  for (let object = 0; object < of.length; object++) {
    const group = of[object];
    if (group === NONE) continue;
    const base = bySource ? skipBase(heap.objects.flags[object]) : 0;
    for (let row = first[object]; row < first[object + 1]; row++) {
      if (of[target[row]] === group && rows[base | kind[row]] === 0) counts[group]++;
    }
  }
  return counts;
}
