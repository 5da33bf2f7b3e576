// How a reference is dropped in Python: the statement, or why there is none. Editability after features.md F4.
import type { PartialResults } from '../analyses/results.ts';
import { NONE } from '../base/brand.ts';
import type { CutMeans, Remedy } from '../model/cutRows.ts';
import type { Heap } from '../model/heap.ts';
import { referenceId, stringId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { referenceKind, type ReferenceKind } from '../model/kinds.ts';
import { hexAddress } from '../model/addresses.ts';
import { nameAt, qualifiedName, typeNameOf } from '../model/names.ts';
import { holderClass, type HolderClass } from './holders.ts';
import { identifierKey, labelOf } from './labels.ts';
import { legalExpression, legalKey } from './legal.ts';
import { sourceOf } from './neighbours.ts';

export interface Written {
  readonly means: CutMeans;
  readonly remedy: Remedy;
  readonly statement: string;
}

export interface StatementTables {
  readonly heap: Heap;
  readonly results: PartialResults;
}

/**
 * The Python that drops `reference` and nothing else where possible (`X.cache_clear()` and `X.close()` drop more, and say so by
 * their remedy). Cost: the length of the shortest path to the holder.
 */
export function statementFor(tables: StatementTables, reference: ReferenceId): Written {
  const { heap } = tables;
  const holder = sourceOf(heap, reference);
  const kind = referenceKind(heap.references.kind[reference]);
  const at: Place = { tables, reference, holder, kind, holderClass: holderClass(heap, holder) };
  return BY_HOLDER[at.holderClass]?.(at) ?? BY_KIND[kind]?.(at) ?? STRUCTURAL;
}

interface Place {
  readonly tables: StatementTables;
  readonly reference: ReferenceId;
  readonly holder: ObjectId;
  readonly kind: ReferenceKind;
  readonly holderClass: HolderClass;
}

type Writer = (at: Place) => Written | undefined;

const STRUCTURAL: Written = { means: 'structural', remedy: 'none', statement: '' };

/** Holders whose references go by a call of their own; undefined: like those of any object. */
const BY_HOLDER: Readonly<Partial<Record<HolderClass, Writer>>> = {
  cache: (at) => (isNamespace(at) ? undefined : written(at, 'clearCache', (x) => `${x}.cache_clear()`)),
  // `cancel()` only asks: the task goes when its loop has run it to the end and nobody keeps it.
  task: (at) => (isNamespace(at) ? undefined : { means: 'structural', remedy: 'cancelTask', statement: '' }),
  generator: (at) =>
    at.kind === 'local' || at.kind === 'stack' ? written(at, 'closeGenerator', (x) => `${x}.close()`) : STRUCTURAL,
  frame: ofFrame,
  contextNode: ofContext,
  immutable: (at) => (isNamespace(at) ? undefined : STRUCTURAL),
};

const BY_KIND: Readonly<Partial<Record<ReferenceKind, Writer>>> = {
  value: ofEntry,
  key: ofEntry,
  item: ofItem,
  attribute: ofName,
  slot: ofName,
  cell: (at) => written(at, 'delete', (x) => `${x}.cell_contents = None`),
  traceback: (at) => written(at, 'clearTraceback', (x) => `${x}${labelOf(at.tables.heap, at.reference)} = None`),
  exception: ofException,
  frame: (at) =>
    at.holderClass === 'traceback' ? written(at, 'clearTraceback', (x) => `${x}.tb_frame.clear()`) : undefined,
  default: (at) =>
    at.holderClass === 'function'
      ? written(at, 'delete', (x) => `${x}${labelOf(at.tables.heap, at.reference)} = None`)
      : undefined,
  element: (at) => (at.holderClass === 'set' ? ofMember(at) : undefined),
};

function isNamespace(at: Place): boolean {
  return at.kind === 'attribute' || at.kind === 'dict';
}

/** `text(X)` with X the holder; '' when nothing legal leads there. */
function written(at: Place, remedy: Remedy, text: (holder: string) => string): Written {
  const holder = legalExpression(at.tables.heap, at.tables.results, at.holder);
  return { means: 'statement', remedy, statement: holder === undefined ? '' : text(holder) };
}

/** A running frame owns its locals until it returns; a finished one, kept by a traceback, can be cleared. */
function ofFrame(at: Place): Written {
  const { heap } = at.tables;
  const isRunning = heap.frames.object.includes(at.holder) || heap.roots.object.includes(at.holder);
  if (isRunning) return { means: 'frame', remedy: 'endFrame', statement: '' };
  if (at.kind !== 'local' && at.kind !== 'stack') return STRUCTURAL;
  return written(at, 'clearTraceback', (x) => `${x}.clear()`);
}

/** hamt_node_bitmap_traverse (Python/hamt.c) visits from the end: a value, then the variable it belongs to. */
function ofContext(at: Place): Written {
  const { heap, results } = at.tables;
  const next = at.reference + 1;
  if (next >= heap.references.first[at.holder + 1]) return STRUCTURAL;
  const variable = heap.references.target[referenceId(next)];
  if (!qualifiedName(typeNameOf(heap, heap.objects.type[variable])).endsWith('ContextVar')) return STRUCTURAL;
  const text = legalExpression(heap, results, variable);
  return { means: 'statement', remedy: 'delete', statement: text === undefined ? '' : `${text}.set(None)` };
}

/** An entry of a dict: a name of a module or an instance, a key of a cache, or a key of its own. */
function ofEntry(at: Place): Written {
  if (at.holderClass !== 'dict') return STRUCTURAL;
  return ofNamespace(at) ?? ofKey(at);
}

/** The dict of a module, an instance or an `lru_cache` belongs to its owner. */
function ofNamespace(at: Place): Written | undefined {
  const { heap, results } = at.tables;
  const by = results.distances?.by[at.holder];
  if (by === undefined || by === NONE) return undefined;
  const owner = { ...at, holder: sourceOf(heap, by), holderClass: holderClass(heap, sourceOf(heap, by)) };
  if (owner.holderClass === 'cache') return written(owner, 'clearCache', (x) => `${x}.cache_clear()`);
  const name = at.kind === 'value' ? identifierKey(heap, at.reference) : undefined;
  if (name === undefined || referenceKind(heap.references.kind[by]) !== 'dict') return undefined;
  return written(owner, 'delete', (x) => `del ${x}.${name}`);
}

/** By its key where that is recorded, else by what it holds. */
function ofKey(at: Place): Written {
  const { heap } = at.tables;
  const key = legalKey(heap, at.kind === 'key' ? valueAfter(heap, at) : at.reference);
  if (key !== undefined) return written(at, 'delete', (x) => `del ${x}[${key}]`);
  if (heap.objects.size[at.holder] === 1) return written(at, 'delete', (x) => `${x}.clear()`);
  const target = hexAddress(heap.objects.address[heap.references.target[at.reference]]);
  const side = at.kind === 'key' ? 'k' : 'v';
  return written(at, 'delete', (x) => `[${x}.pop(k) for k, v in list(${x}.items()) if id(${side}) == ${target}]`);
}

/** The format writes the value of an entry just after its key (formats/ouro.md). */
function valueAfter(heap: Heap, at: Place): ReferenceId {
  const next = referenceId(at.reference + 1);
  const isOwn = next < heap.references.first[at.holder + 1];
  return isOwn && referenceKind(heap.references.kind[next]) === 'value' ? next : at.reference;
}

function ofItem(at: Place): Written {
  if (at.holderClass !== 'list' && at.holderClass !== 'deque') return STRUCTURAL;
  const label = labelOf(at.tables.heap, at.reference);
  return written(at, isObserver(at) ? 'unsubscribe' : 'delete', (x) => `del ${x}${label}`);
}

/** A bound method, a function or a partial in a list is a callback somebody registered. */
function isObserver(at: Place): boolean {
  const { heap } = at.tables;
  const target = heap.references.target[at.reference];
  const type = qualifiedName(typeNameOf(heap, heap.objects.type[target]));
  return type === 'method' || type === 'function' || type === 'functools.partial';
}

function ofName(at: Place): Written {
  const { heap } = at.tables;
  return written(at, isBackReference(at) ? 'weak' : 'delete', (x) => `del ${x}${labelOf(heap, at.reference)}`);
}

function ofException(at: Place): Written {
  const name = nameAt(at.tables.heap, stringId(at.tables.heap.references.label[at.reference]));
  if (name === 'args') return written(at, 'delete', (x) => `${x}.args = ()`);
  return written(at, 'clearTraceback', (x) => `${x}.${name} = None`);
}

function ofMember(at: Place): Written {
  const { heap } = at.tables;
  if (heap.objects.size[at.holder] === 1) return written(at, 'delete', (x) => `${x}.clear()`);
  const target = hexAddress(heap.objects.address[heap.references.target[at.reference]]);
  return written(at, 'delete', (x) => `${x}.discard(next(o for o in ${x} if id(o) == ${target}))`);
}

/** A reference to an owner by its name: weak is what its author meant. */
function isBackReference(at: Place): boolean {
  const name = nameAt(at.tables.heap, stringId(at.tables.heap.references.label[at.reference]));
  return /^_*(parent|owner|container|root|outer|host|master)$/.test(name);
}
