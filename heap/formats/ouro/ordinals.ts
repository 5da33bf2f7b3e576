// Ordinals of the file -> rows of the draft. They are equal in a sound file; lost chunks leave gaps.
import { NONE } from '../../base/brand.ts';

export interface OrdinalMap {
  /** The lowest ordinal that no chunk has defined yet, and none before it will. */
  next: number;
  /** Ordinals below it are their own row: the answer in a sound file, without a search. */
  identity: number;
  readonly base: number[];
  readonly row: number[];
  readonly rows: number[];
}

export function ordinalMap(): OrdinalMap {
  return { next: 0, identity: 0, base: [], row: [], rows: [] };
}

/** Ordinals base .. base + rows are draft rows row .. row + rows; `base` must not lie before `next`. */
export function define(map: OrdinalMap, base: number, rows: number, row: number): void {
  const last = map.base.length - 1;
  map.next = base + rows;
  if (base === row && base === map.identity) map.identity = base + rows;
  if (last >= 0 && map.base[last] + map.rows[last] === base && map.row[last] + map.rows[last] === row) {
    map.rows[last] += rows;
    return;
  }
  map.base.push(base);
  map.row.push(row);
  map.rows.push(rows);
}

/** The draft row of an ordinal; NONE when no chunk that was read defines it. O(log gaps). */
export function rowOf(map: OrdinalMap, ordinal: number): number {
  if (ordinal < map.identity) return ordinal;
  let low = 0;
  let high = map.base.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (map.base[middle] <= ordinal) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return NONE;
  const within = ordinal - map.base[low - 1];
  return within < map.rows[low - 1] ? map.row[low - 1] + within : NONE;
}
