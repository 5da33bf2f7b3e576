// Types that may own references nobody can see: their instances have room for pointers, yet the collector never looks inside.
import type { RefcountAudit } from '../analyses/results.ts';
import type { BlindEvidence, BlindTypeRow } from '../model/countRows.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, referenceId, typeId, type ObjectId, type TypeId } from '../model/ids.ts';
import { KIND, KIND_MASK } from '../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { excessByType, type TypeExcess } from './excessByModule.ts';
import { previewOf } from './objectRow.ts';
import { isTypeObject } from './shape.ts';
import type { Histogram } from './typePages.ts';

/**
 * Types with instances that have no `tp_traverse` or no HAVE_GC and room for at least one pointer, most unexplained counts first
 * (features.md F11). Left out: the interpreter's plain values (numbers, text, bytes), and types whose references the dump lists
 * one by one (layout EXPLICIT).
 *
 * A blind type plausibly holds the unexplained objects whose type, or a base of it, is of the same module (`sameModule`) or of
 * the same top-level package (`samePackage`). This is a guess by name: the dump has no contents to prove it, and a blind type
 * that holds objects of strangers has evidence `none`. O(objects + types + bases of types with unexplained counts).
 */
export function blindTypes(heap: Heap, histogram: Histogram, audit: RefcountAudit): readonly BlindTypeRow[] {
  const excess = excessByType(heap, audit);
  const suffering = [...excess.keys()].filter((type) => excess[type].objects > 0);
  const kin = suffering.map((type) => ({ sum: excess[type], modules: modulesOf(heap, typeId(type)) }));
  const blind = Array.from({ length: heap.types.length }, (_, row) => typeId(row)).filter(
    (type) => histogram.count[type] > 0 && isBlind(heap, type),
  );
  return blind
    .map((type) => blindRow(heap, histogram, type, kin))
    .sort((a, b) => b.excess - a.excess || b.selfSize - a.selfSize || a.type.type - b.type.type);
}

// Include/object.h, CPython 3.8-3.14: bit 14 HAVE_GC, 24 int, 27 bytes, 28 str subclasses.
const HAVE_GC = 1 << 14;
const PLAIN_VALUES = (1 << 24) | (1 << 27) | (1 << 28);
/** `types.traits`: bit 0 tp_traverse, bit 5 not known. `types.layout`: 4 EXPLICIT. */
const TRAVERSE = 1 << 0;
const UNKNOWN = 1 << 5;
const EXPLICIT = 4;

/** Builtins without references of their own; what is left of the interpreter (capsules, slices, ranges) may have some. */
const ATOMS: ReadonlySet<string> = new Set([
  'object',
  'NoneType',
  'NotImplementedType',
  'ellipsis',
  'float',
  'complex',
  'bytearray',
  'code',
  'stderrprinter',
  'Token.MISSING',
]);

function isBlind(heap: Heap, type: TypeId): boolean {
  const { flags, traits, layout } = heap.types;
  if ((traits[type] & UNKNOWN) !== 0 || (flags[type] & PLAIN_VALUES) !== 0) return false;
  if ((flags[type] & HAVE_GC) !== 0 && (traits[type] & TRAVERSE) !== 0) return false;
  if (layout[type] === EXPLICIT || roomOf(heap, type) === 0) return false;
  return !ATOMS.has(qualifiedName(typeNameOf(heap, type)));
}

/** Pointers that fit behind the head of an object (count and type). */
function roomOf(heap: Heap, type: TypeId): number {
  const word = heap.manifest.runtime.pointerBytes || 8;
  return Math.max(0, Math.floor((heap.types.basicSize[type] - 2 * word) / word));
}

interface Kin {
  readonly sum: TypeExcess;
  readonly modules: ReadonlySet<string>;
}

function blindRow(heap: Heap, histogram: Histogram, type: TypeId, kin: readonly Kin[]): BlindTypeRow {
  const name = typeNameOf(heap, type);
  const { evidence, held } = plausiblyHeld(name.module, kin);
  const total = held.reduce((sum, { sum: one }) => addUp(sum, one), NOTHING);
  const fits = total.excess <= histogram.count[type] * roomOf(heap, type);
  const most = held.reduce<TypeExcess | undefined>(
    (best, { sum }) => (best === undefined || sum.excess > best.excess ? sum : best),
    undefined,
  );
  return {
    type: name,
    instances: histogram.count[type],
    basicSize: heap.types.basicSize[type],
    selfSize: histogram.selfSize[type],
    collected: (heap.types.flags[type] & HAVE_GC) !== 0,
    traversed: (heap.types.traits[type] & TRAVERSE) !== 0,
    evidence,
    confidence: evidence === 'sameModule' && fits ? 'medium' : 'hint',
    held: { objects: total.objects, selfSize: total.selfSize },
    excess: total.excess,
    example: most === undefined ? undefined : objectId(most.example),
  };
}

/** Half the interpreter is of builtins: being of that module says nothing. */
function plausiblyHeld(
  module: string,
  kin: readonly Kin[],
): { readonly evidence: BlindEvidence; readonly held: readonly Kin[] } {
  if (module === '') return { evidence: 'none', held: [] };
  const near = kin.filter(({ modules }) => modules.has(module));
  if (near.length > 0) return { evidence: 'sameModule', held: near };
  const root = packageOf(module);
  const related = kin.filter(({ modules }) => [...modules].some((other) => packageOf(other) === root));
  return { evidence: related.length > 0 ? 'samePackage' : 'none', held: related };
}

/** `app.ext` is of the package `app`; an extension `_app` is taken for the inside of `app`. */
function packageOf(module: string): string {
  return (module.split('.')[0] ?? '').replace(/^_+/, '');
}

const NOTHING = { objects: 0, excess: 0, selfSize: 0 };

function addUp(sum: typeof NOTHING, one: typeof NOTHING): typeof NOTHING {
  return {
    objects: sum.objects + one.objects,
    excess: sum.excess + one.excess,
    selfSize: sum.selfSize + one.selfSize,
  };
}

/** Modules of a type and of its bases, builtins left out. A base without instances is named by its preview only. */
function modulesOf(heap: Heap, type: TypeId): ReadonlySet<string> {
  const modules = new Set([typeNameOf(heap, type).module]);
  const seen = new Set<ObjectId>();
  const start = heap.types.object[type];
  const queue: ObjectId[] = start < heap.objects.length ? [start] : [];
  for (let at = queue.pop(); at !== undefined && seen.size < MOST_BASES; at = queue.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const isType = isTypeObject(heap, at);
    if (isType) modules.add(moduleIn(previewOf(heap, at) ?? ''));
    queue.push(...basesOf(heap, at, isType ? KIND.type : KIND.item));
  }
  modules.delete('');
  return modules;
}

/** Objects looked at for the bases of one type. */
const MOST_BASES = 200;

/** `datetime` of `datetime.tzinfo`; '' for builtins. */
function moduleIn(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

/** A type refers to its base, to the tuple of its bases and to its order of resolution by the kind `type`. */
function basesOf(heap: Heap, at: ObjectId, wanted: number): readonly ObjectId[] {
  const { first, kind, target } = heap.references;
  const found: ObjectId[] = [];
  for (let row = first[at]; row < first[at + 1] && found.length < MOST_BASES; row++) {
    if ((kind[row] & KIND_MASK) === wanted) found.push(target[referenceId(row)]);
  }
  return found;
}
