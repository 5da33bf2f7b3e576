// References of containers: list, tuple, dict, set, deque, OrderedDict, lru_cache (formats of CPython's Objects/*.c).
import { HIDDEN, KIND } from '../../model/kinds.ts';
import { emptyShape, fitting, openDict, openKeys } from './texts.ts';
import { TYPE_FLAG } from './types.ts';
import type { TypeFacts } from './typeFacts.ts';
import type { Walk } from './walk.ts';

const MOST_STEPS = 1 << 24;
const shape = emptyShape();

export function listItems(walk: Walk, address: number): void {
  const { space } = walk.types;
  items(walk, space.word(address + 24), space.signed(address + 16));
}

export function tupleItems(walk: Walk, address: number): void {
  const { space, layout } = walk.types;
  items(walk, address + layout.tupleItems, space.signed(address + 16));
}

function items(walk: Walk, start: number, length: number): void {
  const { space } = walk.types;
  const count = fitting(walk.types, start, length, 8);
  for (let i = 0; i < count; i++) {
    const item = space.word(start + i * 8);
    if (item !== 0) walk.add(item, KIND.item, i);
  }
}

/** Rows in pairs, key then value; the values of a split table alone, under the names of its keys. */
export function dictEntries(walk: Walk, address: number): void {
  const { types } = walk;
  const { space, layout } = types;
  openDict(types, address, shape);
  if (shape.values !== 0) {
    walk.sharedKeys.set(shape.keys, walk.sharedKeys.get(shape.keys) ?? 0);
    if (layout.minor >= 13 && space.u8(shape.values + 2) !== 0) return;
    splitValues(walk, shape.values + layout.valuesStart);
    return;
  }
  for (let i = 0; i < shape.count; i++) {
    const entry = shape.entries + i * shape.stride;
    const value = space.word(entry + shape.valueAt);
    if (value === 0) continue;
    const key = space.word(entry + shape.keyAt);
    const hidden = shape.isText || (layout.minor < 11 && isText(walk, key)) ? HIDDEN : 0;
    const known = walk.add(key, KIND.key | hidden, 0);
    walk.add(value, KIND.value, known ? 1 : 0);
  }
}

function isText(walk: Walk, address: number): boolean {
  const type = walk.types.ofObject(address);
  return type !== undefined && (type.flags & TYPE_FLAG.text) !== 0;
}

/** The values at `start`, one per key of `shape`. */
function splitValues(walk: Walk, start: number): void {
  const { space } = walk.types;
  const count = fitting(walk.types, start, shape.count, 8);
  for (let i = 0; i < count; i++) {
    const value = space.word(start + i * 8);
    if (value === 0) continue;
    walk.add(value, KIND.attribute, walk.labelAt(space.word(shape.entries + i * shape.stride + shape.keyAt)));
  }
}

/** Attribute values without a dict: the keys are those that the type shares. */
export function inlineValues(walk: Walk, facts: TypeFacts, start: number): void {
  const { space, layout } = walk.types;
  const keys = space.word(facts.type.address + layout.cachedKeys);
  openKeys(walk.types, keys, shape);
  walk.sharedKeys.set(keys, facts.type.address);
  splitValues(walk, start);
}

/** Every key of a shared table, for the counts it holds. */
export function eachSharedKey(walk: Walk, keys: number, visit: (key: number) => void): void {
  const { space } = walk.types;
  openKeys(walk.types, keys, shape);
  for (let i = 0; i < shape.count; i++) visit(space.word(shape.entries + i * shape.stride + shape.keyAt));
}

export function setElements(walk: Walk, address: number): void {
  const { space } = walk.types;
  const table = space.word(address + 40);
  const count = fitting(walk.types, table, space.signed(address + 32) + 1, 16);
  for (let i = 0; i < count; i++) {
    const entry = table + i * 16;
    const key = space.word(entry);
    const isDummy = space.u32(entry + 8) === 0xffffffff && space.u32(entry + 12) === 0xffffffff;
    if (key !== 0 && !isDummy) walk.add(key, KIND.element, 0);
  }
}

/** Blocks of 64 items (Modules/_collectionsmodule.c). */
export function dequeItems(walk: Walk, address: number): void {
  const { space } = walk.types;
  const count = Math.min(space.signed(address + 16), MOST_STEPS);
  let block = space.word(address + 24);
  let at = Math.min(64, space.word(address + 40));
  for (let i = 0; i < count; i++) {
    if (at === 64) {
      block = space.word(block + 520);
      at = 0;
    }
    if (!space.isMapped(block, 528)) return;
    walk.add(space.word(block + 8 + at * 8), KIND.item, i);
    at++;
  }
}

/** The list of keys of an OrderedDict holds each key once more (Objects/odictobject.c). */
export function orderedKeys(walk: Walk, address: number): void {
  const { space } = walk.types;
  let node = space.word(address + 48);
  const most = Math.min(MOST_STEPS, space.signed(address + 16));
  for (let step = 0; step < most && space.isMapped(node, 32); step++) {
    walk.add(space.word(node), KIND.name, 0);
    node = space.word(node + 16);
  }
}

/** The wrapper reports the keys and results of its links, which lie in its cache (Modules/_functoolsmodule.c). */
export function lruLinks(walk: Walk, address: number): void {
  const { space, layout } = walk.types;
  let link = space.word(address + 24);
  for (let step = 0; step < MOST_STEPS && link !== address && space.isMapped(link, 56); step++) {
    walk.add(space.word(link + 40), KIND.key, 0);
    walk.add(space.word(link + 48), KIND.possible, 0);
    if (layout.minor >= 10) walk.add(space.word(link + 8), KIND.instanceType, 0);
    link = space.word(link + 24);
  }
}
