// The pages an address space is made of: a bitmap of slots per page, counted so that a set slot knows its rank.
import { popcount } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU16, allocateU32, release, type Ledger } from '../base/column.ts';
import { GrowingF64 } from '../base/growing.ts';

/** Slots of one page; with 8-byte slots a page covers 64 KiB of the address space and costs about 1.6 KB here. */
export const SLOTS = 8192;
const WORDS = SLOTS / 32;

/** Open addressing from page number to place; at most half full. The seed keeps a hostile dump from choosing collisions. */
export interface PageHash {
  key: Float64Array;
  place: Uint32Array;
  readonly seed: number;
}

export interface PageTable {
  readonly hash: PageHash;
  /** Bytes of a slot are `1 << shift`. */
  readonly shift: number;
  /** Per page, in ascending order of pages: slots that are set in all pages before it. */
  readonly base: Uint32Array;
  /** 256 words per page: one bit per slot. */
  readonly bits: Uint32Array;
  /** Per word: slots that are set in the words before it in its page. */
  readonly before: Uint16Array;
}

/** Pages in the order they were met, and for each row the place of its page in that order. */
export interface PageSurvey {
  readonly hash: PageHash;
  readonly page: GrowingF64;
  readonly pageOfRow: Uint32Array;
}

/** Which pages the addresses touch; undefined when they are more than `most`. Negative addresses touch none. */
export function surveyPages(
  address: Float64Array,
  shift: number,
  most: number,
  seed: number,
  ledger: Ledger,
): PageSurvey | undefined {
  const hash = emptyHash(1024, seed, ledger);
  const page = new GrowingF64('pages', ledger);
  const pageOfRow = allocateU32(address.length, 'page of object', ledger);
  const scale = 1 / (SLOTS << shift);
  let last = -1;
  let place = NONE;
  // 5 M objects: neighbours in a dump are mostly neighbours in memory, so the last page answers most rows.
  for (let row = 0; row < address.length; row++) {
    const number = Math.floor(address[row] * scale);
    if (number < 0) continue;
    if (number !== last) {
      last = number;
      place = placeOf(hash, number);
      if (place === NONE) {
        place = page.length;
        page.push(number);
        insert(hash, number, place, page.length, ledger);
      }
      if (page.length > most) {
        releaseSurvey({ hash, page, pageOfRow }, ledger);
        return undefined;
      }
    }
    pageOfRow[row] = place;
  }
  return { hash, page, pageOfRow };
}

/** Sets the slot of every address; afterwards `pageOfRow` holds places in ascending order of pages. */
export function fillPages(survey: PageSurvey, address: Float64Array, shift: number, ledger: Ledger): PageTable {
  const { hash, page, pageOfRow } = survey;
  const pages = page.length;
  const sorted = allocateF64(pages, 'sorted pages', ledger);
  sorted.set(page.finish());
  sorted.sort();
  const place = allocateU32(pages, 'page places', ledger);
  for (let i = 0; i < pages; i++) place[moveTo(hash, sorted[i], i)] = i;
  release(sorted.byteLength, ledger);
  const base = allocateU32(pages + 1, 'page ranks', ledger);
  const bits = allocateU32(pages * WORDS, 'address slots', ledger);
  const before = allocateU16(pages * WORDS, 'address ranks', ledger);
  const span = SLOTS << shift;
  for (let row = 0; row < address.length; row++) {
    const at = address[row];
    if (at < 0) continue;
    const where = place[pageOfRow[row]];
    pageOfRow[row] = where;
    const slot = (at % span) >>> shift;
    bits[where * WORDS + (slot >>> 5)] |= 1 << (slot & 31);
  }
  release(place.byteLength, ledger);
  countRanks(bits, before, base);
  return { hash, shift, base, bits, before };
}

/** Position of the address among all set slots, ascending. The slot must be set. */
export function rankOf(table: PageTable, place: number, slot: number): number {
  const word = place * WORDS + (slot >>> 5);
  return table.base[place] + table.before[word] + popcount(table.bits[word] & ((1 << (slot & 31)) - 1));
}

/**
 * For each address the cell of `value` at its rank; NONE when its slot is not set or it lies between slots.
 * 9.5 M lookups: written out, because a call per address costs more than the lookup.
 */
export function lookUp(table: PageTable, value: Uint32Array, address: Float64Array, found: Uint32Array): void {
  const { hash, shift, base, bits, before } = table;
  const span = SLOTS << shift;
  const scale = 1 / span;
  const between = (1 << shift) - 1;
  let last = -1;
  let place = NONE;
  for (let i = 0; i < address.length; i++) {
    const at = address[i];
    const number = Math.floor(at * scale);
    if (number !== last) {
      last = number;
      place = number < 0 ? NONE : placeOf(hash, number);
    }
    found[i] = NONE;
    if (place === NONE) continue;
    const rest = at - number * span;
    if ((rest & between) !== 0) continue;
    const slot = rest >>> shift;
    const word = place * WORDS + (slot >>> 5);
    const mask = 1 << (slot & 31);
    const set = bits[word];
    if ((set & mask) !== 0) found[i] = value[base[place] + before[word] + popcount(set & (mask - 1))];
  }
}

export function releaseSurvey(survey: PageSurvey, ledger: Ledger): void {
  release(survey.hash.key.byteLength + survey.hash.place.byteLength, ledger);
  releasePassing(survey, ledger);
}

/** What only the building needs. */
export function releasePassing(survey: PageSurvey, ledger: Ledger): void {
  survey.page.drop();
  release(survey.pageOfRow.byteLength, ledger);
}

export function releasePages(table: PageTable, ledger: Ledger): void {
  const { hash, base, bits, before } = table;
  release(hash.key.byteLength + hash.place.byteLength, ledger);
  release(base.byteLength + bits.byteLength + before.byteLength, ledger);
}

function countRanks(bits: Uint32Array, before: Uint16Array, base: Uint32Array): void {
  for (let page = 0; page + 1 < base.length; page++) {
    let count = 0;
    for (let word = page * WORDS; word < (page + 1) * WORDS; word++) {
      before[word] = count;
      count += popcount(bits[word]);
    }
    base[page + 1] = base[page] + count;
  }
}

function emptyHash(slots: number, seed: number, ledger: Ledger): PageHash {
  const key = allocateF64(slots, 'page hash', ledger).fill(-1);
  return { key, place: allocateU32(slots, 'page hash', ledger), seed };
}

function slotOf(hash: PageHash, page: number): number {
  const { key, seed } = hash;
  const mask = key.length - 1;
  let mixed = Math.imul((page >>> 0) ^ seed, 0x9e3779b1) ^ Math.imul(Math.floor(page / 4294967296) + 1, seed | 1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  let slot = (mixed ^ (mixed >>> 13)) & mask;
  while (key[slot] !== page && key[slot] >= 0) slot = (slot + 1) & mask;
  return slot;
}

function placeOf(hash: PageHash, page: number): number {
  const slot = slotOf(hash, page);
  return hash.key[slot] < 0 ? NONE : hash.place[slot];
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
