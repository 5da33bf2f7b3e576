// What a dump shows of the interpreter that wrote it: no line says so.
import { NONE } from '../../base/brand.ts';
import { targetOf, type LinkedRows } from './linked.ts';
import type { ItemOrder } from './meanings.ts';
import { TYPE, type Reading } from './reading.ts';

/** '2' when there is a module `__builtin__`, '3' when there is `builtins` and no other, '' when neither is there. */
export function pythonOf({ modules }: Reading): '2' | '3' | '' {
  const names = modules.name.finish();
  if (names.includes(TYPE.__builtin__)) return '2';
  return names.includes(TYPE.builtins) ? '3' : '';
}

/**
 * The direction in which tuples are listed, proved by the dump itself: the method resolution order of a class is a tuple that
 * begins with the class and ends with `object`. Lists are walked as tuples are (list_traverse and tupletraverse, CPython 2.7 to
 * 3.13). Unknown when no class shows it or two disagree. O(references of classes).
 */
export function itemOrder({ classes }: Reading, linked: LinkedRows): ItemOrder {
  const { first, classAt } = linked;
  const seen = { lastFirst: 0, firstFirst: 0 };
  const rows = classes.row.finish();
  for (let number = 0; number < rows.length; number++) {
    const row = rows[number];
    if (classAt[row] !== number + 1) continue;
    for (let i = first[row]; i < first[row + 1]; i++) {
      const tuple = targetOf(linked, i);
      if (isTuple(linked, tuple)) compareEnds(classes.name.reserve(0), linked, row, tuple, seen);
    }
  }
  if (seen.lastFirst > 0 && seen.firstFirst === 0) return 'lastFirst';
  return seen.firstFirst > 0 && seen.lastFirst === 0 ? 'firstFirst' : 'unknown';
}

function compareEnds(
  className: Uint32Array,
  linked: LinkedRows,
  row: number,
  tuple: number,
  seen: { lastFirst: number; firstFirst: number },
): void {
  const { first, classAt } = linked;
  const from = targetOf(linked, first[tuple]);
  const to = targetOf(linked, first[tuple + 1] - 1);
  const isObject = (end: number): boolean =>
    end !== NONE && classAt[end] > 0 && className[classAt[end] - 1] === TYPE.object;
  if (to === row && isObject(from)) seen.lastFirst++;
  if (from === row && isObject(to)) seen.firstFirst++;
}

/** A tuple of at least two items, all of them listed. */
function isTuple({ first, type, size }: LinkedRows, row: number): boolean {
  if (row === NONE || type[row] !== TYPE.tuple) return false;
  const count = first[row + 1] - first[row];
  return count >= 2 && size[row] === count;
}
