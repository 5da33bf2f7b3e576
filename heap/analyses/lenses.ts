// What a lens hides, as rows and objects of one heap. Plain data; membership of cycles only, never sizes or verdicts.
import { emptyBits, setBit, type Bits } from '../base/bits.ts';
import { release, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { KIND, KIND_MASK, type ReferenceKind } from '../model/kinds.ts';
import { hiddenParts, type LensName, type LensPart } from '../model/lenses.ts';
import { isCollected } from './collectedSet.ts';
import { moduleObjects } from './moduleObjects.ts';
import { COLLECTOR_ROWS, skipKinds, type RowSkips } from './rowFilter.ts';
import { TYPE_CLASS, typeClasses } from './typeClasses.ts';

/** Kinds of references that a part stands for; parts that hide by target are in `hiddenTargets`. */
const KINDS: Readonly<Record<LensPart, readonly ReferenceKind[]>> = {
  instanceType: ['instanceType'],
  globals: ['globals', 'builtins'],
  modules: [],
  types: [],
  frames: ['local', 'stack', 'frame', 'traceback'],
  caches: [],
  weak: ['weak'],
  untraversed: [],
};

/** Rows that `lens` does not follow. Weak references are followed where both they and what is untraversed are shown. */
export function lensRows(lens: LensName): RowSkips {
  const parts = hiddenParts(lens);
  const codes = new Set(parts.flatMap((part) => KINDS[part]).map((kind) => KIND[kind]));
  const byKind = skipKinds((kind) => codes.has(kind & KIND_MASK));
  if (!parts.includes('untraversed')) return byKind;
  return COLLECTOR_ROWS.map((skipped, cell) => skipped | (byKind[cell & 0xff] ?? 0));
}

/** Objects that no reference enters under the lens. O(objects). */
export function hiddenTargets(heap: Heap, lens: LensName, ledger: Ledger): Bits {
  const hidden = emptyBits(heap.objects.length, 'hidden targets', ledger);
  const parts = hiddenParts(lens);
  const has = (part: LensPart): boolean => parts.includes(part);
  const classes = typeClasses(heap, ledger);
  if (has('types')) addTypeObjects(heap, classes, hidden);
  if (has('frames')) addInstances(heap, classes, [TYPE_CLASS.frame, TYPE_CLASS.traceback], hidden);
  if (has('caches')) addInstances(heap, classes, [TYPE_CLASS.cache], hidden);
  if (has('modules')) addModules(heap, classes, hidden, ledger);
  if (has('untraversed')) addUncollected(heap, hidden);
  release(classes.byteLength, ledger);
  return hidden;
}

function addTypeObjects(heap: Heap, classes: Uint8Array, hidden: Bits): void {
  addInstances(heap, classes, [TYPE_CLASS.type], hidden);
  for (let i = 0; i < heap.types.length; i++) {
    if (heap.types.object[i] < heap.objects.length) setBit(hidden, heap.types.object[i]);
  }
}

function addInstances(heap: Heap, classes: Uint8Array, wanted: readonly number[], hidden: Bits): void {
  const { length, type } = heap.objects;
  const isWanted = classes.map((typeClass) => Number(wanted.includes(typeClass)));
  for (let object = 0; object < length; object++) if (isWanted[type[object]] === 1) setBit(hidden, object);
}

function addModules(heap: Heap, classes: Uint8Array, hidden: Bits, ledger: Ledger): void {
  const { modules, dicts } = moduleObjects(heap, classes, ledger);
  for (let i = 0; i < hidden.length; i++) hidden[i] |= modules[i] | dicts[i];
  release(modules.byteLength + dicts.byteLength, ledger);
}

function addUncollected(heap: Heap, hidden: Bits): void {
  for (let object = 0; object < heap.objects.length; object++) if (!isCollected(heap, object)) setBit(hidden, object);
}
