import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import type { Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { KIND, KIND_MASK, ROOT_KINDS } from '../model/kinds.ts';
import { TYPE_CLASS } from './typeClasses.ts';

/** Modules and their namespaces, cpython/semantics.md 5. */
export interface ModuleObjects {
  /** Instances of `module`, and everything that `sys.modules` holds in place of one. */
  readonly modules: Bits;
  /** Targets of `dict` references of modules. */
  readonly dicts: Bits;
}

/** O(objects + references of modules); two bits per object. */
export function moduleObjects(heap: Heap, classes: Uint8Array, ledger: Ledger): ModuleObjects {
  const { length, type } = heap.objects;
  const modules = emptyBits(length, 'modules', ledger);
  const dicts = emptyBits(length, 'module dicts', ledger);
  const moduleRoot = ROOT_KINDS.indexOf('module');
  for (let i = 0; i < heap.roots.length; i++) {
    if (heap.roots.kind[i] === moduleRoot && heap.roots.object[i] < length) setBit(modules, heap.roots.object[i]);
  }
  const { first, target, kind } = heap.references;
  for (let object = 0; object < length; object++) {
    if (classes[type[object]] === TYPE_CLASS.module) setBit(modules, object);
    if (!hasBit(modules, object)) continue;
    for (let row = first[object]; row < first[object + 1]; row++) {
      if ((kind[row] & KIND_MASK) === KIND.dict) setBit(dicts, target[row]);
    }
  }
  return { modules, dicts };
}
