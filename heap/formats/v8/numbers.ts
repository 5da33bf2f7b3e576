// Arrays of integers, as JSON writes them, into a buffer of numbers: the one hot loop of this format.
import { allocateF64, release, type Ledger } from '../../base/column.ts';
import { CLOSE_BRACKET, OPEN_BRACKET, offsetOf, peek, refill, type Window } from './window.ts';

/**
 * How an array of numbers ended: `closed`; `cut` by the end of the file; `damaged` by a byte that belongs in no array of
 * integers; `absent` when the value is no array at all.
 */
export type ArrayEnd = 'closed' | 'cut' | 'damaged' | 'absent';

/** Numbers handed over at once: with the buffer of bytes they fit into a second-level cache. */
const BATCH = 16 * 1024;

interface Scan {
  readonly values: Float64Array;
  count: number;
  at: number;
}

type Stop = 'full' | 'empty' | 'closed' | 'damaged';

/**
 * Reads the array at the next byte and calls `take` with whole records of `width` numbers, many at a time. The buffer is
 * reused. A record that does not end is dropped; only unsigned integers below 2^53 are allowed.
 */
export async function readRecords(
  window: Window,
  width: number,
  ledger: Ledger,
  take: (values: Float64Array, records: number) => void,
): Promise<ArrayEnd> {
  const first = await peek(window);
  if (first !== OPEN_BRACKET) return first < 0 ? 'cut' : 'absent';
  window.at++;
  const left = (window.source.length ?? Infinity) - offsetOf(window);
  const records = Math.max(1, Math.floor(Math.min(BATCH, left) / width));
  const scan: Scan = { values: allocateF64(records * width, 'numbers', ledger), count: 0, at: 0 };
  const end = await readAll(window, width, scan, take);
  release(scan.values.byteLength, ledger);
  return end;
}

async function readAll(
  window: Window,
  width: number,
  scan: Scan,
  take: (values: Float64Array, records: number) => void,
): Promise<ArrayEnd> {
  for (;;) {
    scan.at = window.at;
    const stop = scanNumbers(scan, window.bytes, window.final);
    window.at = scan.at;
    handOver(scan, width, take);
    if (stop === 'damaged') return 'damaged';
    if (stop === 'closed') return scan.count === 0 ? 'closed' : 'damaged';
    if (stop === 'empty' && !(await refill(window))) return 'cut';
  }
}

function handOver(scan: Scan, width: number, take: (values: Float64Array, records: number) => void): void {
  const records = Math.floor(scan.count / width);
  if (records === 0) return;
  take(scan.values, records);
  scan.values.copyWithin(0, records * width, scan.count);
  scan.count -= records * width;
}

/** Up to a full buffer, the end of `bytes`, or what is no whole number in them. */
function scanNumbers(scan: Scan, bytes: Uint8Array, final: boolean): Stop {
  const { values } = scan;
  const end = bytes.length;
  const most = values.length;
  let { at, count } = scan;
  // 160 M numbers in a large file: locals only, one test per digit.
  while (at < end && count < most) {
    let digit = bytes[at] - ZERO;
    // Below 0 too: the number is read as a large one.
    if (digit >>> 0 > 9) {
      if (!isSeparator(bytes[at])) break;
      at++;
      continue;
    }
    const from = at;
    let value = digit;
    // Nine digits fit into an integer of 32 bits, whose arithmetic is faster; few numbers have more.
    const short = Math.min(end, from + SHORT);
    while (++at < short && (digit = bytes[at] - ZERO) >>> 0 <= 9) value = (Math.imul(value, 10) + digit) | 0;
    if (at === short) {
      at = endOfDigits(bytes, at);
      value = wideNumber(bytes, from, at);
    }
    if (at === end || value > Number.MAX_SAFE_INTEGER) {
      at = from;
      break;
    }
    values[count++] = value;
  }
  scan.at = at;
  scan.count = count;
  return count === most ? 'full' : at === end ? 'empty' : stopAt(scan, bytes, final);
}

const SHORT = 9;

function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] - ZERO) >>> 0 <= 9) at++;
  return at;
}

/** Exact up to 2^53; above that only known to be above. */
function wideNumber(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at++) value = value * 10 + (bytes[at] - ZERO);
  return value;
}

function isSeparator(byte: number): boolean {
  return byte === COMMA || byte <= SPACE;
}

/**
 * What stands there instead of a whole number. A number that touches the end is left for the next piece, because it may go on
 * there; at the end of the file it is not known to be whole either.
 */
function stopAt(scan: Scan, bytes: Uint8Array, final: boolean): Stop {
  if (bytes[scan.at] === CLOSE_BRACKET) {
    scan.at++;
    return 'closed';
  }
  let at = scan.at;
  while (at < bytes.length && at - scan.at <= MOST_DIGITS && (bytes[at] - ZERO) >>> 0 <= 9) at++;
  if (at < bytes.length || at - scan.at > MOST_DIGITS) return 'damaged';
  if (final) scan.at = at;
  return 'empty';
}

/** 2^53 has 16; a run of more is no number that we could take, and the window must not grow with it. */
const MOST_DIGITS = 20;

const ZERO = 0x30;
const SPACE = 0x20;
const COMMA = 0x2c;
