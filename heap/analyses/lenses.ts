// A lens hides references that make everything one component. Plain data; membership of cycles only, never sizes or verdicts.
import { emptyBits, setBit, type Bits } from '../base/bits.ts';
import { release, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { isStrong, referenceKind, type ReferenceKind } from '../model/kinds.ts';
import type { LensName } from '../model/rows.ts';
import { moduleObjects } from './moduleObjects.ts';
import { skipKinds, type RowSkips } from './rowFilter.ts';
import { TYPE_CLASS, typeClasses } from './typeClasses.ts';

export type TargetClass = 'module' | 'moduleDict' | 'type';

export interface Lens {
  readonly name: LensName;
  /** Weak references are hidden by every lens and are not listed. */
  readonly hiddenKinds: readonly ReferenceKind[];
  readonly hiddenTargets: readonly TargetClass[];
}

/** cpython/semantics.md 5: `instances` is L2, `default` is L4. */
export const LENS: Readonly<Record<LensName, Lens>> = {
  all: { name: 'all', hiddenKinds: [], hiddenTargets: [] },
  instances: { name: 'instances', hiddenKinds: ['instanceType', 'globals', 'builtins'], hiddenTargets: [] },
  default: {
    name: 'default',
    hiddenKinds: ['instanceType', 'globals', 'builtins'],
    hiddenTargets: ['module', 'moduleDict', 'type'],
  },
};

export function lensRows(lens: Lens): RowSkips {
  return skipKinds((kind) => !isStrong(kind) || lens.hiddenKinds.includes(referenceKind(kind)));
}

/** Objects that no reference enters under the lens. O(objects). */
export function hiddenTargets(heap: Heap, lens: Lens, ledger: Ledger): Bits {
  const hidden = emptyBits(heap.objects.length, 'hidden targets', ledger);
  if (lens.hiddenTargets.length === 0) return hidden;
  const classes = typeClasses(heap, ledger);
  if (lens.hiddenTargets.includes('type')) addTypeObjects(heap, classes, hidden);
  const { modules, dicts } = moduleObjects(heap, classes, ledger);
  if (lens.hiddenTargets.includes('module')) addAll(hidden, modules);
  if (lens.hiddenTargets.includes('moduleDict')) addAll(hidden, dicts);
  release(modules.byteLength + dicts.byteLength + classes.byteLength, ledger);
  return hidden;
}

function addTypeObjects(heap: Heap, classes: Uint8Array, hidden: Bits): void {
  const { length, type } = heap.objects;
  for (let object = 0; object < length; object++) {
    if (classes[type[object]] === TYPE_CLASS.type) setBit(hidden, object);
  }
  for (let i = 0; i < heap.types.length; i++) {
    if (heap.types.object[i] < length) setBit(hidden, heap.types.object[i]);
  }
}

function addAll(into: Bits, bits: Bits): void {
  for (let i = 0; i < into.length; i++) into[i] |= bits[i];
}
