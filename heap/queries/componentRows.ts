// One component as a row: how large, of which types, which motif, what enters it, and whether a collection frees it.
import { GENERATION, type Heap } from '../model/heap.ts';
import { objectId, type ComponentId, type ReferenceId, type TypeId } from '../model/ids.ts';
import { hasCapability } from '../model/manifest.ts';
import { typeNameOf } from '../model/names.ts';
import type { ComponentRow } from '../model/rows.ts';
import {
  entryReferences,
  membersOf,
  retainedOfMembers,
  verdictOfComponent,
  type ComponentTables,
} from './components.ts';
import { expressionThrough } from './cutRows.ts';
import { motifOf, type MotifContext } from './motifs/motifOf.ts';
import { sourceOf } from './neighbours.ts';

/** `tp_finalize` or `tp_del`: bits 2 and 3 of `types.traits`, meaningful for heap types only. */
const FINALIZER_TRAITS = 0b1100;
const HEAPTYPE = 1 << 9;
/** With what is found once per heap. */
export interface ComponentRowTables extends ComponentTables {
  readonly motifs: MotifContext;
}

/**
 * One component. `retained` is exact where the analysis of its lens has it, else it counts members that no other member
 * dominates (a lower bound when members share what they retain). Cost: O(members + references into members).
 */
export function componentRow(tables: ComponentRowTables, component: ComponentId): ComponentRow {
  const { heap, results, components } = tables;
  const members = membersOf(components, component);
  const entries = entryReferences(tables, component);
  const first = bestEntry(tables, entries);
  return {
    component,
    objects: members.length,
    references: components.references[component],
    selfSize: components.selfSize[component],
    retained: retainedOfMembers(tables, component),
    types: typesOf(heap, members),
    entries: entries.length,
    unexplained: unexplainedOf(tables, members),
    verdict: verdictOfComponent(results, members),
    motif: motifOf(tables, component, tables.motifs)?.motif,
    generation: highestGeneration(heap, members),
    finalizers: countFinalizers(heap, members),
    heldBy: first === undefined ? '' : expressionThrough(tables, first),
  };
}

function bestEntry(tables: ComponentTables, entries: readonly ReferenceId[]): ReferenceId | undefined {
  const depth = tables.results.distances?.depth;
  let best: ReferenceId | undefined;
  for (const entry of entries) {
    if (best === undefined) best = entry;
    else if (depth !== undefined && depth[sourceOf(tables.heap, entry)] < depth[sourceOf(tables.heap, best)])
      best = entry;
  }
  return best;
}

function typesOf(heap: Heap, members: Uint32Array): ComponentRow['types'] {
  const counts = new Map<TypeId, number>();
  const isBuiltin = (type: TypeId): boolean => typeNameOf(heap, type).module === 'builtins';
  for (const member of members) {
    const type = heap.objects.type[objectId(member)];
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => Number(isBuiltin(a[0])) - Number(isBuiltin(b[0])) || b[1] - a[1] || a[0] - b[0])
    .slice(0, 4)
    .map(([type, count]) => ({ type: typeNameOf(heap, type), count }));
}

function unexplainedOf(tables: ComponentTables, members: Uint32Array): number | undefined {
  const audit = tables.results.refcounts;
  if (audit === undefined) return undefined;
  let sum = 0;
  for (const member of members) sum += Math.max(0, audit.residual[member]);
  return sum;
}

function highestGeneration(heap: Heap, members: Uint32Array): number | undefined {
  if (!hasCapability(heap.manifest, 'generations')) return undefined;
  let highest: number | undefined;
  for (const member of members) {
    const generation = heap.objects.generation[member];
    if (generation <= GENERATION.permanent && (highest === undefined || generation > highest)) highest = generation;
  }
  return highest;
}

function countFinalizers(heap: Heap, members: Uint32Array): number {
  let count = 0;
  for (const member of members) {
    const type = heap.objects.type[objectId(member)];
    if ((heap.types.flags[type] & HEAPTYPE) !== 0 && (heap.types.traits[type] & FINALIZER_TRAITS) !== 0) count++;
  }
  return count;
}
