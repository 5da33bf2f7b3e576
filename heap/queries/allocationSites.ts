// Allocations by line of the program, however it was reached; and what keeps the objects of one line.
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU32, release, type Ledger } from '../base/column.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { KeeperRow, SiteRow } from '../model/allocationRows.ts';
import { CallTree } from '../model/callTree.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { callPlace, type CallTotals } from './allocations.ts';
import { expressionFor } from './expression.ts';
import type { Namespaces } from './namespaces.ts';
import { objectRow } from './objectRow.ts';
import { throughNamespaces, type DominatorChildren } from './treemap.ts';

/** Calls by place: equal function, file, line and column are one site. */
export interface Sites {
  readonly length: number;
  /** Site of each call. */
  readonly of: Uint32Array;
  /** One call of each site. */
  readonly call: Uint32Array;
}

/** O(calls), 8 bytes per call; kept as long as the heap is open. */
export function sitesOf({ calls }: Heap, ledger: Ledger): Sites {
  const tree = new CallTree(ledger);
  const of = allocateU32(calls.length, 'sites of calls', ledger);
  const first = allocateU32(calls.length, 'calls of sites', ledger);
  let length = 0;
  for (let call = 0; call < calls.length; call++) {
    const site = tree.find({
      parent: NONE,
      function: calls.function[call],
      file: calls.file[call],
      line: calls.line[call],
      column: calls.column[call],
    });
    if (tree.length > length) first[length++] = call;
    of[call] = site;
  }
  tree.drop();
  return { length, of, call: first.subarray(0, length) };
}

/** Sites of a set of objects: those with most bytes first. */
export interface RankedSites {
  readonly order: Uint32Array;
  readonly objects: Uint32Array;
  readonly bytes: Float64Array;
  readonly stacks: Uint32Array;
  readonly made: Float64Array;
  readonly madeBytes: Float64Array;
}

/** O(calls + sites log sites), 40 bytes per site until `releaseSites`. Sites whose objects are all gone count when the dump knows them. */
export function rankSites({ calls }: Heap, sites: Sites, totals: CallTotals, ledger: Ledger): RankedSites {
  const objects = allocateU32(sites.length, 'objects of sites', ledger);
  const bytes = allocateF64(sites.length, 'bytes of sites', ledger);
  const stacks = allocateU32(sites.length, 'stacks of sites', ledger);
  const made = allocateF64(sites.length, 'made at sites', ledger);
  const madeBytes = allocateF64(sites.length, 'bytes made at sites', ledger);
  const knows = calls.made.length > 0;
  for (let call = 0; call < calls.length; call++) {
    const site = sites.of[call];
    objects[site] += totals.ownObjects[call];
    bytes[site] += totals.ownBytes[call];
    if (totals.ownObjects[call] > 0) stacks[site]++;
    if (!knows) continue;
    made[site] += calls.made[call];
    madeBytes[site] += calls.madeBytes[call];
  }
  const order = Uint32Array.from({ length: sites.length }, (_, site) => site)
    .filter((site) => objects[site] > 0 || made[site] > 0)
    .sort((a, b) => bytes[b] - bytes[a] || madeBytes[b] - madeBytes[a] || a - b);
  return { order, objects, bytes, stacks, made, madeBytes };
}

export function releaseSites({ objects, bytes, stacks, made, madeBytes }: RankedSites, ledger: Ledger): void {
  for (const column of [objects, bytes, stacks, made, madeBytes]) release(column.byteLength, ledger);
}

/** Rows [from, to) of the ranking. The type with most bytes of each takes one pass over the allocations. */
export function siteRows(
  heap: Heap,
  sites: Sites,
  ranked: RankedSites,
  wanted: Uint32Array | undefined,
  from: number,
  to: number,
): readonly SiteRow[] {
  const shown = ranked.order.subarray(from, to);
  const types = mostBytes(heap, sites, shown, wanted);
  const knows = heap.calls.made.length > 0;
  return Array.from(shown, (site): SiteRow => {
    const most = types.get(site);
    return {
      ...callPlace(heap, sites.call[site]),
      objects: ranked.objects[site],
      bytes: ranked.bytes[site],
      stacks: ranked.stacks[site],
      type: most === undefined ? '' : qualifiedName(typeNameOf(heap, typeId(most.type))),
      ofType: most?.bytes ?? 0,
      made: knows ? { objects: ranked.made[site], bytes: ranked.madeBytes[site] } : undefined,
    };
  });
}

