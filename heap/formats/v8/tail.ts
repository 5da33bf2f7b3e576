// Strings first: they are the last section, so a source that can seek gives them before the objects that need names.
import type { ByteSource } from '../../base/source.ts';
import type { Ledger } from '../../base/column.ts';
import { silentTask } from '../../base/task.ts';
import type { EarlyTexts } from './sections.ts';
import { readTexts, Texts } from './texts.ts';
import { offsetOf, openWindow } from './window.ts';

/** Strings that begin before this many bytes from the end are read when their turn comes. */
const MOST_TAIL = 256 * 1024 * 1024;
const BLOCK = 1024 * 1024;

const PATTERN = Uint8Array.from('"strings":[', (character) => character.charCodeAt(0));

/**
 * The last `"strings":[` of the file and the strings behind it. The pattern cannot stand inside a JSON string, whose quotes
 * would be escaped; whether it stands at the top of the file shows when the pass through the sections comes to it. undefined
 * when it is not there, or its strings do not end.
 */
export async function readTail(source: ByteSource, ledger: Ledger, piece: number): Promise<EarlyTexts | undefined> {
  const { length } = source;
  if (!source.seekable || length === undefined) return undefined;
  const found = await findLast(source, length);
  if (found < 0) return undefined;
  const from = found + PATTERN.length - 1;
  const texts = new Texts(ledger, length - from);
  const window = openWindow(keeping(source), from, silentTask, piece);
  const end = await readTexts(window, texts);
  if (end === 'closed') return { texts, from, to: offsetOf(window) };
  texts.drop();
  return undefined;
}

async function findLast(source: ByteSource, length: number): Promise<number> {
  const least = Math.max(0, length - MOST_TAIL);
  for (let end = length; end > least; end -= BLOCK) {
    const from = Math.max(0, end - BLOCK);
    const bytes = await source.read(from, end - from + PATTERN.length - 1);
    for (let at = bytes.length - PATTERN.length; at >= 0; at--) {
      if (bytes[at] === PATTERN[0] && isPattern(bytes, at)) return from + at;
    }
  }
  return -1;
}

function isPattern(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < PATTERN.length; i++) if (bytes[at + i] !== PATTERN[i]) return false;
  return true;
}

/** The same bytes, of which nothing is released: the rest of the file will be read afterwards. */
function keeping(source: ByteSource): ByteSource {
  return {
    length: source.length,
    seekable: source.seekable,
    read: (offset, count) => source.read(offset, count),
    release: () => undefined,
  };
}
