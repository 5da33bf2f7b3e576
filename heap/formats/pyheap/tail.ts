// Sections 10 and 11: bare names of types, and the footer.
import { NONE } from '../../base/brand.ts';
import type { ByteSource } from '../../base/source.ts';
import { note } from '../../model/diagnostics.ts';
import { cursorOf, takeAddress, takeText, takeU32, type Cursor } from './cursor.ts';
import { hasMagic } from './header.ts';
import { BLOCK_BYTES, MAGIC } from './layout.ts';
import type { Pass } from './pass.ts';
import { rowOfType } from './typeIndex.ts';

export interface Tail {
  /** `__name__` by type row. */
  readonly bare: ReadonlyMap<number, string>;
  readonly offset: number;
  readonly isWhole: boolean;
}

/** The names from `offset` to the footer, or as many as there are. */
export async function readTail(source: ByteSource, pass: Pass, offset: number): Promise<Tail> {
  const bare = new Map<number, string>();
  let at = offset;
  let left = -1;
  for (;;) {
    source.release(at);
    const bytes = await source.read(at, BLOCK_BYTES);
    const cursor = cursorOf(bytes);
    if (left < 0) left = takeU32(cursor);
    let whole = cursor.at;
    for (; left > 0 && cursor.whole; left--) {
      if (!takeName(cursor, pass, bare)) break;
      whole = cursor.at;
    }
    at += whole;
    const isLast = bytes.length < BLOCK_BYTES;
    if (left === 0) return { bare, ...(await readFooter(source, pass, at)) };
    // An entry is never longer than a block: no progress means no entry.
    if (isLast || whole === 0) return { bare, offset: at, isWhole: false };
  }
}

function takeName(cursor: Cursor, pass: Pass, bare: Map<number, string>): boolean {
  const address = takeAddress(cursor);
  const name = takeText(cursor);
  if (!cursor.whole) return false;
  const row = rowOfType(pass.types, address);
  if (row !== NONE && !bare.has(row)) bare.set(row, name);
  return true;
}

async function readFooter(
  source: ByteSource,
  pass: Pass,
  at: number,
): Promise<{ readonly offset: number; readonly isWhole: boolean }> {
  const { log } = pass.draft;
  const footer = await source.read(at, MAGIC.length + 1);
  if (footer.length < MAGIC.length || !hasMagic(footer)) return { offset: at, isWhole: false };
  note(log, 'trailingBytes', footer.length - MAGIC.length, at + MAGIC.length);
  return { offset: at + MAGIC.length, isWhole: true };
}
