// numpy.ndarray: its base, its items when they are objects, its buffer (numpy/core/include/numpy/ndarraytypes.h).
import { KIND } from '../../model/kinds.ts';
import { fitting } from './texts.ts';
import type { Walk } from './walk.ts';

const NPY_OBJECT = 17;
const NPY_ARRAY_OWNDATA = 4;
const MOST_DIMENSIONS = 64;
const DATA = 16;
const DIMENSIONS = 24;
const SHAPE = 32;
const BASE = 48;
const DESCR = 56;
const FLAGS = 64;
/** From 1.22 on: what the buffer is freed with. */
const MEM_HANDLER = 88;
/** PyArray_Descr: the number of the type, and the bytes of one item, which moved with numpy 2. */
const TYPE_NUMBER = 28;
const OLD_ITEM_BYTES = 32;
const ITEM_BYTES = 40;
const OLD_DESCR_BYTES = 96;

/** `base`, `dtype`, and the items of an array of objects. ndarray has no `tp_traverse`: all hidden. */
export function numpyItems(walk: Walk, address: number, basicSize: number): void {
  const { space } = walk.types;
  walk.addIfObject(space.word(address + BASE), KIND.attribute, walk.label('base'));
  const descr = space.word(address + DESCR);
  walk.addIfObject(descr, KIND.attribute, walk.label('dtype'));
  if (basicSize >= MEM_HANDLER + 8) walk.addIfObject(space.word(address + MEM_HANDLER), KIND.internal);
  // A view does not own the items.
  if (!ownsData(walk, address) || !space.isMapped(descr, TYPE_NUMBER + 4)) return;
  if (space.i32(descr + TYPE_NUMBER) !== NPY_OBJECT) return;
  const items = space.word(address + DATA);
  const there = fitting(walk.types, items, itemCount(walk, address), 8);
  for (let i = 0; i < there; i++) walk.addIfObject(space.word(items + i * 8), KIND.item, i);
}

/** What `__sizeof__` adds to the basic size: shape, strides, and the buffer when it is the array's own. */
export function numpyBytes(walk: Walk, address: number): { readonly bytes: number; readonly isExact: boolean } {
  const { space } = walk.types;
  const inside = 16 * dimensionsOf(walk, address);
  if (!ownsData(walk, address)) return { bytes: inside, isExact: true };
  const descr = space.word(address + DESCR);
  const type = walk.types.ofObject(descr);
  if (type === undefined) return { bytes: inside, isExact: false };
  const isOld = type.basicSize <= OLD_DESCR_BYTES;
  const each = isOld ? space.i32(descr + OLD_ITEM_BYTES) : space.signed(descr + ITEM_BYTES);
  const bytes = itemCount(walk, address) * Math.max(0, each);
  return Number.isSafeInteger(bytes) ? { bytes: inside + bytes, isExact: !isOld } : { bytes: inside, isExact: false };
}

function ownsData({ types: { space } }: Walk, address: number): boolean {
  return (space.i32(address + FLAGS) & NPY_ARRAY_OWNDATA) !== 0;
}

function dimensionsOf({ types: { space } }: Walk, address: number): number {
  return Math.max(0, Math.min(space.i32(address + DIMENSIONS), MOST_DIMENSIONS));
}

function itemCount(walk: Walk, address: number): number {
  const { space } = walk.types;
  const sizes = space.word(address + SHAPE);
  let count = 1;
  for (let i = dimensionsOf(walk, address) - 1; i >= 0; i--) count *= Math.max(0, space.signed(sizes + i * 8));
  return count;
}
