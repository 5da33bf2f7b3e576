// Objects of two dumps of one process at one address, and what proves at once that the address holds another object now.
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { typeId } from '../model/ids.ts';
import type { Manifest } from '../model/manifest.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';

/** `Py_TPFLAGS_*_SUBCLASS`, Include/object.h. */
const SUBCLASS = { int: 1 << 24, tuple: 1 << 26, bytes: 1 << 27, str: 1 << 28, dict: 1 << 29 } as const;
/** Their length never changes (`ob_size`, `length`); that of a list or dict does. */
const FIXED_LENGTH = SUBCLASS.int | SUBCLASS.tuple | SUBCLASS.bytes | SUBCLASS.str;

/**
 * Per object of `later` the object of `earlier` at its address, NONE where there is none or where one of these says that it is
 * another: its type, the length of an immutable value, its content tag, or its generation (an object only grows older, and
 * every collection that ran in between has aged it: `gc_collect_main`, Modules/gcmodule.c). Without the dumper's own objects.
 * O(objects), 8 bytes per type while it runs.
 */
export function atSamePlace(earlier: Heap, later: Heap, ledger: Ledger): Uint32Array {
  const found = allocateU32(later.objects.length, 'same place', ledger).fill(NONE);
  mergeAddresses(earlier, later, found);
  dropOtherTypes(earlier, later, found, ledger);
  if (earlier.manifest.identity === 'address') {
    dropOtherTags(earlier, later, found);
    dropTooYoung(earlier, later, found);
  }
  return found;
}

function mergeAddresses(earlier: Heap, later: Heap, found: Uint32Array): void {
  const { byAddress: a, address: aAddress, flags: aFlags } = earlier.objects;
  const { byAddress: b, address: bAddress, flags: bFlags } = later.objects;
  const own = FLAG.dumper | FLAG.synthetic;
  let i = 0;
  let at = a.length === 0 ? Infinity : aAddress[a[0]];
  for (let j = 0; j < b.length && i < a.length; j++) {
    const wanted = bAddress[b[j]];
    while (at < wanted) at = ++i < a.length ? aAddress[a[i]] : Infinity;
    if (at === wanted && ((aFlags[a[i]] | bFlags[b[j]]) & own) === 0) found[b[j]] = a[i];
  }
}

/** Per type of `earlier` its row in `later`: the type object at the same address (renamed or not), else the same name. */
export function sameTypes(earlier: Heap, later: Heap): Uint32Array {
  const byObject = new Map<number, number>();
  const byName = new Map<string, number>();
  for (let row = 0; row < later.types.length; row++) {
    const object = later.types.object[typeId(row)];
    if (object !== NONE) byObject.set(later.objects.address[object], row);
    const name = qualifiedName(typeNameOf(later, typeId(row)));
    if (!byName.has(name)) byName.set(name, row);
  }
  return Uint32Array.from({ length: earlier.types.length }, (_, row) => {
    const object = earlier.types.object[typeId(row)];
    const known = object === NONE ? undefined : byObject.get(earlier.objects.address[object]);
    if (known !== undefined && isSameLayout(earlier, row, later, known)) return known;
    if (object !== NONE && isHeapType(earlier, row)) return NONE;
    return byName.get(qualifiedName(typeNameOf(earlier, typeId(row)))) ?? NONE;
  });
}

function isSameLayout(earlier: Heap, a: number, later: Heap, b: number): boolean {
  return (
    earlier.types.basicSize[a] === later.types.basicSize[b] && earlier.types.itemSize[a] === later.types.itemSize[b]
  );
}

/** Types in memory of their own can go and another can take their place; static ones are where they are. */
function isHeapType(heap: Heap, row: number): boolean {
  return (heap.types.flags[row] & (1 << 9)) !== 0;
}

