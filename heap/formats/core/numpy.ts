// Arrays of objects: the one kind of numpy.ndarray that holds references (numpy/core/include/numpy/ndarraytypes.h).
import { KIND } from '../../model/kinds.ts';
import { fitting } from './texts.ts';
import type { Walk } from './walk.ts';

const NPY_OBJECT = 17;
const MOST_DIMENSIONS = 64;

/** `base`, `descr`, and the items of an array of objects. ndarray has no `tp_traverse`: all hidden. */
export function numpyItems(walk: Walk, address: number): void {
  const { space } = walk.types;
  walk.addIfObject(space.word(address + 40), KIND.attribute, walk.label('base'));
  const descr = space.word(address + 56);
  walk.addIfObject(descr, KIND.attribute, walk.label('dtype'));
  if (!space.isMapped(descr, 32) || space.i32(descr + 28) !== NPY_OBJECT) return;
  // A view does not own the items.
  if (space.word(address + 40) !== 0) return;
  const dimensions = Math.min(space.i32(address + 24), MOST_DIMENSIONS);
  const sizes = space.word(address + 32);
  let count = 1;
  for (let i = 0; i < dimensions; i++) count *= Math.max(0, space.signed(sizes + i * 8));
  const items = space.word(address + 16);
  const there = fitting(walk.types, items, count, 8);
  for (let i = 0; i < there; i++) walk.addIfObject(space.word(items + i * 8), KIND.item, i);
}
