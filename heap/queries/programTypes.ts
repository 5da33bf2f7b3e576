// Types of the program itself, as against the interpreter, its standard library and the dumper: what people look for first.
import { FLAG, type Heap } from '../model/heap.ts';
import { objectId, type TypeId } from '../model/ids.ts';
import { nameAt } from '../model/names.ts';
import { isStandardModule } from './standardLibrary.ts';

/** Py_TPFLAGS_HEAPTYPE: made by a class statement or a modern extension module, not a static type of the interpreter. */
const HEAPTYPE = 1 << 9;

/** Whether a class statement outside the standard library made the type. By the recorded file; `__main__` always is. */
export function isProgramType(heap: Heap, type: TypeId): boolean {
  if ((heap.types.flags[type] & HEAPTYPE) === 0) return false;
  const module = nameAt(heap, heap.types.module[type]);
  if (module === '__main__') return true;
  const file = nameAt(heap, heap.types.file[type]);
  // A format without files leaves only the names of modules.
  if (file === '') return !isStandardModule(module) && !isRecorded(heap);
  if (file.includes('site-packages') || file.includes('dist-packages')) return true;
  return !/(^|\/)lib(64)?\/python\d/.test(file) && !file.startsWith('<capture>') && !file.startsWith('<frozen');
}

/**
 * Whether a group of objects is machinery: objects of the dumper, or instances of library classes without one of the program's.
 * Groups of plain builtins (dicts, functions, cells) may be anybody's and are not.
 */
export function isMachinery(heap: Heap, members: Uint32Array): boolean {
  const types = new Set<TypeId>();
  for (const member of members) {
    const object = objectId(member);
    if ((heap.objects.flags[object] & FLAG.dumper) !== 0) return true;
    types.add(heap.objects.type[object]);
  }
  const named = [...types].filter((type) => nameAt(heap, heap.types.module[type]) !== 'builtins');
  return named.length > 0 && !named.some((type) => isProgramType(heap, type));
}

/** Some type has a file: then a type without one is built in. Otherwise the format records no files. */
function isRecorded(heap: Heap): boolean {
  return heap.types.file.some((file) => file !== 0);
}
