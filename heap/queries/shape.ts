// Which shape an object is drawn as: a property of its type.
import type { Heap } from '../model/heap.ts';
import type { ObjectId, TypeId } from '../model/ids.ts';
import { nameAt } from '../model/names.ts';
import type { Shape } from '../model/rows.ts';

/** `Py_TPFLAGS_*_SUBCLASS`, Include/object.h: bits 24 int, 25 list, 26 tuple, 27 bytes, 28 str, 29 dict, 30 exception, 31 type. */
const SUBCLASS = {
  int: 1 << 24,
  list: 1 << 25,
  tuple: 1 << 26,
  bytes: 1 << 27,
  str: 1 << 28,
  dict: 1 << 29,
  type: 1 << 31,
};

const SHAPE_BY_NAME = new Map<string, Shape>([
  ...['module', 'ModuleSpec'].map((name) => [name, 'module'] as const),
  ...['set', 'frozenset', 'deque', 'mappingproxy', 'OrderedDict', 'defaultdict', 'dict_keys', 'dict_values'].map(
    (name) => [name, 'container'] as const,
  ),
  ...['frame', 'generator', 'coroutine', 'async_generator', 'traceback', 'Task', 'Future', 'thread'].map(
    (name) => [name, 'frame'] as const,
  ),
  ...[
    'function',
    'method',
    'builtin_function_or_method',
    'cell',
    'code',
    'partial',
    'method_descriptor',
    'wrapper_descriptor',
    'getset_descriptor',
    'member_descriptor',
    'classmethod_descriptor',
    'classmethod',
    'staticmethod',
    'property',
    'method-wrapper',
  ].map((name) => [name, 'function'] as const),
  ...['float', 'bool', 'NoneType', 'complex', 'bytearray', 'ellipsis', 'NotImplementedType', 'memoryview'].map(
    (name) => [name, 'atom'] as const,
  ),
]);

export function isTypeObject(heap: Heap, object: ObjectId): boolean {
  return (heap.types.flags[heap.objects.type[object]] & SUBCLASS.type) !== 0;
}

export function shapeOf(heap: Heap, object: ObjectId): Shape {
  return shapeOfType(heap, heap.objects.type[object]);
}

export function shapeOfType(heap: Heap, type: TypeId): Shape {
  const flags = heap.types.flags[type];
  if ((flags & SUBCLASS.type) !== 0) return 'type';
  if ((flags & (SUBCLASS.int | SUBCLASS.bytes | SUBCLASS.str)) !== 0) return 'atom';
  const byName = SHAPE_BY_NAME.get(nameAt(heap, heap.types.qualname[type]));
  if (byName !== undefined) return byName;
  return (flags & (SUBCLASS.list | SUBCLASS.tuple | SUBCLASS.dict)) !== 0 ? 'container' : 'instance';
}
