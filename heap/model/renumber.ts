// Draft rows -> ObjectIds: rows that do not count are taken out, the others keep their order.
import { hasBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, type Column, type Ledger } from '../base/column.ts';

export interface Renumbering {
  /** Rows before it keep their number. */
  readonly unmoved: number;
  /** For row `unmoved + i` its new number; NONE when dropped. */
  readonly moved: Uint32Array;
  /** Rows that are left. */
  readonly length: number;
}

export function renumberRows(rows: number, dropped: Bits, ledger: Ledger): Renumbering {
  let unmoved = 0;
  while (unmoved < rows && !hasBit(dropped, unmoved)) unmoved++;
  const moved = allocateU32(rows - unmoved, 'renumbering', ledger);
  let length = unmoved;
  for (let row = unmoved; row < rows; row++) moved[row - unmoved] = hasBit(dropped, row) ? NONE : length++;
  return { unmoved, moved, length };
}

/** Moves the cells of kept rows together, in place; returns the view of them. */
export function compact<Cells extends Column>(cells: Cells, renumbering: Renumbering): Cells;
export function compact(cells: Column, renumbering: Renumbering): Column {
  const { unmoved, moved, length } = renumbering;
  for (let i = 0; i < moved.length; i++) if (moved[i] !== NONE) cells[moved[i]] = cells[unmoved + i];
  return cells.subarray(0, length);
}

/** Replaces draft rows by ids, in place; a dropped row and NONE become NONE. */
export function renumber(rows: Uint32Array, renumbering: Renumbering): void {
  const { unmoved, moved } = renumbering;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row < unmoved) continue;
    const at = row - unmoved;
    rows[i] = at < moved.length ? moved[at] : NONE;
  }
}
