// The lines of a graph: a header, then objects and references in any order.
import type { ByteSource } from '../../base/source.ts';
import type { LoadContext } from '../format.ts';
import { note } from '../../model/diagnostics.ts';
import { fieldOf, isJsonObject } from '../jsonText.ts';
import { afterMark, BLOCK_BYTES, LF, readLines, skipBlanks } from '../lines.ts';
import { HEADER_KEY, NO_HEADER, readHeader, type Header } from './header.ts';
import { parseLine } from './lineJson.ts';
import { readObject } from './objects.ts';
import type { Written } from './origin.ts';
import { lose, type Reading } from './reading.ts';
import { readLoose } from './references.ts';

/** A longer line is skipped. */
export const MOST_LINE_BYTES = 16 * 2 ** 20;

const OPENING = 0x7b;
const COLON = 0x3a;
const QUOTED_KEY = [...`"${HEADER_KEY}"`].map((letter) => letter.charCodeAt(0));

/** The file begins with an object whose first key is ours. */
export function isGraph(head: Uint8Array): boolean {
  const brace = skipBlanks(head, afterMark(head), head.length);
  const key = skipBlanks(head, brace + 1, head.length);
  if (head[brace] !== OPENING || !QUOTED_KEY.every((byte, i) => head[key + i] === byte)) return false;
  return head[skipBlanks(head, key + QUOTED_KEY.length, head.length)] === COLON;
}

/** Reads every line into `reading`. Faults: those of the source, `format/version`, `format/limit`. */
export async function readGraph(reading: Reading, source: ByteSource, context: LoadContext): Promise<Written> {
  let header: Header | undefined;
  let sum = 0;
  const line = (
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
    loss: 'droppedRow' | 'truncated',
  ): void => {
    const start = skipBlanks(bytes, from, to);
    if (start === to) return;
    const value = parseLine(bytes, start, to);
    if (header === undefined) {
      header = isJsonObject(value) ? readHeader(reading, value, offset) : lostHeader(reading, offset, loss);
      reading.language = header.language;
    } else if (!isJsonObject(value)) lose(reading, loss, offset);
    else if (fieldOf(value, 'object') !== undefined) {
      if (!readObject(reading, value, offset)) lose(reading, 'droppedRow', offset);
    } else if (fieldOf(value, 'from') !== undefined) {
      if (!readLoose(reading, value)) lose(reading, 'droppedRow', offset);
    } else note(reading.draft.log, 'unknownChunk', 1, offset);
  };
  const bytesRead = await readLines(
    source,
    { mostLineBytes: MOST_LINE_BYTES, blockBytes: BLOCK_BYTES },
    {
      lines: (bytes, from, to, offset) => {
        sum = context.crc32(bytes.subarray(from, to), sum);
        for (let at = from; at < to;) {
          const end = bytes.indexOf(LF, at);
          line(bytes, at, end, offset + at, 'droppedRow');
          at = end + 1;
        }
      },
      openLine: (bytes, offset) => {
        sum = context.crc32(bytes, sum);
        line(bytes, 0, bytes.length - 1, offset, 'truncated');
      },
      longLine: (offset) => lose(reading, 'droppedRow', offset),
    },
    context.ledger,
    context.task,
  );
  return { header: header ?? NO_HEADER, formatVersion: '1', bytesRead, sum };
}

function lostHeader(reading: Reading, offset: number, loss: 'droppedRow' | 'truncated'): Header {
  note(reading.draft.log, loss === 'truncated' ? loss : 'badMeta', 1, offset);
  return NO_HEADER;
}
