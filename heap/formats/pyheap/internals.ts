// What functions, modules, cells and the like hold has no attribute to name it: the types on both ends do.
import { stringAt } from '../../base/strings.ts';
import type { Heap } from '../../model/heap.ts';
import { typeId } from '../../model/ids.ts';
import { KIND } from '../../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../../model/names.ts';

/** Py_TPFLAGS_TYPE_SUBCLASS. */
const TYPE_SUBCLASS = 1 << 31;

type Role = (names: Names, target: number, source: number) => number;

interface Names {
  readonly heap: Heap;
  /** Qualified names by type row. */
  readonly type: readonly string[];
  /** Strings that are keys of certain dicts. */
  readonly keys: ReadonlyMap<number, DictKind>;
  /** Dicts that were asked for. */
  readonly dicts: Map<number, DictKind | 'other'>;
}

/** builtins: `__build_class__` is a key. globals: `__name__` is. class: `__doc__` is, and neither of them. */
type DictKind = 'builtins' | 'globals' | 'class';

const DICT_KEYS: ReadonlyMap<string, DictKind> = new Map<string, DictKind>([
  ['__build_class__', 'builtins'],
  ['__name__', 'globals'],
  ['__doc__', 'class'],
]);

/** tp_traverse of each type, CPython 3.8-3.12: funcobject.c, moduleobject.c, cellobject.c, classobject.c, methodobject.c, typeobject.c. */
const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['function', functionHolds],
  ['module', (names, to) => (dictKind(names, to) === 'globals' ? KIND.dict : KIND.unknown)],
  ['cell', () => KIND.cell],
  ['method', (names, to) => (typeOf(names, to) === 'function' ? KIND.function : KIND.self)],
  ['builtin_function_or_method', (names, to) => (typeOf(names, to) === 'str' ? KIND.module : KIND.self)],
  ['weakref.ReferenceType', () => KIND.callback],
  ['frozenset', () => KIND.element],
  ['collections.deque', () => KIND.element],
  ['functools._lru_cache_wrapper', (names, to) => (typeOf(names, to) === 'function' ? KIND.function : KIND.unknown)],
  ['property', (names, to) => (typeOf(names, to) === 'function' ? KIND.function : KIND.unknown)],
  ['wrapper_descriptor', descriptorHolds],
  ['method_descriptor', descriptorHolds],
  ['classmethod_descriptor', descriptorHolds],
  ['getset_descriptor', descriptorHolds],
  ['member_descriptor', descriptorHolds],
  ['staticmethod', (names, to) => (typeOf(names, to) === 'function' ? KIND.function : KIND.unknown)],
  ['classmethod', (names, to) => (typeOf(names, to) === 'function' ? KIND.function : KIND.unknown)],
]);

/**
 * Gives a kind to unnamed references of interpreter objects, in place; `withDict` are types whose instances have a `__dict__`.
 * O(references of such objects + keys of their dicts).
 */
export function nameInternals(heap: Heap, withDict: ReadonlySet<number>): void {
  const { first, target, kind } = heap.references;
  const names: Names = { heap, type: typeNames(heap), keys: keyStrings(heap), dicts: new Map() };
  const roles = names.type.map((name, type) =>
    (heap.types.flags[type] & TYPE_SUBCLASS) !== 0
      ? typeHolds
      : (ROLES.get(name) ?? (withDict.has(type) ? instanceHolds : undefined)),
  );
  for (let object = 0; object < heap.objects.length; object++) {
    const role = roles[heap.objects.type[object]];
    if (role === undefined) continue;
    for (let row = first[object]; row < first[object + 1]; row++) {
      if (kind[row] === KIND.unknown) kind[row] = role(names, target[row], object);
    }
  }
}

function functionHolds(names: Names, to: number): number {
  switch (typeOf(names, to)) {
    case 'code':
      return KIND.code;
    case 'str':
      return KIND.name;
    case 'tuple':
      return holdsCells(names, to) ? KIND.closure : KIND.default;
    case 'dict': {
      const found = dictKind(names, to);
      return found === 'globals' ? KIND.globals : found === 'builtins' ? KIND.builtins : KIND.unknown;
    }
    default:
      return KIND.unknown;
  }
}

function descriptorHolds(names: Names, to: number): number {
  return (names.heap.types.flags[names.heap.objects.type[to]] & TYPE_SUBCLASS) === 0 ? KIND.unknown : KIND.type;
}

/** An instance dict, where it is there at all (always before 3.11): the only dict without a name. */
function instanceHolds(names: Names, to: number, source: number): number {
  if (typeOf(names, to) !== 'dict') return KIND.unknown;
  const { first, target, kind } = names.heap.references;
  for (let row = first[source]; row < first[source + 1]; row++) {
    if (target[row] !== to && kind[row] === KIND.unknown && typeOf(names, target[row]) === 'dict') return KIND.unknown;
  }
  return KIND.dict;
}

function typeHolds(names: Names, to: number): number {
  if (typeOf(names, to) === 'dict') return dictKind(names, to) === 'class' ? KIND.dict : KIND.unknown;
  // Bases; `tp_base` is among them.
  return descriptorHolds(names, to);
}

function typeOf({ type, heap }: Names, object: number): string {
  return type[heap.objects.type[object]];
}

function holdsCells(names: Names, tuple: number): boolean {
  const { first, target } = names.heap.references;
  return first[tuple] < first[tuple + 1] && typeOf(names, target[first[tuple]]) === 'cell';
}

/** Keys looked at: the names that matter are among the first ones of a namespace. */
const MOST_KEYS = 4096;

function dictKind(names: Names, dict: number): DictKind | 'other' {
  const known = names.dicts.get(dict);
  if (known !== undefined) return known;
  const { first, target, kind } = names.heap.references;
  let found: DictKind | 'other' = 'other';
  const end = Math.min(first[dict + 1], first[dict] + 2 * MOST_KEYS);
  for (let row = first[dict]; row < end; row++) {
    const key = kind[row] === KIND.key ? names.keys.get(target[row]) : undefined;
    // `builtins.__dict__` has all three, the dict of a module two.
    if (key === 'builtins' || found === 'other' || (key === 'globals' && found === 'class')) found = key ?? found;
    if (found === 'builtins') break;
  }
  if (names.dicts.size < MOST_DICTS) names.dicts.set(dict, found);
  return found;
}

const MOST_DICTS = 1_000_000;

function typeNames(heap: Heap): readonly string[] {
  return Array.from({ length: heap.types.length }, (_, i) => {
    return qualifiedName(typeNameOf(heap, typeId(i)));
  });
}

/** All strings with these texts: interned ones are one each, but nobody promises it. */
function keyStrings({ previews }: Heap): ReadonlyMap<number, DictKind> {
  const { texts, object, length } = previews;
  const lengths = new Set([...DICT_KEYS.keys()].map((text) => text.length));
  const found = new Map<number, DictKind>();
  for (let row = 0; row < length && found.size < MOST_DICTS; row++) {
    if (!lengths.has(texts.offset[row + 1] - texts.offset[row])) continue;
    const kind = DICT_KEYS.get(stringAt(texts, row));
    if (kind !== undefined) found.set(object[row], kind);
  }
  return found;
}
