// Codes into names -> codes into different, ascending names: the shape in which an engine groups by text as fast as by number.
import { NONE } from '../../base/brand.ts';
import { allocateU32, type Column, type Ledger } from '../../base/column.ts';
import type { SqlCells } from '../../model/sqlRows.ts';

/**
 * The word of row i is `wordOf(codes[i])`, asked once per code that occurs; undefined is NULL. `codes` below `count`, others are
 * NULL. O(rows + words log words).
 */
export function wordColumn(
  codes: Column,
  count: number,
  wordOf: (code: number) => string | undefined,
  ledger: Ledger,
): SqlCells {
  const rank = allocateU32(count, 'sql words', ledger).fill(NONE);
  const known = new Map<string, number[]>();
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    if (code >= count || rank[code] !== NONE) continue;
    rank[code] = 0;
    addTo(known, wordOf(code), code);
  }
  const words = [...known.keys()].sort(compareText);
  rank.fill(NONE);
  for (let at = 0; at < words.length; at++) for (const code of known.get(words[at]) ?? []) rank[code] = at;
  const ranks = allocateU32(codes.length, 'sql codes', ledger);
  for (let row = 0; row < codes.length; row++) ranks[row] = codes[row] < count ? rank[codes[row]] : NONE;
  return { form: 'words', codes: ranks, words, absent: NONE };
}

function addTo(known: Map<string, number[]>, word: string | undefined, code: number): void {
  if (word === undefined) return;
  // Engines want well-formed text without NUL.
  const safe = word.replace(/[\ud800-\udfff]/gu, '\ufffd').replaceAll('\0', '\u2400');
  const codes = known.get(safe);
  if (codes === undefined) known.set(safe, [code]);
  else codes.push(code);
}

/** By code points, as engines compare UTF-8. */
export function compareText(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return lifted(x) - lifted(y);
  }
  return a.length - b.length;
}

/** UTF-16 units in the order of the code points they stand for: surrogates above all others. */
function lifted(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
