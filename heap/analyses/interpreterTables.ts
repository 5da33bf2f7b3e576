// Dicts that C structures of the interpreter own and no object refers to: recognised by what is in them.
import { stringAt } from '../base/strings.ts';
import type { Heap } from '../model/heap.ts';
import { KIND, KIND_MASK } from '../model/kinds.ts';
import { previewRow } from './previewRow.ts';
import { TYPE_CLASS } from './typeClasses.ts';

/**
 * The dict behind `__subclasses__()`: addresses as int keys, weak references as values (tp_subclasses, add_subclass in
 * Objects/typeobject.c, CPython 3.8-3.13). A type owns it without telling the collector.
 */
export function isSubclassTable(heap: Heap, classes: Uint8Array, dict: number): boolean {
  const { first, target, kind } = heap.references;
  for (let row = first[dict]; row < first[dict + 1]; row++) {
    const typeClass = classes[heap.objects.type[target[row]]];
    const word = kind[row] & KIND_MASK;
    if (word === KIND.key && typeClass !== TYPE_CLASS.int) return false;
    if (word === KIND.value && typeClass !== TYPE_CLASS.weakref) return false;
  }
  return first[dict + 1] - first[dict] >= 2;
}

/** The copy of a namespace that an extension module keeps to be imported again (m_copy, Python/import.c): starts with `__name__`. */
export function isModuleCopy(heap: Heap, dict: number): boolean {
  const { first, target, kind } = heap.references;
  const row = first[dict];
  if (row === first[dict + 1] || (kind[row] & KIND_MASK) !== KIND.key) return false;
  const preview = previewRow(heap.previews, target[row]);
  return preview !== undefined && stringAt(heap.previews.texts, preview) === '__name__';
}
