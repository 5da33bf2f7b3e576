// What one statement drops at once: an entry of a dict is a key and a value, a cleared cache is all that it holds.
import type { Heap } from '../model/heap.ts';
import { referenceId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong, referenceKind } from '../model/kinds.ts';
import { NONE } from '../base/brand.ts';
import { holderClass } from './holders.ts';
import { sourceOf } from './neighbours.ts';
import { statementFor, type StatementTables } from './statements.ts';

/** Rows that a cleared holder may have; more are cut off. */
const MOST_ROWS = 100_000;

/**
 * `reference` and every strong reference that goes with it when its statement runs, ascending; `reference` alone when it has no
 * statement. O(references of the holder).
 */
export function droppedWith(tables: StatementTables, reference: ReferenceId): readonly ReferenceId[] {
  const { heap, results } = tables;
  const holder = sourceOf(heap, reference);
  const kind = referenceKind(heap.references.kind[reference]);
  const { remedy, statement } = statementFor(tables, reference);
  if (remedy === 'clearCache') return ofCache(tables, holder);
  if (remedy === 'closeGenerator') return rowsOf(heap, holder, (row) => isLocal(heap, row));
  if (kind === 'local' && holderClass(heap, holder) === 'frame' && statement !== '')
    return rowsOf(heap, holder, (row) => isLocal(heap, row));
  if (kind !== 'value' && kind !== 'key') return [reference];
  if (results.distances !== undefined && statement.endsWith('.clear()')) return rowsOf(heap, holder, () => true);
  return withItsKey(heap, holder, reference);
}

function isLocal(heap: Heap, row: ReferenceId): boolean {
  const kind = referenceKind(heap.references.kind[row]);
  return kind === 'local' || kind === 'stack';
}

/** The wrapper's own references but its attributes, and those of the dict that it keeps its entries in. */
function ofCache(tables: StatementTables, from: ObjectId): readonly ReferenceId[] {
  const { heap, results } = tables;
  const by = results.distances?.by[from];
  const isWrapper = holderClass(heap, from) === 'cache';
  const wrapper = isWrapper || by === undefined || by === NONE ? from : sourceOf(heap, by);
  const own = rowsOf(heap, wrapper, (row) => {
    const kind = referenceKind(heap.references.kind[row]);
    return kind === 'unknown' || kind === 'internal';
  });
  const inner = own
    .map((row) => heap.references.target[row])
    .filter((object) => holderClass(heap, object) === 'dict')
    .flatMap((object) => rowsOf(heap, object, () => true));
  return [...new Set([...own, ...inner])].sort((a, b) => a - b);
}

function rowsOf(heap: Heap, holder: ObjectId, isDropped: (row: ReferenceId) => boolean): readonly ReferenceId[] {
  const rows: ReferenceId[] = [];
  const first = heap.references.first[holder];
  const end = Math.min(heap.references.first[holder + 1], first + MOST_ROWS);
  for (let row = first; row < end; row++) {
    const reference = referenceId(row);
    if (isStrong(heap.references.kind[reference]) && referenceKind(heap.references.kind[row]) !== 'instanceType')
      if (isDropped(reference)) rows.push(reference);
  }
  return rows;
}

/** The format writes the key of an entry just before its value; a `value` names its key (formats/ouro.md). */
function withItsKey(heap: Heap, holder: ObjectId, reference: ReferenceId): readonly ReferenceId[] {
  const isKey = referenceKind(heap.references.kind[reference]) === 'key';
  const other = referenceId(isKey ? reference + 1 : reference - 1);
  const isOfHolder = other >= heap.references.first[holder] && other < heap.references.first[holder + 1];
  if (!isOfHolder) return [reference];
  const [key, value] = isKey ? [reference, other] : [other, reference];
  const isPair =
    referenceKind(heap.references.kind[key]) === 'key' &&
    referenceKind(heap.references.kind[value]) === 'value' &&
    heap.references.label[value] === heap.references.target[key];
  return isPair ? [key, value] : [reference];
}
