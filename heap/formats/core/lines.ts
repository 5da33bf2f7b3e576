// The line a frame is at: line tables of three eras (Objects/lnotab_notes.txt, PEP 626, Objects/locations.md).
import type { Walk } from './walk.ts';

const MOST_TABLE = 1 << 20;

function firstLine(walk: Walk, code: number): number {
  return Math.max(0, walk.types.space.i32(code + walk.types.layout.codeFirstLine));
}

/** The line of the instruction `offset` bytes into the code (3.10: instruction number); the first line when unknown. */
export function lineOf(walk: Walk, code: number, offset: number): number {
  const { space, layout } = walk.types;
  const first = firstLine(walk, code);
  const table = space.word(code + layout.codeLines);
  const length = space.signed(table + 16);
  if (offset < 0 || length <= 0 || length > MOST_TABLE || !space.isMapped(table + 32, 1)) return first;
  const bytes = space.bytes(table + 32, length);
  if (layout.minor >= 11) return locationsLine(bytes, first, offset);
  return layout.minor === 10 ? linetableLine(bytes, first, offset * 2) : lnotabLine(bytes, first, offset);
}

/** co_lnotab: pairs of bytes and lines. */
function lnotabLine(bytes: Uint8Array, first: number, offset: number): number {
  let line = first;
  let at = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    at += bytes[i];
    if (at > offset) break;
    line += signed8(bytes[i + 1]);
  }
  return Math.max(0, line);
}

/** co_linetable of 3.10: pairs of bytes and lines, the line before the bytes; -128: no line. */
function linetableLine(bytes: Uint8Array, first: number, offset: number): number {
  let line = first;
  let at = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const delta = signed8(bytes[i + 1]);
    if (delta !== -128) line += delta;
    at += bytes[i];
    if (at > offset) break;
  }
  return Math.max(0, line);
}

const NO_LINE = 15;
const LONG = 14;
const NO_COLUMNS = 13;
const ONE_LINE = 10;

/** co_linetable of 3.11+: one entry per run of instructions, its first byte has bit 7. */
function locationsLine(bytes: Uint8Array, first: number, offset: number): number {
  let line = first;
  let at = 0;
  let i = 0;
  while (i < bytes.length) {
    const code = (bytes[i] >>> 3) & 15;
    const units = (bytes[i] & 7) + 1;
    i++;
    if (code === LONG || code === NO_COLUMNS) line += signedVarint(bytes, i);
    else if (code >= ONE_LINE && code < NO_COLUMNS) line += code - ONE_LINE;
    while (i < bytes.length && bytes[i] < 128) i++;
    at += units * 2;
    if (at > offset) return code === NO_LINE ? first : Math.max(0, line);
  }
  return Math.max(0, line);
}

function signedVarint(bytes: Uint8Array, from: number): number {
  let value = 0;
  let shift = 0;
  for (let i = from; i < bytes.length && shift < 30; i++) {
    value |= (bytes[i] & 63) << shift;
    shift += 6;
    if ((bytes[i] & 64) === 0) break;
  }
  return (value & 1) === 0 ? value >>> 1 : -(value >>> 1);
}

const signed8 = (byte: number): number => (byte << 24) >> 24;
