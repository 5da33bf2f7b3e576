// The pages an address space is made of: a bitmap of slots per page, counted so that a set slot knows its rank.
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateI32, allocateU32, release, type Ledger } from '../base/column.ts';
import { GrowingF64 } from '../base/growing.ts';

/** Slots of one page; with 8-byte slots a page covers 64 KiB of the address space and costs about 2 KB here. */
export const SLOTS = 8192;
/** So that page and slot fit into one u32 and NONE stays free; 34 GB of densely used address space. */
export const MOST_PAGES = (1 << 19) - 1;
/** 16 slots and their rank share one word, because a lookup waits for memory and for nothing else. */
const WORDS_SHIFT = 9;
const WORDS = SLOTS / 16;

/** Open addressing from page number to place; at most half full. The seed keeps a hostile dump from choosing collisions. */
export interface PageHash {
  /** Page number; -1 where the slot is free. */
  key: Float64Array;
  place: Int32Array;
  readonly seed: number;
}

export interface PageTable {
  readonly hash: PageHash;
  /** Bytes of a slot are `1 << shift`. */
  readonly shift: number;
  /** Per page, in ascending order of pages: slots that are set in all pages before it. */
  readonly base: Uint32Array;
  /** 512 words per page. Low half: one bit per slot; high half: slots that are set in the words before it in its page. */
  readonly slots: Uint32Array;
}

/** Pages in the order they were met, and for each row the place of its page in that order, NONE without an address. */
export interface PageSurvey {
  readonly hash: PageHash;
  readonly page: GrowingF64;
  readonly rowPage: Uint32Array;
}

/** Which pages the addresses touch; undefined when they are more than `most`. Negative addresses touch none. */
export function surveyPages(
  address: Float64Array,
  shift: number,
  most: number,
  seed: number,
  ledger: Ledger,
): PageSurvey | undefined {
  const hash = emptyHash(128, seed, ledger);
  const page = new GrowingF64('pages', ledger, 64);
  const rowPage = allocateU32(address.length, 'page of object', ledger);
  const scale = 1 / (SLOTS << shift);
  let last = -1;
  let place = -1;
  // 5 M objects: neighbours in a dump are mostly neighbours in memory, so the last page answers most rows.
  for (let row = 0; row < address.length; row++) {
    const number = Math.floor(address[row] * scale);
    if (number < 0) {
      rowPage[row] = NONE;
      continue;
    }
    if (number !== last) {
      last = number;
      place = placeOf(hash, number);
      if (place < 0) {
        place = page.length;
        page.push(number);
        insert(hash, number, place, page.length, ledger);
      }
      if (page.length > most) {
        releaseSurvey({ hash, page, rowPage }, ledger);
        return undefined;
      }
    }
    rowPage[row] = place;
  }
  return { hash, page, rowPage };
}

/** Sets the slot of every address; afterwards `rowPage` holds the number of the slot among all slots of all pages. */
export function fillPages(survey: PageSurvey, address: Float64Array, shift: number, ledger: Ledger): PageTable {
  const { hash, page, rowPage } = survey;
  const pages = page.length;
  const sorted = allocateF64(pages, 'sorted pages', ledger);
  sorted.set(page.finish());
  sorted.sort();
  const place = allocateU32(pages, 'page places', ledger);
  for (let i = 0; i < pages; i++) place[moveTo(hash, sorted[i], i)] = i;
  release(sorted.byteLength, ledger);
  const base = allocateU32(pages + 1, 'page ranks', ledger);
  const slots = allocateU32(pages * WORDS, 'address slots', ledger);
  const span = SLOTS << shift;
  const scale = 1 / span;
  for (let row = 0; row < address.length; row++) {
    if (rowPage[row] === NONE) continue;
    const at = address[row];
    const within = (at - Math.floor(at * scale) * span) | 0;
    const slot = place[rowPage[row]] * SLOTS + (within >>> shift);
    rowPage[row] = slot;
    slots[slot >>> 4] |= 1 << (slot & 15);
  }
  release(place.byteLength, ledger);
  countRanks(slots, base);
  return { hash, shift, base, slots };
}

/** Position of a set slot among all set slots, ascending. */
export function rankOf(table: PageTable, slot: number): number {
  const word = table.slots[slot >>> 4];
  return table.base[slot >>> 13] + (word >>> 16) + ones(word & ((1 << (slot & 15)) - 1));
}

