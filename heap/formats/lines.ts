// Whole lines of a text dump, in blocks: what every format of JSON lines reads.
import { allocateU8, release, type Ledger } from '../base/column.ts';
import type { ByteSource } from '../base/source.ts';
import type { Task } from '../base/task.ts';

export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const TAB = 9;

/** Bytes to read at a time; a longer line is read again in a window twice as large, up to the limit of the format. */
export const BLOCK_BYTES = 4 * 2 ** 20;

export interface LineConsumer {
  /** `bytes[from, to)` are whole lines, each with its LF; `offset` is where `bytes` begins in the dump. */
  readonly lines: (bytes: Uint8Array, from: number, to: number, offset: number) => void;
  /** The last line, which had no LF in the dump and has one in `bytes`: it may have been cut off. */
  readonly openLine: (bytes: Uint8Array, offset: number) => void;
  /** A line longer than the limit, at `offset`; it is skipped. */
  readonly longLine: (offset: number) => void;
}

export interface LineLimits {
  /** A longer line is skipped. It is held in memory whole, and its LF counts. */
  readonly mostLineBytes: number;
  /** `BLOCK_BYTES`; tests read in small blocks. */
  readonly blockBytes: number;
}

/**
 * Gives every line of `source` to `consumer`, in order, and returns how many bytes there were. A byte order mark is left out.
 * Blank lines and CR are the consumer's. Faults: those of the source. O(bytes); a line of L bytes costs at most 3 L.
 */
export async function readLines(
  source: ByteSource,
  { mostLineBytes, blockBytes }: LineLimits,
  consumer: LineConsumer,
  ledger: Ledger,
  task: Task,
): Promise<number> {
  let offset = 0;
  let want = blockBytes;
  let skipping = false;
  for (;;) {
    source.release(offset);
    const bytes = await source.read(offset, want);
    const isLast = bytes.length < want;
    const start = offset === 0 ? afterMark(bytes) : 0;
    const from = skipping ? bytes.indexOf(LF) + 1 : start;
    const to = bytes.lastIndexOf(LF) + 1;
    if (to > from) consumer.lines(bytes, from, to, offset);
    skipping &&= to === 0;
    if (isLast) {
      const open = skipping ? bytes.length : Math.max(to, start);
      giveOpenLine(bytes.subarray(open), offset + open, consumer, ledger);
      return offset + bytes.length;
    }
    if (to > 0 || skipping) {
      const done = to > 0 ? to : bytes.length;
      task.step(done);
      offset += done;
      want = blockBytes;
    } else if (want < mostLineBytes) {
      want = Math.min(want * 2, mostLineBytes);
    } else {
      consumer.longLine(offset);
      skipping = true;
      offset += bytes.length;
      want = blockBytes;
    }
  }
}

/** UTF-8 byte order mark. */
export function afterMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** The first byte of `bytes[from, to)` that is no space, tab, CR or LF; `to` when there is none. */
export function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === CR || bytes[at] === LF)) at++;
  return at;
}

function giveOpenLine(rest: Uint8Array, offset: number, consumer: LineConsumer, ledger: Ledger): void {
  if (rest.length === 0) return;
  const closed = allocateU8(rest.length + 1, 'last line', ledger);
  closed.set(rest);
  closed[rest.length] = LF;
  consumer.openLine(closed, offset);
  release(closed.byteLength, ledger);
}
