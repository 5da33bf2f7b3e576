// Types by their address: an open-addressing table, asked once per record. A type gets a row with its first whole record.
import { NONE } from '../../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../../base/column.ts';
import { fail } from '../../base/fault.ts';
import { addType, type Draft } from '../../model/draft.ts';
import { stringId } from '../../model/ids.ts';
import { addressOf, MOST_TYPES } from './layout.ts';

export interface TypeIndex {
  readonly draft: Draft;
  /** Both 0: a free slot. */
  low: Uint32Array;
  high: Uint32Array;
  /** NONE: no whole record yet. */
  row: Uint32Array;
  /** `TRAIT`. */
  traits: Uint8Array;
  /** Slots - 1, a power of two - 1. */
  mask: number;
  used: number;
}

const FIRST_SLOTS = 64;
/** tp_traverse and the like are not known. */
const UNKNOWN_TRAITS = 1 << 5;
const LAYOUT_NONE = 0;

export function openTypes(draft: Draft, traits: ReadonlyMap<number, number>): TypeIndex {
  const index: TypeIndex = { draft, ...slots(FIRST_SLOTS, draft.ledger), used: 0 };
  for (const [address, trait] of traits) {
    const low = address % 4294967296;
    index.traits[slotOf(index, (address - low) / 4294967296, low)] = trait;
  }
  return index;
}

/** The slot of a type, made when there is none. Valid until the next call. O(1). */
export function slotOf(index: TypeIndex, high: number, low: number): number {
  const found = probe(index, high, low);
  if (index.low[found] !== 0 || index.high[found] !== 0) return found;
  index.low[found] = low;
  index.high[found] = high;
  if (++index.used * 2 <= index.mask) return found;
  grow(index);
  return probe(index, high, low);
}

/** The row of the type in a slot, made with its first record. Fault: `format/limit`. */
export function rowAt(index: TypeIndex, slot: number, offset: number): number {
  const known = index.row[slot];
  if (known !== NONE) return known;
  const { draft } = index;
  const found = draft.types.address.length + 1;
  if (found > MOST_TYPES) {
    fail({ code: 'format/limit', limit: 'types', allowed: MOST_TYPES, found, offset, section: 'objects' });
  }
  const made = addType(draft, {
    address: addressOf(index.high[slot], index.low[slot]),
    module: stringId(0),
    qualname: stringId(0),
    file: stringId(0),
    flags: 0,
    basicSize: 0,
    itemSize: 0,
    layout: LAYOUT_NONE,
    traits: UNKNOWN_TRAITS,
  });
  index.row[slot] = made;
  return made;
}

/** The row of the type at an address; NONE when no record has it. */
export function rowOfType(index: TypeIndex, address: number): number {
  const low = address % 4294967296;
  return index.row[probe(index, (address - low) / 4294967296, low)];
}

/** `TRAIT` of the type at an address. */
export function traitsOfType(index: TypeIndex, address: number): number {
  const low = address % 4294967296;
  return index.traits[probe(index, (address - low) / 4294967296, low)];
}

export function closeTypes(index: TypeIndex): void {
  const { low, high, row, traits, draft } = index;
  release(low.byteLength + high.byteLength + row.byteLength + traits.byteLength, draft.ledger);
}

/** The slot with this address, or the free one where it belongs. */
function probe({ low: lows, high: highs, mask }: TypeIndex, high: number, low: number): number {
  let slot = (Math.imul(low >>> 3, 0x9e3779b1) ^ high) >>> 7;
  for (slot &= mask; ; slot = (slot + 1) & mask) {
    if (lows[slot] === low && highs[slot] === high) return slot;
    if (lows[slot] === 0 && highs[slot] === 0) return slot;
  }
}

function grow(index: TypeIndex): void {
  const { low, high, row, traits, draft } = index;
  Object.assign(index, slots((index.mask + 1) * 2, draft.ledger));
  for (let old = 0; old < low.length; old++) {
    if (low[old] === 0 && high[old] === 0) continue;
    const slot = probe(index, high[old], low[old]);
    index.low[slot] = low[old];
    index.high[slot] = high[old];
    index.row[slot] = row[old];
    index.traits[slot] = traits[old];
  }
  release(low.byteLength + high.byteLength + row.byteLength + traits.byteLength, draft.ledger);
}

function slots(count: number, ledger: Ledger) {
  return {
    low: allocateU32(count, 'type slots', ledger),
    high: allocateU32(count, 'type slots', ledger),
    row: allocateU32(count, 'type slots', ledger).fill(NONE),
    traits: allocateU8(count, 'type slots', ledger),
    mask: count - 1,
  };
}