/** For each address the cell of `value` at its rank; NONE when its slot is not set or it lies between slots. */
export function lookUp(table: PageTable, value: Uint32Array, address: Float64Array, found: Uint32Array): void {
  // Ranks first, values second, in strides that stay in the cache: the processor then waits for several cells at once
  // (9.5 M lookups: 1.0 s in one loop, 0.7 s in two).
  for (let from = 0; from < address.length; from += STRIDE) {
    const to = Math.min(from + STRIDE, address.length);
    findRanks(table, address, found, from, to);
    for (let i = from; i < to; i++) if (found[i] !== NONE) found[i] = value[found[i]];
  }
}

const STRIDE = 2048;

function findRanks(table: PageTable, address: Float64Array, rank: Uint32Array, from: number, to: number): void {
  const { hash, shift, base, slots } = table;
  const span = SLOTS << shift;
  const scale = 1 / span;
  const between = (1 << shift) - 1;
  let last = -1;
  let place = -1;
  for (let i = from; i < to; i++) {
    const number = Math.floor(address[i] * scale);
    if (number !== last) {
      last = number;
      place = number < 0 ? -1 : placeOf(hash, number);
    }
    rank[i] = NONE;
    if (place < 0) continue;
    const rest = (address[i] - number * span) | 0;
    const slot = rest >>> shift;
    const word = slots[(place << WORDS_SHIFT) + (slot >>> 4)];
    const bit = 1 << (slot & 15);
    if ((rest & between) === 0 && (word & bit) !== 0) rank[i] = base[place] + (word >>> 16) + ones(word & (bit - 1));
  }
}

export function releaseSurvey(survey: PageSurvey, ledger: Ledger): void {
  release(survey.hash.key.byteLength + survey.hash.place.byteLength, ledger);
  releasePassing(survey, ledger);
}

/** What only the building needs. */
export function releasePassing(survey: PageSurvey, ledger: Ledger): void {
  survey.page.drop();
  release(survey.rowPage.byteLength, ledger);
}

export function releasePages(table: PageTable, ledger: Ledger): void {
  const { hash, base, slots } = table;
  release(hash.key.byteLength + hash.place.byteLength + base.byteLength + slots.byteLength, ledger);
}

function countRanks(slots: Uint32Array, base: Uint32Array): void {
  for (let page = 0; page + 1 < base.length; page++) {
    let count = 0;
    for (let word = page * WORDS; word < (page + 1) * WORDS; word++) {
      const set = slots[word];
      slots[word] = (set | (count << 16)) >>> 0;
      count += ones(set);
    }
    base[page + 1] = base[page] + count;
  }
}

/** How many of the low 16 bits are set. */
function ones(bits: number): number {
  let v = bits - ((bits >>> 1) & 0x5555);
  v = (v & 0x3333) + ((v >>> 2) & 0x3333);
  v = (v + (v >>> 4)) & 0x0f0f;
  return (v + (v >>> 8)) & 0x1f;
}

function emptyHash(slots: number, seed: number, ledger: Ledger): PageHash {
  const key = allocateF64(slots, 'page hash', ledger).fill(-1);
  return { key, place: allocateI32(slots, 'page hash', ledger), seed };
}

function slotOf(hash: PageHash, page: number): number {
  const { key, seed } = hash;
  const mask = key.length - 1;
  const low = page | 0;
  const high = (page / 4294967296) | 0;
  let mixed = Math.imul(low ^ seed, 0x9e3779b1) ^ Math.imul(high, seed | 1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  let slot = (mixed ^ (mixed >>> 13)) & mask;
  while (key[slot] !== page && key[slot] >= 0) slot = (slot + 1) & mask;
  return slot;
}

/** -1: no such page. Places stay below 2^23, so that everything made from them is a small integer. */
function placeOf(hash: PageHash, page: number): number {
  const slot = slotOf(hash, page);
  return hash.key[slot] < 0 ? -1 : hash.place[slot];
}

/** Gives `page` a new place and returns the old one. */
function moveTo(hash: PageHash, page: number, place: number): number {
  const slot = slotOf(hash, page);
  const old = hash.place[slot];
  hash.place[slot] = place;
  return old;
}

function insert(hash: PageHash, page: number, place: number, pages: number, ledger: Ledger): void {
  if (pages * 2 > hash.key.length) grow(hash, ledger);
  const slot = slotOf(hash, page);
  hash.key[slot] = page;
  hash.place[slot] = place;
}

function grow(hash: PageHash, ledger: Ledger): void {
  const { key, place } = hash;
  const larger = emptyHash(key.length * 2, hash.seed, ledger);
  hash.key = larger.key;
  hash.place = larger.place;
  for (let i = 0; i < key.length; i++) {
    if (key[i] < 0) continue;
    const slot = slotOf(hash, key[i]);
    hash.key[slot] = key[i];
    hash.place[slot] = place[i];
  }
  release(key.byteLength + place.byteLength, ledger);
}
