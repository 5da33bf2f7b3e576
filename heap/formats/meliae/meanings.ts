// What the references of an object mean: their order is that of `tp_traverse`, which is known for built-in types.
import { NONE } from '../../base/brand.ts';
import { KIND } from '../../model/kinds.ts';
import { targetOf, type LinkedRows } from './linked.ts';
import { TYPE } from './reading.ts';

/** Which way lists and tuples were walked. */
export type ItemOrder = 'lastFirst' | 'firstFirst' | 'unknown';

export interface Meanings {
  readonly linked: LinkedRows;
  readonly kind: Uint8Array;
  readonly label: Uint32Array;
  readonly order: ItemOrder;
  /** CPython 2: every instance of a class without `__slots__` has a dict, listed just before its class. */
  readonly isPython2: boolean;
}

/**
 * Writes kinds and labels of the references of `row`; what has no known meaning keeps kind `unknown`. `classAt` is its reference
 * to its class, NONE for none. Sources: `*_traverse` in Objects/ of CPython 2.7 and 3.8 to 3.13. O(references of the row).
 */
export function giveMeanings(meanings: Meanings, row: number, classAt: number): void {
  const { linked, kind } = meanings;
  const { first, classAt: classes } = linked;
  const from = first[row];
  const to = first[row + 1];
  if (from === to) return;
  if (classAt === NONE) giveBuiltin(meanings, row, from, to);
  else {
    kind[classAt] = KIND.instanceType;
    if (classes[row] > 0) markFirst(meanings, from, to, TYPE.dict, KIND.dict);
    else giveDictOfInstance(meanings, row, from, classAt);
  }
}

function giveBuiltin(meanings: Meanings, row: number, from: number, to: number): void {
  const { linked, kind } = meanings;
  const only = ONLY_KIND.get(linked.type[row]);
  if (only !== undefined) {
    kind.fill(only, from, to);
    return;
  }
  switch (linked.type[row]) {
    case TYPE.dict:
      giveEntries(meanings, row, from, to);
      break;
    case TYPE.list:
    case TYPE.tuple:
      giveItems(meanings, row, from, to);
      break;
    case TYPE.module:
      // The state of an extension module comes before its namespace.
      markLast(meanings, from, to, TYPE.dict, KIND.dict);
      break;
    case TYPE.function:
      giveFunction(meanings, from, to);
      break;
    case TYPE.frame:
      giveFrame(meanings, from, to);
      break;
    case TYPE.instancemethod:
      // im_func, im_self, im_class.
      markFirst(meanings, from, to, TYPE.function, KIND.function);
      if (to - from > 1) kind[from + 1] = KIND.self;
      break;
    default:
      if (linked.classAt[row] > 0) markFirst(meanings, from, to, TYPE.dict, KIND.dict);
  }
}

/** Types whose references are all of one kind: set_traverse, cell_traverse, gc_traverse of weakrefs. */
const ONLY_KIND = new Map<number, number>([
  [TYPE.set, KIND.element],
  [TYPE.frozenset, KIND.element],
  [TYPE.cell, KIND.cell],
  [TYPE.weakref, KIND.callback],
]);

/** dict_traverse: key, value, key, value. */
function giveEntries({ linked, kind, label }: Meanings, row: number, from: number, to: number): void {
  const count = to - from;
  const size = linked.size[row];
  if ((count & 1) === 1 || (size !== NONE && size * 2 !== count)) return;
  for (let i = from; i < to; i += 2) {
    kind[i] = KIND.key;
    kind[i + 1] = KIND.value;
    label[i + 1] = 1;
  }
}

/** list_traverse and tupletraverse: every item once, in one direction. */
function giveItems({ linked, kind, label, order }: Meanings, row: number, from: number, to: number): void {
  if (order === 'unknown' || linked.size[row] !== to - from) return;
  kind.fill(KIND.item, from, to);
  for (let i = from; i < to; i++) label[i] = order === 'lastFirst' ? to - 1 - i : i - from;
}

/** frame_traverse of CPython 2.7: f_back, f_code, f_builtins, f_globals, ... */
function giveFrame(meanings: Meanings, from: number, to: number): void {
  const { linked, kind, isPython2 } = meanings;
  markFirst(meanings, from, to, TYPE.frame, KIND.frame);
  markFirst(meanings, from, to, TYPE.code, KIND.code);
  const after = from + kind.subarray(from, to).indexOf(KIND.code) + 1;
  if (!isPython2 || after === from || after + 2 > to) return;
  const isDict = (i: number): boolean => {
    const row = targetOf(linked, i);
    return row !== NONE && linked.type[row] === TYPE.dict;
  };
  if (!isDict(after) || !isDict(after + 1)) return;
  kind[after] = KIND.builtins;
  kind[after + 1] = KIND.globals;
}

/**
 * func_traverse: func_code, func_globals, ..., and the closure, the only tuple of cells. Of CPython 2.7: func_defaults is the other tuple,
 * func_dict the other dict.
 */
function giveFunction(meanings: Meanings, from: number, to: number): void {
  const { linked, kind, isPython2 } = meanings;
  const { first, type } = linked;
  markFirst(meanings, from, to, TYPE.code, KIND.code);
  markFirst(meanings, from, to, TYPE.dict, KIND.globals);
  for (let i = from; i < to; i++) {
    const tuple = targetOf(linked, i);
    if (tuple === NONE || type[tuple] !== TYPE.tuple || first[tuple] === first[tuple + 1]) continue;
    const item = targetOf(linked, first[tuple]);
    if (item !== NONE && type[item] === TYPE.cell) kind[i] = KIND.closure;
    else if (isPython2) kind[i] = KIND.default;
  }
  if (isPython2) markFirst(meanings, from, to, TYPE.dict, KIND.dict);
}

/** instance_traverse: class, dict. subtype_traverse: slots, dict, class. The keys of an attribute dict are strings. */
function giveDictOfInstance(meanings: Meanings, row: number, from: number, classAt: number): void {
  const { linked, kind, isPython2 } = meanings;
  const { first, type } = linked;
  const at = type[row] === TYPE.instance ? classAt + 1 : classAt - 1;
  if (!isPython2 || at < from || at >= first[row + 1]) return;
  const dict = targetOf(linked, at);
  if (dict === NONE || type[dict] !== TYPE.dict) return;
  const key = first[dict] < first[dict + 1] ? targetOf(linked, first[dict]) : NONE;
  if (key === NONE || type[key] === TYPE.str) kind[at] = KIND.dict;
}

function markFirst(meanings: Meanings, from: number, to: number, wanted: number, kind: number): void {
  const { linked } = meanings;
  for (let i = from; i < to; i++) {
    const target = targetOf(linked, i);
    if (target === NONE || linked.type[target] !== wanted || meanings.kind[i] !== KIND.unknown) continue;
    meanings.kind[i] = kind;
    return;
  }
}

function markLast(meanings: Meanings, from: number, to: number, wanted: number, kind: number): void {
  const { linked } = meanings;
  for (let i = to - 1; i >= from; i--) {
    const target = targetOf(linked, i);
    if (target === NONE || linked.type[target] !== wanted) continue;
    meanings.kind[i] = kind;
    return;
  }
}
