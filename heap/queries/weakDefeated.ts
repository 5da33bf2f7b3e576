// Weak dictionaries that cannot shrink: the strong half of an entry reaches the half that was to be held weakly, F18.
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import type { Task } from '../base/task.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, referenceId, stringId, typeId, type ObjectId, type ReferenceId, type TypeId } from '../model/ids.ts';
import { isStrong, KIND, KIND_MASK, referenceKind, type ReferenceKind } from '../model/kinds.ts';
import { nameAt, qualifiedName, typeNameOf } from '../model/names.ts';
import { MOST_ROWS } from '../model/rows.ts';
import type { WeakDefeatedAnswer, WeakDefeatedRow } from '../model/whyRows.ts';
import { identifierKey, labelOf } from './labels.ts';
import { sourceOf } from './neighbours.ts';
import { objectRow, previewOf } from './objectRow.ts';
import { isTypeObject, shapeOfType } from './shape.ts';

/** Objects visited for one entry, and for all entries together. */
const MOST_VISITED = 5_000;
const MOST_VISITED_IN_ALL = 2_000_000;

/** Kinds that lead from an instance into its program: every object reaches nearly all others over them. */
const APART: ReadonlySet<ReferenceKind> = new Set([
  'instanceType',
  'globals',
  'builtins',
  'module',
  'code',
  'constant',
  'weak',
]);

/** One entry of a weak dictionary: `strong` is held by the dictionary, `weak` is not. */
export interface WeakEntry {
  readonly kind: 'weakKey' | 'weakValue';
  readonly strong: ObjectId;
  readonly weak: ObjectId;
}

/**
 * Entries of every WeakKeyDictionary whose value reaches its key, and of every WeakValueDictionary whose key reaches its value,
 * over strong references that stay among the program's own objects: not through types, modules, globals or code, over which
 * everything reaches everything. Such an entry never goes away by itself. `alone` says that the entry is all that keeps the
 * weak half alive: the dictionary dominates it.
 *
 * O(objects) to find the dictionaries, then breadth first per entry, at most 5,000 objects each and 2,000,000 in all; `limited`
 * says that a bound was hit, so that entries may be missing. At most `limit` rows (500), those alone first.
 */
export function weakDefeated(
  tables: { readonly heap: Heap; readonly results: PartialResults },
  limit: number,
  task: Task,
): WeakDefeatedAnswer {
  const { heap } = tables;
  const rows: WeakDefeatedRow[] = [];
  let entries = 0;
  let left = MOST_VISITED_IN_ALL;
  let limited = false;
  const apart = apartTypes(heap);
  const containers = weakDictionaries(heap, task);
  for (const container of containers) {
    for (const entry of weakEntries(heap, container)) {
      entries++;
      const found = reach(heap, apart, container, entry, Math.min(left, MOST_VISITED));
      left -= found.visited;
      limited ||= found.limited;
      task.step(found.visited);
      if (found.path !== undefined) rows.push(rowOf(tables, container, entry, found.path));
    }
  }
  rows.sort((a, b) => Number(b.alone ?? false) - Number(a.alone ?? false));
  const most = Math.max(0, Math.min(limit, MOST_ROWS));
  return { rows: rows.slice(0, most), defeated: rows.length, entries, dictionaries: containers.length, limited };
}

