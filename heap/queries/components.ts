// Strongly connected components as rows, and what enters them from outside.
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import type { ReverseRows } from '../base/csr.ts';
import type { Heap } from '../model/heap.ts';
import { componentId, objectId, referenceId, type ComponentId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong, referenceKind } from '../model/kinds.ts';
import { VERDICTS, type EntryRow, type LensSummary, type Verdict } from '../model/rows.ts';
import type { Components, PartialResults } from '../analyses/results.ts';
import { expressionThrough } from './cutRows.ts';
import { sourceOf } from './neighbours.ts';
import { objectRow } from './objectRow.ts';

/** Dominators looked at for one component: beyond it members are left out, so the sum stays a lower bound. */
const MOST_STEPS_UP = 1_000_000;

export interface ComponentTables {
  readonly heap: Heap;
  readonly results: PartialResults;
  readonly components: Components;
  readonly referrers: ReverseRows;
}

/** O(components). */
export function lensSummary(components: Components | undefined): LensSummary | undefined {
  if (components === undefined) return undefined;
  const { first, length } = components;
  let largest = 0;
  for (let i = 0; i < length; i++) largest = Math.max(largest, first[i + 1] - first[i]);
  return { components: length, objects: components.member.length, largest };
}

/** Members of a component, ascending ids. */
export function membersOf(components: Components, component: ComponentId): Uint32Array {
  return components.member.subarray(components.first[component], components.first[component + 1]);
}

/** Strong references from outside into members, members ascending. Only a lens decides membership; entries use every strong one. */
export function entryReferences(tables: ComponentTables, component: ComponentId): readonly ReferenceId[] {
  const { heap, components, referrers } = tables;
  const entries: ReferenceId[] = [];
  for (const member of membersOf(components, component)) {
    for (let i = referrers.first[member]; i < referrers.first[member + 1]; i++) {
      const reference = referenceId(referrers.row[i]);
      if (!isStrong(heap.references.kind[reference])) continue;
      if (components.of[sourceOf(heap, reference)] !== component) entries.push(reference);
    }
  }
  return entries;
}

/** Entries nearest to a root first: the cycle roots. */
export function sortedEntries(tables: ComponentTables, component: ComponentId): readonly ReferenceId[] {
  const depth = tables.results.distances?.depth;
  const entries = entryReferences(tables, component).slice();
  if (depth === undefined) return entries;
  return entries.sort((a, b) => depth[sourceOf(tables.heap, a)] - depth[sourceOf(tables.heap, b)] || a - b);
}

export function entryRow(tables: ComponentTables, reference: ReferenceId): EntryRow {
  const { heap, results } = tables;
  const holder = sourceOf(heap, reference);
  return {
    member: objectRow(heap, results, heap.references.target[reference]),
    holder: objectRow(heap, results, holder),
    reference,
    label: expressionThrough(tables, reference),
    kind: referenceKind(heap.references.kind[reference]),
    holderReachable: results.dominators === undefined || hasBit(results.dominators.reached, holder),
  };
}

export function componentOfObject(components: Components, object: ObjectId): ComponentId | undefined {
  const component = components.of[object];
  return component === NONE ? undefined : componentId(component);
}

/** Exact once the analysis is there; before, members that no other member dominates, summed; undefined without dominators. */
export function retainedOfMembers(tables: ComponentTables, component: ComponentId): number | undefined {
  const { results, components } = tables;
  if (results.cycleRetained !== undefined && components.lens === 'default') return results.cycleRetained[component];
  const tree = results.dominators;
  if (tree === undefined) return undefined;
  let sum = 0;
  let steps = MOST_STEPS_UP;
  for (const member of membersOf(components, component)) {
    let at = tree.parent[objectId(member)];
    while (at !== NONE && components.of[at] !== component && steps > 0) {
      at = tree.parent[at];
      steps--;
    }
    if (at === NONE) sum += tree.retained[member];
  }
  return sum;
}

/** The verdict of the member that decides: garbage only when all are, else what keeps it alive. */
export function verdictOfComponent(results: PartialResults, members: Uint32Array): Verdict {
  const { collector, dominators } = results;
  if (collector === undefined) {
    if (dominators === undefined) return 'notComputed';
    return members.some((member) => hasBit(dominators.reached, member)) ? 'reachableByRoots' : 'unreachableByRoots';
  }
  const found = new Set(Array.from(members, (member) => VERDICTS[collector.verdict[member]] ?? 'notComputed'));
  for (const verdict of [
    'heldOutside',
    'frozen',
    'uncollectable',
    'aliveThroughCycle',
    'aliveAcyclic',
    'garbage',
  ] as const) {
    if (found.has(verdict)) return verdict;
  }
  return [...found][0] ?? 'notComputed';
}
