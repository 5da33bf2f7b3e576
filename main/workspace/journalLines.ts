// Framing of journals and checkpoints: `crc32 sequence json\n`, eight hexadecimal digits first. A torn line is known by it.
import { crc32 } from 'node:zlib';
import { parseJson } from './json.ts';

export interface Line {
  readonly sequence: number;
  readonly value: unknown;
}

/** What could be read of a file of lines: the sound lines before the first bad one, and where that begins. */
export interface Lines {
  readonly lines: readonly Line[];
  /** Bytes that follow the last sound line; 0 when the file is sound to its end. */
  readonly rejectedBytes: number;
}

/** Longest line that is written or believed. */
export const MOST_LINE_BYTES = 64 * 2 ** 20;

export function lineOf(sequence: number, value: unknown): Uint8Array {
  const body = Buffer.from(`${sequence} ${JSON.stringify(value)}\n`);
  return Buffer.concat([Buffer.from(`${sumOf(body)} `), body]);
}

export function linesOf(bytes: Uint8Array): Lines {
  const lines: Line[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, at);
    const line = end === -1 ? undefined : parseLine(bytes.subarray(at, end + 1));
    if (line === undefined) return { lines, rejectedBytes: bytes.length - at };
    lines.push(line);
    at = end + 1;
  }
  return { lines, rejectedBytes: 0 };
}

const NEWLINE = 0x0a;
const SUM_LENGTH = 8;

function parseLine(line: Uint8Array): Line | undefined {
  const body = line.subarray(SUM_LENGTH + 1);
  if (line.length > MOST_LINE_BYTES || textOf(line.subarray(0, SUM_LENGTH + 1)) !== `${sumOf(body)} `) return undefined;
  const space = body.indexOf(0x20);
  const sequence = Number(textOf(body.subarray(0, space)));
  if (space < 1 || !Number.isSafeInteger(sequence) || sequence < 0) return undefined;
  const value = parseJson(body.subarray(space + 1), MOST_LINE_BYTES);
  return value === undefined ? undefined : { sequence, value };
}

function sumOf(body: Uint8Array): string {
  return crc32(body).toString(16).padStart(SUM_LENGTH, '0');
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