/** Entries with both halves in the dump. CPython 3.8-3.14: `data` maps weak reference -> value, or key -> KeyedRef (weakref.py). */
export function weakEntries(heap: Heap, container: ObjectId): readonly WeakEntry[] {
  const table = tableOf(heap, container);
  const entries: WeakEntry[] = [];
  if (table === undefined) return entries;
  let key = NONE;
  for (let row = heap.references.first[table]; row < heap.references.first[table + 1]; row++) {
    const kind = heap.references.kind[row] & KIND_MASK;
    const target = heap.references.target[referenceId(row)];
    if (kind === KIND.key) key = target;
    if (kind !== KIND.value) continue;
    const label = heap.references.label[row];
    const entry = entryOf(heap, objectId(label === NONE ? key : label), target);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function entryOf(heap: Heap, key: number, value: ObjectId): WeakEntry | undefined {
  if (key >= heap.objects.length) return undefined;
  const weakKey = referentOf(heap, objectId(key));
  if (weakKey !== undefined) return { kind: 'weakKey', strong: value, weak: weakKey };
  const weakValue = referentOf(heap, value);
  return weakValue === undefined ? undefined : { kind: 'weakValue', strong: objectId(key), weak: weakValue };
}

function referentOf(heap: Heap, object: ObjectId): ObjectId | undefined {
  for (let row = heap.references.first[object]; row < heap.references.first[object + 1]; row++) {
    if (!isStrong(heap.references.kind[row])) return heap.references.target[referenceId(row)];
  }
  return undefined;
}

/** The dict behind `container.data`, an inline attribute or an entry of `__dict__`. */
function tableOf(heap: Heap, container: ObjectId): ObjectId | undefined {
  const named = attributeOf(heap, container);
  if (named !== undefined) return named;
  for (let row = heap.references.first[container]; row < heap.references.first[container + 1]; row++) {
    if ((heap.references.kind[row] & KIND_MASK) !== KIND.dict) continue;
    const found = attributeOf(heap, heap.references.target[referenceId(row)]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function attributeOf(heap: Heap, holder: ObjectId): ObjectId | undefined {
  for (let row = heap.references.first[holder]; row < heap.references.first[holder + 1]; row++) {
    const reference = referenceId(row);
    const kind = heap.references.kind[row] & KIND_MASK;
    const label = heap.references.label[row];
    const isNamed = kind === KIND.attribute || kind === KIND.slot;
    const name = isNamed ? nameAt(heap, stringId(label)) : identifierKey(heap, reference);
    if (name === 'data') return heap.references.target[reference];
  }
  return undefined;
}

/** Instances of the two classes and of their subclasses. O(objects + types). */
function weakDictionaries(heap: Heap, task: Task): readonly ObjectId[] {
  const types = new Uint8Array(heap.types.length);
  for (let i = 0; i < types.length; i++) types[i] = Number(isWeakDictionary(heap, typeId(i)));
  const found: ObjectId[] = [];
  task.phase('searching', heap.objects.length);
  const { type, length } = heap.objects;
  for (let object = 0; object < length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    if (types[type[object]] === 1) found.push(objectId(object));
  }
  return found;
}

const NAMES: readonly string[] = ['weakref.WeakKeyDictionary', 'weakref.WeakValueDictionary'];

/** By name, or a class whose method resolution order names one of the two (by the summary that a dump records of types). */
function isWeakDictionary(heap: Heap, type: TypeId): boolean {
  if (NAMES.includes(qualifiedName(typeNameOf(heap, type)))) return true;
  const object = heap.types.object[type];
  if (object >= heap.objects.length) return false;
  for (let row = heap.references.first[object]; row < heap.references.first[object + 1]; row++) {
    if ((heap.references.kind[row] & KIND_MASK) !== KIND.type) continue;
    if (namesWeakBase(heap, heap.references.target[referenceId(row)])) return true;
  }
  return false;
}

/** Whether a base, or a tuple of bases, is one of the two. */
function namesWeakBase(heap: Heap, base: ObjectId): boolean {
  if (isTypeObject(heap, base)) return NAMES.includes(previewOf(heap, base) ?? '');
  for (let row = heap.references.first[base]; row < heap.references.first[base + 1]; row++) {
    const member = heap.references.target[referenceId(row)];
    if (isTypeObject(heap, member) && NAMES.includes(previewOf(heap, member) ?? '')) return true;
  }
  return false;
}

interface Reach {
  readonly path: readonly ReferenceId[] | undefined;
  readonly visited: number;
  readonly limited: boolean;
}

function reach(heap: Heap, apart: Uint8Array, container: ObjectId, entry: WeakEntry, most: number): Reach {
  if (entry.strong === entry.weak) return { path: [], visited: 1, limited: false };
  const by = new Map<ObjectId, number>([[entry.strong, NONE]]);
  const queue = [entry.strong];
  for (let head = 0; head < queue.length; head++) {
    const at = queue[head];
    for (let row = heap.references.first[at]; row < heap.references.first[at + 1]; row++) {
      const reference = referenceId(row);
      const target = heap.references.target[reference];
      if (target === container || by.has(target) || isApart(heap, apart, reference, target)) continue;
      if (queue.length >= most) return { path: undefined, visited: queue.length, limited: true };
      by.set(target, reference);
      queue.push(target);
      if (target === entry.weak) return { path: pathTo(heap, by, target), visited: queue.length, limited: false };
    }
  }
  return { path: undefined, visited: queue.length, limited: false };
}

function isApart(heap: Heap, apart: Uint8Array, reference: ReferenceId, target: ObjectId): boolean {
  return apart[heap.objects.type[target]] === 1 || APART.has(referenceKind(heap.references.kind[reference]));
}

/** Per type: 1 for types of types and of modules, which no path enters. */
function apartTypes(heap: Heap): Uint8Array {
  const apart = new Uint8Array(heap.types.length);
  for (let i = 0; i < apart.length; i++) {
    const type = typeId(i);
    apart[i] = Number(shapeOfType(heap, type) === 'type' || qualifiedName(typeNameOf(heap, type)) === 'module');
  }
  return apart;
}

function pathTo(heap: Heap, by: ReadonlyMap<ObjectId, number>, target: ObjectId): readonly ReferenceId[] {
  const path: ReferenceId[] = [];
  for (let at = by.get(target); at !== undefined && at !== NONE; at = by.get(sourceOf(heap, referenceId(at)))) {
    path.push(referenceId(at));
  }
  return path.reverse();
}

function rowOf(
  tables: { readonly heap: Heap; readonly results: PartialResults },
  container: ObjectId,
  entry: WeakEntry,
  path: readonly ReferenceId[],
): WeakDefeatedRow {
  const { heap, results } = tables;
  const [key, value] = entry.kind === 'weakKey' ? [entry.weak, entry.strong] : [entry.strong, entry.weak];
  return {
    kind: entry.kind,
    container: objectRow(heap, results, container),
    key: objectRow(heap, results, key),
    value: objectRow(heap, results, value),
    path: foldedLabels(heap, path),
    references: path,
    alone: dominates(results, container, entry.weak),
  };
}

/** Labels as in an expression: `x.__dict__['name']` is `.name`. */
function foldedLabels(heap: Heap, path: readonly ReferenceId[]): readonly string[] {
  const labels: string[] = [];
  for (let i = 0; i < path.length; i++) {
    const next = path[i + 1];
    const isDict = referenceKind(heap.references.kind[path[i]]) === 'dict';
    const name = isDict && next !== undefined ? identifierKey(heap, next) : undefined;
    labels.push(name === undefined ? labelOf(heap, path[i]) : `.${name}`);
    if (name !== undefined) i++;
  }
  return labels;
}

/** Whether everything that keeps `object` alive goes through `above`; undefined until dominators are there. */
function dominates(results: PartialResults, above: ObjectId, object: ObjectId): boolean | undefined {
  const tree = results.dominators;
  if (tree === undefined) return undefined;
  if (!hasBit(tree.reached, object)) return false;
  for (let at: number = object; at !== NONE; at = tree.parent[at]) if (at === above) return true;
  return false;
}