function mostBytes(
  heap: Heap,
  sites: Sites,
  shown: Uint32Array,
  wanted: Uint32Array | undefined,
): ReadonlyMap<number, { readonly type: number; readonly bytes: number }> {
  const sums = new Map<number, Map<number, number>>(Array.from(shown, (site) => [site, new Map<number, number>()]));
  eachAllocation(heap, wanted, (object, call) => {
    const ofSite = sums.get(sites.of[call]);
    if (ofSite === undefined) return;
    const type = heap.objects.type[object];
    ofSite.set(type, (ofSite.get(type) ?? 0) + heap.objects.selfSize[object]);
  });
  const found = new Map<number, { readonly type: number; readonly bytes: number }>();
  for (const [site, ofSite] of sums) {
    const [first] = [...ofSite].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (first !== undefined) found.set(site, { type: first[0], bytes: first[1] });
  }
  return found;
}

/** Recorded allocations of the objects in `wanted` (ascending), or of all. */
function eachAllocation(
  { allocations }: Heap,
  wanted: Uint32Array | undefined,
  take: (object: number, call: number) => void,
): void {
  let at = 0;
  for (let row = 0; row < allocations.length; row++) {
    const object = allocations.object[row];
    if (wanted !== undefined) {
      while (at < wanted.length && wanted[at] < object) at++;
      if (at === wanted.length) return;
      if (wanted[at] !== object) continue;
    }
    take(object, allocations.call[row]);
  }
}

/**
 * The outermost dominators, namespaces seen through, of the objects of one site: what is to be dropped for them to go. At most
 * `most`, largest first. O(objects), 12 bytes per object while it runs.
 */
export function siteKeepers(
  heap: Heap,
  results: PartialResults,
  dominators: DominatorChildren,
  namespaces: Namespaces,
  among: { readonly sites: Sites; readonly site: number; readonly wanted: Uint32Array | undefined },
  most: number,
  ledger: Ledger,
): readonly KeeperRow[] {
  const keeper = keepersOf(heap, dominators, namespaces, ledger);
  const bytes = new Map<number, number>();
  const objects = new Map<number, number>();
  eachAllocation(heap, among.wanted, (object, call) => {
    if (among.sites.of[call] !== among.site) return;
    const of = keeper[object];
    bytes.set(of, (bytes.get(of) ?? 0) + heap.objects.selfSize[objectId(object)]);
    objects.set(of, (objects.get(of) ?? 0) + 1);
  });
  release(keeper.byteLength, ledger);
  const order = [...bytes.keys()].sort((a, b) => (bytes.get(b) ?? 0) - (bytes.get(a) ?? 0) || a - b);
  return order.slice(0, most).map((of): KeeperRow => {
    const known = of === NONE ? undefined : objectId(of);
    return {
      object: known === undefined ? undefined : objectRow(heap, results, known),
      expression: known === undefined ? '' : expressionFor(heap, results, known),
      objects: objects.get(of) ?? 0,
      bytes: bytes.get(of) ?? 0,
    };
  });
}

/** Per object its outermost dominator that is no namespace; NONE for namespaces themselves. */
function keepersOf(heap: Heap, dominators: DominatorChildren, namespaces: Namespaces, ledger: Ledger): Uint32Array {
  const { parent } = dominators.tree;
  const keeper = allocateU32(heap.objects.length, 'keepers', ledger).fill(NONE);
  const path: number[] = [];
  for (const top of throughNamespaces(dominators, namespaces)) keeper[top] = top;
  for (let object = 0; object < keeper.length; object++) {
    let at = object;
    while (at !== NONE && keeper[at] === NONE) {
      path.push(at);
      at = parent[at];
    }
    const found = at === NONE ? NONE : keeper[at];
    if (found !== NONE) for (const passed of path) keeper[passed] = found;
    path.length = 0;
  }
  return keeper;
}
