// The order of the collector's lists as evidence: survivors stand before what was made after them.
import { NONE } from '../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';

/**
 * What the order says of a pair. near: kept, by few neighbours. shuffled: others of its type have an order, and it stands where that
 * does not say.
 */
export const ORDER = { nothing: 0, kept: 1, near: 2, moved: 3, shuffled: 4, random: 5 } as const;

/** So many decided neighbours on a side, without one that says otherwise, are believed. */
const STREAK = 3;
/** So many are believed against what the pair has lost. */
const STRONG = 8;
/** Fewer pairs of a type have no order to speak of. */
const LEAST_PAIRS = 16;
const IN_ORDER = 0.9;

/**
 * `_PyObject_GC_TRACK` puts new objects at the end of the youngest list, `gc_list_merge` survivors of a collection at the end of
 * the next one; a dump writes the lists from the oldest generation to the youngest, and each type in that order. So the
 * objects of one type stand by age in both dumps. A pair goes with its neighbours of the type: `kept` where the nearest three
 * decided ones behind it are proven survivors and none before it is new, `moved` where those before it are new and none behind
 * it survives. A type without proven survivors is judged by the longest rising run of all its pairs. A collection may move
 * what it meets late (`move_unreachable`): where neighbours disagree the order says nothing.
 * O(objects log objects) at most; 9 bytes per object while it runs, one afterwards.
 */
export function orderOf(
  later: Heap,
  found: Uint32Array,
  standing: (later: number) => number,
  ledger: Ledger,
): Uint8Array {
  const said = new Uint8Array(found.length);
  const { length } = later.types;
  const proven = byNeighbours(later, standing, said);
  const pairs = pairsOfTypes(later, found, proven, ledger);
  for (let type = 0; type < length; type++) {
    const rows = pairs.row.subarray(pairs.first[type], pairs.first[type + 1]);
    if (rows.length >= LEAST_PAIRS) byRun(rows, found, said, ledger);
  }
  release(pairs.row.byteLength + pairs.first.byteLength, ledger);
  return said;
}

/** Per object of `earlier` its partner; NONE: none. */
export function partnersOf(earlier: Heap, found: Uint32Array, ledger: Ledger): Uint32Array {
  const partner = allocateU32(earlier.objects.length, 'partners', ledger).fill(NONE);
  for (let b = 0; b < found.length; b++) if (found[b] !== NONE) partner[found[b]] = b;
  return partner;
}

/** Proven survivors per type, at most 255. */
function byNeighbours(later: Heap, standing: (later: number) => number, said: Uint8Array): Uint8Array {
  const { type } = later.objects;
  const proven = new Uint8Array(later.types.length);
  const before = new Int8Array(type.length);
  const streak = new Int8Array(later.types.length);
  for (let b = 0; b < type.length; b++) {
    if (!isInList(later, b)) continue;
    const sign = standing(b);
    before[b] = streak[type[b]];
    streak[type[b]] = nextStreak(streak[type[b]], sign);
    if (sign > 0 && proven[type[b]] < 255) proven[type[b]]++;
  }
  streak.fill(0);
  for (let b = type.length - 1; b >= 0; b--) {
    if (!isInList(later, b)) continue;
    const verdict = verdictOf(before[b], streak[type[b]]);
    said[b] = verdict === ORDER.nothing && proven[type[b]] >= STREAK ? ORDER.shuffled : verdict;
    streak[type[b]] = nextStreak(streak[type[b]], standing(b));
  }
  return proven;
}

function verdictOf(before: number, behind: number): number {
  if (behind >= STRONG && before >= STRONG) return ORDER.kept;
  if (behind >= STREAK && before >= 0) return ORDER.near;
  return before <= -STREAK && behind <= 0 ? ORDER.moved : ORDER.nothing;
}

function isInList({ objects }: Heap, b: number): boolean {
  return objects.generation[b] <= GENERATION.permanent && (objects.flags[b] & FLAG.dumper) === 0;
}

/** Positive: survivors in a row; negative: new ones in a row. 0 leaves it as it is. */
function nextStreak(streak: number, sign: number): number {
  if (sign === 0) return streak;
  return streak * sign > 0 ? Math.max(-100, Math.min(100, streak + sign)) : sign;
}

/** Pairs of types that have next to no proven survivor, by type and in order. */
function pairsOfTypes(
  later: Heap,
  found: Uint32Array,
  proven: Uint8Array,
  ledger: Ledger,
): { readonly first: Uint32Array; readonly row: Uint32Array } {
  const { type } = later.objects;
  const first = allocateU32(later.types.length + 1, 'pairs of types', ledger);
  const isWanted = (b: number): boolean => found[b] !== NONE && proven[type[b]] < STREAK && isInList(later, b);
  for (let b = 0; b < found.length; b++) if (isWanted(b)) first[type[b] + 1]++;
  for (let row = 0; row < later.types.length; row++) first[row + 1] += first[row];
  const next = first.slice();
  const row = allocateU32(first[first.length - 1], 'pairs of types', ledger);
  for (let b = 0; b < found.length; b++) if (isWanted(b)) row[next[type[b]]++] = b;
  return { first, row };
}

function byRun(rows: Uint32Array, found: Uint32Array, said: Uint8Array, ledger: Ledger): void {
  const sequence = rows.map((b) => found[b]);
  const onRun = risingRun(sequence, ledger);
  let length = 0;
  for (let i = 0; i < onRun.length; i++) length += onRun[i];
  const isOrdered = length >= rows.length * IN_ORDER;
  // The longest rising run of n numbers in random order has about 2 sqrt(n) of them (Vershik and Kerov, 1977).
  const isRandom = length < 3 * Math.sqrt(rows.length);
  for (let i = 0; i < rows.length; i++) {
    if (said[rows[i]] === ORDER.moved) continue;
    if (isOrdered && onRun[i] === 1) said[rows[i]] = ORDER.kept;
    else said[rows[i]] = isRandom || onRun[i] === 0 ? ORDER.random : ORDER.shuffled;
  }
}

/** 1 for the cells of one longest strictly rising run. O(cells) where they rise, O(cells log cells) at most. */
export function risingRun(sequence: Uint32Array, ledger: Ledger): Uint8Array {
  const n = sequence.length;
  const ends = allocateU32(n, 'run ends', ledger);
  const previous = allocateU32(n, 'run links', ledger);
  let length = 0;
  for (let i = 0; i < n; i++) {
    const value = sequence[i];
    let place = length;
    if (length > 0 && sequence[ends[length - 1]] >= value) place = firstNotBelow(sequence, ends, length, value);
    previous[i] = place === 0 ? NONE : ends[place - 1];
    ends[place] = i;
    if (place === length) length++;
  }
  const onRun = allocateU8(n, 'on the run', ledger);
  for (let at = length === 0 ? NONE : ends[length - 1]; at !== NONE; at = previous[at]) onRun[at] = 1;
  // The caller has it for a moment only.
  release(ends.byteLength + previous.byteLength + onRun.byteLength, ledger);
  return onRun;
}

function firstNotBelow(sequence: Uint32Array, ends: Uint32Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sequence[ends[middle]] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
