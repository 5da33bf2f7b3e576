// Modules and their namespaces: wrappings that hold everything and explain nothing, seen through wherever people look for a holder.
import { hasBit, setBit, type Bits } from '../base/bits.ts';
import type { Ledger } from '../base/column.ts';
import { moduleObjects } from '../analyses/moduleObjects.ts';
import { typeClasses } from '../analyses/typeClasses.ts';
import type { Heap } from '../model/heap.ts';
import type { ObjectId } from '../model/ids.ts';
import { SNAPSHOT_KINDS } from '../model/snapshotKinds.ts';

export interface Namespaces {
  readonly modules: Bits;
  readonly dicts: Bits;
}

/** O(objects); two bits per object. Of a V8 snapshot its synthetic objects: the root and the groups of roots below it. */
export function namespacesOf(heap: Heap, ledger: Ledger): Namespaces {
  const namespaces = moduleObjects(heap, typeClasses(heap, ledger), ledger);
  const { kind } = heap.snapshot;
  for (let object = 0; object < kind.length; object++) {
    if (kind[object] === SYNTHETIC) setBit(namespaces.modules, object);
  }
  return namespaces;
}

const SYNTHETIC = SNAPSHOT_KINDS.indexOf('synthetic');

export function isNamespace(namespaces: Namespaces, object: ObjectId): boolean {
  return hasBit(namespaces.modules, object) || hasBit(namespaces.dicts, object);
}
