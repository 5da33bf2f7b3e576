// What the objects of a comparison are grouped by: texts, because rows of two dumps have nothing else in common.
import { SHARED } from '../analyses/ownerSplit.ts';
import type { PartialResults } from '../analyses/results.ts';
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, type Ledger } from '../base/column.ts';
import { fail } from '../base/fault.ts';
import type { Task } from '../base/task.ts';
import type { CompareGrouping } from '../model/compareRows.ts';
import type { Heap } from '../model/heap.ts';
import { componentId, objectId, typeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { callPlace } from './allocations.ts';
import { sitesOf } from './allocationSites.ts';
import { membersOf } from './components.ts';
import { dominatorChains } from './dominatorChains.ts';
import { ownersOf } from './owners.ts';
import { pathSignatures } from './pathSignatures.ts';

export interface Groups {
  /** Per object its row of `names`; NONE: in no group. */
  readonly of: Uint32Array;
  /** Two rows may have one name. */
  readonly names: readonly string[];
}

/** Types named of a component; the rest is counted. */
const MOST_TYPES = 4;

/** Faults `analysis/needs`. O(objects), for paths O(objects + labels); 4 bytes per object except for types. */
export function groupsOf(heap: Heap, results: PartialResults, by: CompareGrouping, ledger: Ledger, task: Task): Groups {
  switch (by) {
    case 'type':
      return { of: heap.objects.type, names: typeNames(heap) };
    case 'site':
      return bySite(heap, ledger);
    case 'component':
      return byComponent(heap, results, ledger);
    case 'path':
      return pathSignatures(heap, results.distances ?? missing('distances'), ledger);
    case 'dominator':
      return dominatorChains(heap, results.dominators ?? missing('dominators'), ledger);
    case 'owner':
      return byOwner(heap, results, ledger, task);
  }
}

function typeNames(heap: Heap): readonly string[] {
  return Array.from({ length: heap.types.length }, (_, row) => qualifiedName(typeNameOf(heap, typeId(row))));
}

function bySite(heap: Heap, ledger: Ledger): Groups {
  const sites = sitesOf(heap, ledger);
  const of = allocateU32(heap.objects.length, 'groups', ledger).fill(sites.length);
  const { object, call } = heap.allocations;
  for (let row = 0; row < object.length; row++) of[object[row]] = sites.of[call[row]];
  const names = Array.from(sites.call, (row) => {
    const { function: name, file, line } = callPlace(heap, row);
    return `${file}${line > 0 ? `:${line}` : ''}${name === '' ? '' : ` ${name}`}`;
  });
  return { of, names: [...names, '(not recorded)'] };
}

/** Components of the same types are one group. */
function byComponent(heap: Heap, results: PartialResults, ledger: Ledger): Groups {
  const components = results.componentsDefault ?? missing('componentsDefault');
  const types = typeNames(heap);
  const names = Array.from({ length: components.length }, (_, row) => {
    const held = new Set<string>();
    for (const member of membersOf(components, componentId(row))) held.add(types[heap.objects.type[objectId(member)]]);
    const sorted = [...held].sort();
    const more = sorted.length > MOST_TYPES ? ` +${sorted.length - MOST_TYPES}` : '';
    return `${sorted.slice(0, MOST_TYPES).join(', ')}${more}`;
  });
  const of = allocateU32(heap.objects.length, 'groups', ledger);
  for (let object = 0; object < of.length; object++) {
    const component = components.of[object];
    of[object] = component === NONE ? components.length : component;
  }
  return { of, names: [...names, '(in no cycle)'] };
}

function byOwner(heap: Heap, results: PartialResults, ledger: Ledger, task: Task): Groups {
  const rootSet = results.rootSet ?? missing('rootSet');
  const tree = results.dominators ?? missing('dominators');
  const { split, answer } = ownersOf(heap, { rootSet, tree }, { by: 'package', rules: '' }, ledger, task);
  const names = new Map(answer.rows.map(({ owner, kind, name }) => [owner, name === '' ? `(${kind})` : name]));
  const most = Math.max(-1, ...answer.rows.map(({ owner }) => owner)) + 1;
  const of = allocateU32(heap.objects.length, 'groups', ledger);
  for (let object = 0; object < of.length; object++) {
    const owner = split.owner[object];
    if (owner === SHARED) of[object] = most;
    else if (owner === NONE) of[object] = hasBit(tree.reached, object) ? most + 1 : most + 2;
    else of[object] = owner < most ? owner : most + 3;
  }
  const rest = ['(shared)', '(no owner)', '(garbage)', '(other owners)'];
  return { of, names: [...Array.from({ length: most }, (_, i) => names.get(i) ?? '(other owners)'), ...rest] };
}

function missing(id: keyof PartialResults): never {
  fail({ code: 'analysis/needs', analysis: 'compare', missing: [id] });
}
