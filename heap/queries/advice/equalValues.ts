// Which values are equal: for every object the first of those that equal it.
import { NONE } from '../../base/brand.ts';
import { allocateU32, release, type Ledger } from '../../base/column.ts';
import { stringAt } from '../../base/strings.ts';
import type { Task } from '../../base/task.ts';
import type { Heap } from '../../model/heap.ts';
import { objectId, typeId } from '../../model/ids.ts';
import { typeNameOf } from '../../model/names.ts';

/** `PreviewTable.form`: a number in full. */
const NUMBER = 2;
const NUMBERS = new Set(['int', 'float', 'complex']);

/**
 * A cell per object: the first object of the same exact type with an equal value, itself where there is none or nothing is known. str
 * and bytes by their tags (same type, length and tag: formats/ouro.md TAG), numbers by their text where the dump has texts, then exact
 * tuples by the first ones of their items. One pass over each, with open-addressed tables at most half full; 4 bytes per object stay.
 */
export function equalValues(heap: Heap, ledger: Ledger, task: Task): Uint32Array {
  const first = allocateU32(heap.objects.length, 'equal values', ledger);
  for (let object = 0; object < first.length; object++) first[object] = object;
  task.phase('searching', heap.tags.length + heap.objects.length);
  equalTags(heap, first, ledger, task);
  equalNumbers(heap, first);
  equalTuples(heap, first, ledger, task);
  return first;
}

function equalTags(heap: Heap, first: Uint32Array, ledger: Ledger, task: Task): void {
  const { tags } = heap;
  const table = openTable(tags.length, ledger);
  for (let row = 0; row < tags.length; row++) {
    if ((row & 4095) === 4095) task.step(4096);
    let slot = (Math.imul(tags.low[row], 0x9e3779b1) ^ tags.high[row]) & table.mask;
    while (table.cells[slot] !== NONE && !sameTag(heap, table.cells[slot], row)) slot = (slot + 1) & table.mask;
    if (table.cells[slot] === NONE) table.cells[slot] = row;
    else first[tags.object[row]] = tags.object[table.cells[slot]];
  }
  release(table.cells.byteLength, ledger);
}

function sameTag({ tags, objects }: Heap, a: number, b: number): boolean {
  if (tags.low[a] !== tags.low[b] || tags.high[a] !== tags.high[b]) return false;
  const one = objectId(tags.object[a]);
  const other = objectId(tags.object[b]);
  return objects.type[one] === objects.type[other] && objects.size[one] === objects.size[other];
}

function equalNumbers(heap: Heap, first: Uint32Array): void {
  const { previews, objects } = heap;
  const isNumber = typesNamed(heap, NUMBERS);
  const known = new Map<string, number>();
  for (let row = 0; row < previews.length; row++) {
    const object = previews.object[row];
    const type = objects.type[object];
    if (previews.form[row] !== NUMBER || isNumber[type] === 0) continue;
    const key = `${type} ${stringAt(previews.texts, row)}`;
    const before = known.get(key);
    if (before === undefined) known.set(key, object);
    else first[object] = before;
  }
}

/** Exact tuples whose items are equal; tuples inside tuples count as equal when they are one object. */
function equalTuples(heap: Heap, first: Uint32Array, ledger: Ledger, task: Task): void {
  const { objects, references } = heap;
  const isTuple = typesNamed(heap, new Set(['tuple']));
  let tuples = 0;
  for (let object = 0; object < objects.length; object++) tuples += isTuple[objects.type[objectId(object)]];
  const table = openTable(tuples, ledger);
  for (let object = 0; object < objects.length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    const length = objects.size[object];
    // A tuple with references that are not its items, or without all of them, is not what was asked.
    if (isTuple[objects.type[objectId(object)]] === 0 || length === 0) continue;
    if (references.first[object + 1] - references.first[object] !== length) continue;
    let slot = tupleHash(heap, first, object) & table.mask;
    while (table.cells[slot] !== NONE && !sameItems(heap, first, table.cells[slot], object))
      slot = (slot + 1) & table.mask;
    if (table.cells[slot] === NONE) table.cells[slot] = object;
    else first[object] = table.cells[slot];
  }
  release(table.cells.byteLength, ledger);
}

function tupleHash({ references }: Heap, first: Uint32Array, object: number): number {
  let hash = 0;
  for (let row = references.first[object]; row < references.first[object + 1]; row++) {
    hash = Math.imul(hash ^ first[references.target[row]], 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function sameItems({ references }: Heap, first: Uint32Array, a: number, b: number): boolean {
  const length = references.first[a + 1] - references.first[a];
  if (references.first[b + 1] - references.first[b] !== length) return false;
  for (let item = 0; item < length; item++) {
    const one = references.target[references.first[a] + item];
    const other = references.target[references.first[b] + item];
    if (first[one] !== first[other]) return false;
  }
  return true;
}

/** 1 for each built-in type with one of these names. */
export function typesNamed(heap: Heap, names: ReadonlySet<string>): Uint8Array {
  return Uint8Array.from({ length: heap.types.length }, (_, row) => {
    const { module, name } = typeNameOf(heap, typeId(row));
    return Number((module === '' || module === 'builtins') && names.has(name));
  });
}

function openTable(rows: number, ledger: Ledger): { readonly cells: Uint32Array; readonly mask: number } {
  let slots = 1024;
  while (slots < rows * 2) slots *= 2;
  return { cells: allocateU32(slots, 'table of equal values', ledger).fill(NONE), mask: slots - 1 };
}
