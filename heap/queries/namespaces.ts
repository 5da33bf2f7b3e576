// Modules and their namespaces: wrappings that hold everything and explain nothing, seen through wherever people look for a holder.
import { hasBit, type Bits } from '../base/bits.ts';
import type { Ledger } from '../base/column.ts';
import { moduleObjects } from '../analyses/moduleObjects.ts';
import { typeClasses } from '../analyses/typeClasses.ts';
import type { Heap } from '../model/heap.ts';
import type { ObjectId } from '../model/ids.ts';

export interface Namespaces {
  readonly modules: Bits;
  readonly dicts: Bits;
}

/** O(objects); two bits per object. */
export function namespacesOf(heap: Heap, ledger: Ledger): Namespaces {
  return moduleObjects(heap, typeClasses(heap, ledger), ledger);
}

export function isNamespace(namespaces: Namespaces, object: ObjectId): boolean {
  return hasBit(namespaces.modules, object) || hasBit(namespaces.dicts, object);
}