function dropOtherTypes(earlier: Heap, later: Heap, found: Uint32Array, ledger: Ledger): void {
  const becomes = sameTypes(earlier, later);
  const fixed = allocateU32(later.types.length, 'fixed lengths', ledger);
  // Empty tables of types (formats without flags) leave every length free to change.
  for (let row = 0; row < later.types.length; row++) fixed[row] = later.types.flags[row] & FIXED_LENGTH;
  const { type: aType, size: aSize } = earlier.objects;
  const { type: bType, size: bSize } = later.objects;
  for (let b = 0; b < found.length; b++) {
    const a = found[b];
    if (a === NONE) continue;
    if (becomes[aType[a]] !== bType[b] || (fixed[bType[b]] !== 0 && aSize[a] !== bSize[b])) found[b] = NONE;
  }
  release(fixed.byteLength, ledger);
}

/** Tags are hashes under a key of the process, or of one dump alone: then they say nothing. Both tables ascend by object. */
function dropOtherTags(earlier: Heap, later: Heap, found: Uint32Array): void {
  if (!hasSharedTags(earlier.manifest, later.manifest)) return;
  const row = allTags(earlier);
  const { object, low, high } = later.tags;
  for (let i = 0; i < object.length; i++) {
    const a = found[object[i]];
    if (a === NONE) continue;
    const other = row[a];
    if (other === NONE) continue;
    if (earlier.tags.low[other] !== low[i] || earlier.tags.high[other] !== high[i]) found[object[i]] = NONE;
  }
}

function allTags({ tags, objects }: Heap): Uint32Array {
  const row = new Uint32Array(objects.length).fill(NONE);
  for (let i = 0; i < tags.length; i++) row[tags.object[i]] = i;
  return row;
}

export function hasSharedTags(earlier: Manifest, later: Manifest): boolean {
  return earlier.runtime.tags === 'siphash' && later.runtime.tags === 'siphash';
}

/** Dicts are left out: the collector stops tracking them, and they begin again in the youngest generation. */
function dropTooYoung(earlier: Heap, later: Heap, found: Uint32Array): void {
  const range = agesBetween(earlier.manifest, later.manifest);
  const { generation: before } = earlier.objects;
  const { generation: after, type } = later.objects;
  const { flags } = later.types;
  for (let b = 0; b < found.length; b++) {
    const a = found[b];
    if (a === NONE || before[a] > 2 || after[b] > 2) continue;
    if ((flags[type[b]] & SUBCLASS.dict) !== 0) continue;
    const { least, most } = range[before[a]];
    if (after[b] < least || after[b] > most) found[b] = NONE;
  }
}

interface Ages {
  readonly least: number;
  readonly most: number;
}

/** Per generation in `earlier`: where the collections between the dumps can have put an object. */
function agesBetween({ collector: before }: Manifest, { collector: after }: Manifest): readonly Ages[] {
  const anything = { least: 0, most: GENERATION.permanent };
  if (before.model !== 'generational' || after.model !== 'generational') return [anything, anything, anything];
  const ran = collectionsBetween(before.collections, after.collections);
  if (ran === undefined) return [0, 1, 2].map((least) => ({ least, most: GENERATION.permanent }));
  const old = { least: 2, most: GENERATION.permanent };
  const aged = ran[1] + ran[2] > 0;
  if (aged) return [old, old, old];
  const young = ran[0] > 0 ? { least: 1, most: 1 } : { least: 0, most: 0 };
  return [young, { least: 1, most: 1 }, old];
}

/** Whether a collection of the oldest generation may have run between the dumps. */
export function ranFully({ collector: before }: Manifest, { collector: after }: Manifest): boolean {
  const ran = collectionsBetween(before.collections, after.collections);
  return ran === undefined || ran[2] > 0;
}

/** Collections of each generation between two dumps; undefined when not recorded. */
export function collectionsBetween(
  before: readonly number[] | undefined,
  after: readonly number[] | undefined,
): readonly number[] | undefined {
  if (before?.length !== 3 || after?.length !== 3) return undefined;
  const ran = after.map((count, generation) => count - before[generation]);
  return ran.every((count) => count >= 0) ? ran : undefined;
}
