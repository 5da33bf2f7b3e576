// After the last line: types, meanings of references and roots, none of which a line says.
import { hasBit } from '../../base/bits.ts';
import { NONE } from '../../base/brand.ts';
import { allocateU32, release, type Ledger } from '../../base/column.ts';
import type { Task } from '../../base/task.ts';
import { GENERATION } from '../../model/heap.ts';
import { classReference, findClasses, makeTypes, releaseClasses } from './classes.ts';
import { itemOrder, pythonOf } from './interpreter.ts';
import { showLetters } from './latin.ts';
import { linkRows, releaseRows, targetOf } from './linked.ts';
import { giveMeanings } from './meanings.ts';
import type { Reading } from './reading.ts';
import { inferRoots } from './roots.ts';

/**
 * Fills the columns of the draft that no line fills and replaces names of types by types. Returns the major version of the
 * interpreter as far as the dump shows it. O(rows + references), 18 bytes per row while it runs.
 */
export function derive(reading: Reading, ledger: Ledger, task: Task): '2' | '3' | '' {
  const { objects, references } = reading.draft;
  const rows = objects.address.length;
  task.phase('resolving', rows + references.target.length);
  const linked = linkRows(reading, ledger, task);
  const python = pythonOf(reading);
  if (python === '3') showLetters(reading, ledger);
  const meanings = {
    linked,
    kind: references.kind.extend(references.target.length),
    label: references.label.extend(references.target.length),
    order: itemOrder(reading, linked),
    isPython2: python === '2',
  };
  const finder = findClasses(reading, linked, ledger);
  const classRow = allocateU32(rows, 'classes of rows', ledger).fill(NONE);
  for (let row = 0; row < rows; row++) {
    if ((row & BLOCK) === BLOCK) task.step(BLOCK);
    if (hasBit(linked.dropped, row)) continue;
    const at = classReference(reading, linked, finder, row);
    if (at !== NONE) classRow[row] = targetOf(linked, at);
    giveMeanings(meanings, row, at);
  }
  inferRoots(reading, linked);
  makeTypes(reading, linked, classRow, ledger);
  objects.refcount.extend(rows);
  objects.flags.extend(rows);
  objects.generation.extend(rows).fill(GENERATION.unknown);
  releaseClasses(finder, ledger);
  release(classRow.byteLength, ledger);
  releaseRows(linked, ledger);
  return python;
}

/** Rows between two checks of the task, less one. */
const BLOCK = 65_535;
