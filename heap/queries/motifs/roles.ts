// What a type means to the motifs: a set of roles per type, by name and by the flags of tp_flags. Found once per type.
import type { Heap } from '../../model/heap.ts';
import type { ObjectId, TypeId } from '../../model/ids.ts';
import { qualifiedName, typeNameOf } from '../../model/names.ts';
import { globMatches } from '../glob.ts';
import { shapeOfType } from '../shape.ts';

export const ROLE_NAMES = [
  'container',
  'instance',
  'exception',
  'traceback',
  'frame',
  'cell',
  'tuple',
  'function',
  'method',
  'partial',
  'cache',
  'cacheLink',
  'generator',
  'task',
  'future',
  'logger',
  'weakMap',
  'type',
  'module',
  'other',
] as const;

export type RoleName = (typeof ROLE_NAMES)[number];

/** One bit per role. */
export const ROLE = Object.fromEntries(ROLE_NAMES.map((name, bit) => [name, 1 << bit])) as Readonly<
  Record<RoleName, number>
>;

/** Globs of qualified type names, any CPython from 3.8 to 3.14. A type may have several roles. */
const NAMED: readonly (readonly [RoleName, readonly string[]])[] = [
  ['traceback', ['traceback']],
  ['frame', ['frame']],
  ['cell', ['cell']],
  ['function', ['function']],
  ['method', ['method', 'builtin_function_or_method', 'method-wrapper']],
  ['partial', ['functools.partial', 'functools.partialmethod']],
  ['cache', ['functools._lru_cache_wrapper']],
  ['cacheLink', ['functools._lru_list_elem', 'functools._HashedSeq']],
  ['generator', ['generator', 'coroutine', 'async_generator']],
  ['task', ['*.Task', '*Task']],
  ['future', ['*.Future', '*Future', '*.Task', '*Task']],
  ['logger', ['logging.Logger', 'logging.RootLogger', 'logging.Manager', 'logging.PlaceHolder']],
  ['weakMap', ['weakref.WeakKeyDictionary', 'weakref.WeakValueDictionary']],
  ['module', ['module']],
  ['container', ['set', 'frozenset', 'collections.*', 'mappingproxy']],
];

// CPython: subclass flags of tp_flags (Include/object.h, 3.8-3.14): 25 list, 26 tuple, 29 dict, 30 exception.
const FLAG_ROLES: readonly (readonly [number, number])[] = [
  [1 << 25, ROLE.container],
  [1 << 26, ROLE.container | ROLE.tuple],
  [1 << 29, ROLE.container],
  [1 << 30, ROLE.exception],
];
const HEAPTYPE = 1 << 9;

export interface TypeRoles {
  /** Bits of `ROLE`. */
  of(object: ObjectId): number;
}

/** Lazily: O(types that are asked for). Share one over many components. */
export function typeRoles(heap: Heap): TypeRoles {
  const found = new Map<TypeId, number>();
  const types = heap.objects.type;
  return {
    of(object) {
      const type = types[object];
      const known = found.get(type);
      if (known !== undefined) return known;
      const roles = rolesOf(heap, type);
      found.set(type, roles);
      return roles;
    },
  };
}

/** Roles that say all there is: an instance of such a type is not taken for an instance of a program's class. */
const MACHINERY =
  ROLE.exception |
  ROLE.traceback |
  ROLE.frame |
  ROLE.cell |
  ROLE.function |
  ROLE.method |
  ROLE.partial |
  ROLE.cache |
  ROLE.cacheLink |
  ROLE.generator |
  ROLE.module;

function rolesOf(heap: Heap, type: TypeId): number {
  const flags = heap.types.flags[type];
  if (shapeOfType(heap, type) === 'type') return ROLE.type;
  const name = qualifiedName(typeNameOf(heap, type));
  let roles = 0;
  for (const [flag, role] of FLAG_ROLES) if ((flags & flag) !== 0) roles |= role;
  for (const [role, globs] of NAMED) if (matchesAny(globs, name)) roles |= ROLE[role];
  // Whatever a class statement or an extension made, containers of the library apart (deque is a heap type from 3.12 on).
  const own = (flags & HEAPTYPE) !== 0 && (roles & MACHINERY) === 0 && !name.startsWith('collections.');
  if (own) roles |= ROLE.instance;
  return roles === 0 ? ROLE.other : roles;
}

function matchesAny(globs: readonly string[], name: string): boolean {
  return globs.some((glob) => globMatches(glob, name));
}
