// One object in full: the centre of the object view.
import { NONE } from '../base/brand.ts';
import { ownerOfRow, type ReverseRows } from '../base/csr.ts';
import type { PartialResults } from '../analyses/results.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import { hasCapability } from '../model/manifest.ts';
import { EXPLANATIONS, VERDICTS, type Balance, type ObjectCard, type ObjectRow, type Verdict } from '../model/rows.ts';
import { expressionFor, reasonOf } from './expression.ts';
import { freedWith } from './freedWith.ts';
import { objectRow } from './objectRow.ts';

/** Cost: O(referrers of the object + depth). What has not been computed yet is undefined. */
export function describe(heap: Heap, results: PartialResults, referrers: ReverseRows, object: ObjectId): ObjectCard {
  const { objects, references } = heap;
  const flags = objects.flags[object];
  const counted = countReferrers(heap, results, referrers, object);
  const depth = (heap.snapshot.length > 0 ? heap.snapshot.distance : results.distances?.depth)?.[object];
  const freedBy = results.collector?.freedBy[object];
  return {
    row: objectRow(heap, results, object),
    expression: expressionFor(heap, results, object),
    root: reasonOf(heap, results.rootSet, object),
    references: references.first[object + 1] - references.first[object],
    referrers: counted.strong,
    weakReferrers: counted.weak,
    tracked: hasCapability(heap.manifest, 'tracked') ? (flags & FLAG.tracked) !== 0 : undefined,
    finalized: (flags & FLAG.finalized) !== 0,
    ofDumper: (flags & FLAG.dumper) !== 0,
    verdict: verdictOf(results, object),
    freedBy: freedBy === undefined || freedBy === 255 ? undefined : freedBy,
    balance: balanceOf(heap, results, object, counted.inside, counted.strong),
    dominator: dominatorOf(heap, results, object),
    dominated: undefined,
    freedWith: heap.manifest.runtime.language === 'cpython' ? freedWith(heap, referrers, object) : undefined,
    distance: depth === NONE ? undefined : depth,
    component: componentOf(results, object),
  };
}

export function verdictOf(results: PartialResults, object: ObjectId): Verdict {
  const { collector, dominators } = results;
  if (collector !== undefined) return VERDICTS[collector.verdict[object]] ?? 'notComputed';
  if (dominators === undefined) return 'notComputed';
  return ((dominators.reached[object >>> 5] >>> (object & 31)) & 1) === 1 ? 'reachableByRoots' : 'unreachableByRoots';
}

/** From the topmost dominator down to the immediate one; `object` itself is not in it. */
export function dominatorChain(heap: Heap, results: PartialResults, object: ObjectId): readonly ObjectRow[] {
  const parent = results.dominators?.parent;
  if (parent === undefined) return [];
  const chain: ObjectRow[] = [];
  for (let at = parent[object]; at !== NONE && chain.length < 500; at = parent[at])
    chain.push(objectRow(heap, results, at));
  return chain.reverse();
}

function dominatorOf(heap: Heap, results: PartialResults, object: ObjectId): ObjectRow | undefined {
  const parent = results.dominators?.parent[object];
  return parent === undefined || parent === NONE ? undefined : objectRow(heap, results, parent);
}

function componentOf(results: PartialResults, object: ObjectId): ObjectCard['component'] {
  const components = results.componentsDefault;
  const component = components?.of[object];
  if (components === undefined || component === undefined || component === NONE) return undefined;
  return { component, objects: components.first[component + 1] - components.first[component] };
}

function countReferrers(
  heap: Heap,
  results: PartialResults,
  referrers: ReverseRows,
  object: ObjectId,
): { readonly strong: number; readonly weak: number; readonly inside: number } {
  const of = results.componentsDefault?.of;
  const own = of === undefined ? NONE : of[object];
  let strong = 0;
  let weak = 0;
  let inside = 0;
  for (let i = referrers.first[object]; i < referrers.first[object + 1]; i++) {
    const reference = referrers.row[i];
    if (!isStrong(heap.references.kind[reference])) {
      weak++;
      continue;
    }
    strong++;
    if (own !== NONE && of !== undefined && of[objectId(ownerOfRow(heap.references.first, reference))] === own)
      inside++;
  }
  return { strong, weak, inside };
}

function balanceOf(
  heap: Heap,
  results: PartialResults,
  object: ObjectId,
  inside: number,
  strong: number,
): Balance | undefined {
  const audit = results.refcounts;
  if (audit === undefined) return undefined;
  const found = audit.found[object];
  // Key rows of split dicts are referrers but hold no count, shared keys tables hold one and are no referrers.
  const rows = Math.min(strong, found);
  return {
    recorded: heap.objects.refcount[object],
    inside: Math.min(inside, rows),
    outside: rows - Math.min(inside, rows),
    sharedKeys: found - rows,
    excess: audit.residual[object],
    explanation: EXPLANATIONS[audit.explanation[object]] ?? 'notCounted',
  };
}
