// What kind of Python object holds a reference: decides which statement drops it.
import type { Heap } from '../model/heap.ts';
import type { ObjectId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';

export type HolderClass =
  | 'dict'
  | 'list'
  | 'deque'
  | 'set'
  | 'immutable'
  | 'exception'
  | 'traceback'
  | 'frame'
  | 'generator'
  | 'cache'
  | 'task'
  | 'contextNode'
  | 'function'
  | 'cell'
  | 'type'
  | 'module'
  | 'instance'
  | 'native';

/** Bits of `tp_flags`, Include/object.h 3.8-3.14. */
const HEAPTYPE = 1 << 9;
const LIST = 1 << 25;
const TUPLE = 1 << 26;
const DICT = 1 << 29;
const EXCEPTION = 1 << 30;
const TYPE = 1 << 31;

const BY_NAME: ReadonlyMap<string, HolderClass> = new Map<string, HolderClass>([
  ['collections.deque', 'deque'],
  ['set', 'set'],
  ['frozenset', 'immutable'],
  ['method', 'immutable'],
  ['functools.partial', 'immutable'],
  ['functools.partialmethod', 'immutable'],
  ['traceback', 'traceback'],
  ['frame', 'frame'],
  ['generator', 'generator'],
  ['coroutine', 'generator'],
  ['async_generator', 'generator'],
  ['functools._lru_cache_wrapper', 'cache'],
  ['_asyncio.Task', 'task'],
  ['asyncio.tasks.Task', 'task'],
  ['hamt_bitmap_node', 'contextNode'],
  ['hamt_array_node', 'contextNode'],
  ['hamt_collision_node', 'contextNode'],
  ['function', 'function'],
  ['cell', 'cell'],
  ['module', 'module'],
]);

/** The class of `object` as a holder. `instance`: its attributes are an ordinary dict or inline values, and slots. */
export function holderClass(heap: Heap, object: ObjectId): HolderClass {
  const type = heap.objects.type[object];
  const named = BY_NAME.get(qualifiedName(typeNameOf(heap, type)));
  if (named !== undefined) return named;
  const flags = heap.types.flags[type];
  if ((flags & TYPE) !== 0) return 'type';
  if ((flags & EXCEPTION) !== 0) return 'exception';
  if ((flags & LIST) !== 0) return 'list';
  if ((flags & DICT) !== 0) return 'dict';
  if ((flags & TUPLE) !== 0) return 'immutable';
  return (flags & HEAPTYPE) !== 0 ? 'instance' : 'native';
}
