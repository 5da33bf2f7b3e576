// Address -> object, and all objects by ascending address: one structure, no Map (they end at 2^24 entries), no comparator.
import { emptyBits, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import {
  MOST_PAGES,
  fillPages,
  lookUp,
  rankOf,
  releasePages,
  releasePassing,
  surveyPages,
  type PageSurvey,
  type PageTable,
} from './addressPages.ts';
import { ascendingOrder } from './radix.ts';

export interface AddressIndex {
  /** Rows in ascending order of their addresses; of equal addresses the first row only. */
  readonly byAddress: Uint32Array;
  /** Rows that are not in `byAddress`: their address is negative, or an earlier row has it. */
  readonly dropped: Bits;
  /** Pages where objects lie densely; for a sparse address space the sorted addresses, found by binary search. */
  readonly way:
    { readonly kind: 'pages'; readonly table: PageTable } | { readonly kind: 'sorted'; readonly address: Float64Array };
}

/** A page costs about 2,100 bytes; beyond this many the sorted column (8 bytes per object) is smaller, or the door shut. */
function mostPages(objects: number): number {
  return Math.min(Math.floor(objects / 24) + 1024, MOST_PAGES);
}

/**
 * Index of a column of exact addresses; a negative cell is no address. O(objects), 12 to 16 bytes per object at the peak and
 * about 6 afterwards where objects lie densely. `seed` moves the hash, never the result.
 */
export function indexAddresses(
  address: Float64Array,
  ledger: Ledger,
  task: Task,
  seed = Math.floor(Math.random() * 4294967296),
): AddressIndex {
  const shift = commonShift(address);
  const survey = surveyPages(address, shift, mostPages(address.length), seed, ledger);
  task.step(address.length);
  if (survey === undefined) return sortedIndex(address, ledger);
  return pageIndex(survey, address, shift, ledger);
}

/** For each address the cell of `byAddress` that belongs to it, NONE when nothing is there. */
export function resolveAddresses(index: AddressIndex, address: Float64Array, found: Uint32Array): void {
  if (index.way.kind === 'pages') lookUp(index.way.table, index.byAddress, address, found);
  else search(index.way.address, index.byAddress, address, found);
}

/** Frees everything but `byAddress`. */
export function releaseIndex(index: AddressIndex, ledger: Ledger): void {
  if (index.way.kind === 'pages') releasePages(index.way.table, ledger);
  else release(index.way.address.buffer.byteLength, ledger);
  release(index.dropped.byteLength, ledger);
}

/** CPython objects are 8-aligned, ids of other runtimes are not: the most trailing zero bits all addresses share, up to 3. */
function commonShift(address: Float64Array): number {
  let low = 8;
  for (let row = 0; row < address.length; row++) if (address[row] >= 0) low |= address[row] & 7;
  return 31 - Math.clz32(low & -low);
}

function pageIndex(survey: PageSurvey, address: Float64Array, shift: number, ledger: Ledger): AddressIndex {
  const table = fillPages(survey, address, shift, ledger);
  const byAddress = allocateU32(table.base[table.base.length - 1], 'objects.byAddress', ledger).fill(NONE);
  const dropped = emptyBits(address.length, 'dropped objects', ledger);
  const { rowPage } = survey;
  for (let row = 0; row < address.length; row++) {
    if (rowPage[row] === NONE) {
      setBit(dropped, row);
      continue;
    }
    const rank = rankOf(table, rowPage[row]);
    if (byAddress[rank] === NONE) byAddress[rank] = row;
    else setBit(dropped, row);
  }
  releasePassing(survey, ledger);
  return { byAddress, dropped, way: { kind: 'pages', table } };
}

function sortedIndex(address: Float64Array, ledger: Ledger): AddressIndex {
  const keys = allocateF64(address.length, 'addresses', ledger);
  // Rows without an address sort first as 0 and are taken out below.
  for (let row = 0; row < address.length; row++) keys[row] = address[row] < 0 ? 0 : address[row];
  const order = ascendingOrder(keys, ledger);
  const dropped = emptyBits(address.length, 'dropped objects', ledger);
  let length = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    const at = address[row];
    if (at < 0 || (length > 0 && address[order[length - 1]] === at)) setBit(dropped, row);
    else order[length++] = row;
  }
  for (let i = 0; i < length; i++) keys[i] = address[order[i]];
  return { byAddress: order.subarray(0, length), dropped, way: { kind: 'sorted', address: keys.subarray(0, length) } };
}

function search(sorted: Float64Array, value: Uint32Array, address: Float64Array, found: Uint32Array): void {
  for (let i = 0; i < address.length; i++) {
    const at = address[i];
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] < at) low = middle + 1;
      else high = middle;
    }
    found[i] = low < sorted.length && sorted[low] === at ? value[low] : NONE;
  }
}
