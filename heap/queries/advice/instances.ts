// Instances with attributes of classes without __slots__: how their attributes are kept, and how many names they use.
import { NONE } from '../../base/brand.ts';
import { allocateU32, allocateU8, type Ledger } from '../../base/column.ts';
import type { Task } from '../../base/task.ts';
import type { Heap } from '../../model/heap.ts';
import { objectId, typeId } from '../../model/ids.ts';
import { KIND, KIND_MASK } from '../../model/kinds.ts';
import { plainInstanceBytes } from './attributeSizes.ts';
import { isLeftOut } from './leftOut.ts';

const HEAPTYPE = 1 << 9;
/** `TypeTable.traits`: the class says `__slots__`. */
const SLOTS = 1 << 4;
/** A class whose instances have more names than this keeps data under them, not attributes. */
const MOST_NAMES = 64;

export interface InstanceTypes {
  /** Attribute names that instances of a type use; 0: not a type to look at. */
  readonly names: Uint32Array;
  /** 1: some instance has a weak reference. */
  readonly weak: Uint8Array;
}

/** Names seen by type: of attributes in the instance itself, and of keys in its dict. */
interface Seen {
  readonly direct: Map<number, Set<number>>;
  readonly keyed: Map<number, Set<number>>;
}

/** O(objects + references); 5 bytes per type, and a set of names for each type. */
export function instanceTypes(heap: Heap, ledger: Ledger, task: Task): InstanceTypes {
  const { objects, types } = heap;
  const fits = fittingTypes(heap);
  const seen: Seen = { direct: new Map(), keyed: new Map() };
  for (let object = 0; object < objects.length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    if (fits[objects.type[objectId(object)]] === 1 && !isLeftOut(heap, object)) addInstance(heap, seen, object);
  }
  const names = allocateU32(types.length, 'attribute names', ledger);
  for (const type of new Set([...seen.direct.keys(), ...seen.keyed.keys()])) {
    const count = Math.max(seen.direct.get(type)?.size ?? 0, seen.keyed.get(type)?.size ?? 0);
    names[type] = count > MOST_NAMES ? 0 : count;
  }
  return { names, weak: weaklyReferenced(heap, ledger) };
}

function addInstance(heap: Heap, { direct, keyed }: Seen, instance: number): void {
  const { objects, references } = heap;
  const type = objects.type[objectId(instance)];
  for (let row = references.first[instance]; row < references.first[instance + 1]; row++) {
    const kind = references.kind[row] & KIND_MASK;
    if (kind === KIND.attribute) addName(direct, type, references.label[row]);
    else if (kind === KIND.dict) addKeys(heap, keyed, type, references.target[row]);
  }
}

function weaklyReferenced({ references, objects, types }: Heap, ledger: Ledger): Uint8Array {
  const weak = allocateU8(types.length, 'weakly referenced types', ledger);
  for (let row = 0; row < references.length; row++) {
    if ((references.kind[row] & KIND_MASK) === KIND.weak) weak[objects.type[references.target[row]]] = 1;
  }
  return weak;
}

/** The dict object of an instance; NONE: it has none. */
export function dictOf({ references }: Heap, instance: number): number {
  for (let row = references.first[instance]; row < references.first[instance + 1]; row++) {
    if ((references.kind[row] & KIND_MASK) === KIND.dict) return references.target[row];
  }
  return NONE;
}

/** Classes of class statements without `__slots__` and without items, whose bases add nothing to an instance. */
function fittingTypes(heap: Heap): Uint8Array {
  const { types, manifest, objects } = heap;
  const fits = Uint8Array.from({ length: types.length }, (_, row) => {
    const type = typeId(row);
    return Number(
      (types.flags[type] & HEAPTYPE) !== 0 && (types.traits[type] & SLOTS) === 0 && types.itemSize[type] === 0,
    );
  });
  const plain = plainInstanceBytes(manifest.runtime.hexversion);
  for (let object = 0; object < objects.length; object++) {
    if (objects.selfSize[object] !== plain) fits[objects.type[objectId(object)]] = 0;
  }
  return fits;
}

function addName(sets: Map<number, Set<number>>, type: number, name: number): void {
  const known = sets.get(type);
  if (known === undefined) sets.set(type, new Set([name]));
  else if (known.size <= MOST_NAMES) known.add(name);
}

function addKeys({ references }: Heap, sets: Map<number, Set<number>>, type: number, dict: number): void {
  for (let row = references.first[dict]; row < references.first[dict + 1]; row++) {
    if ((references.kind[row] & KIND_MASK) === KIND.value) addName(sets, type, references.label[row]);
  }
}
