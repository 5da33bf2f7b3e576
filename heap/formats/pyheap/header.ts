// Sections 1 to 8, which stand before the objects: when it was taken, threads with their frames, names, well-known types.
import { fail } from '../../base/fault.ts';
import type { ByteSource } from '../../base/source.ts';
import {
  cursorOf,
  step,
  takeAddress,
  takeCount,
  takeI16,
  takeLetters,
  takeText,
  takeU32,
  takeU8,
  type Cursor,
} from './cursor.ts';
import { MAGIC, MOST_FREQUENT_NAMES, MOST_HEADER_BYTES, TRAIT, TRAITS_OF, VERSION, WITH_TEXTS } from './layout.ts';

export interface Local {
  readonly name: string;
  readonly address: number;
}

export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly locals: readonly Local[];
}

export interface Thread {
  readonly name: string;
  readonly isAlive: boolean;
  readonly isDaemon: boolean;
  /** Innermost first. */
  readonly frames: readonly Frame[];
}

export interface Header {
  /** ISO 8601 with offset. */
  readonly created: string;
  readonly withTexts: boolean;
  /** Types whose records have a shape of their own: `TRAIT` by address. */
  readonly traits: ReadonlyMap<number, number>;
  readonly threads: readonly Thread[];
  /** Attribute names by their number. */
  readonly names: readonly string[];
  /** Objects in the file; 0 when the dumper died before it could say. */
  readonly objects: number;
  /** Offset of the first record. */
  readonly firstRecord: number;
  readonly crc: number;
}

export function hasMagic(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

/** Faults: `format/version`, `format/truncated`, `format/corrupt`, `format/limit` above 64 MiB. */
export async function readHeader(
  source: ByteSource,
  crc32: (bytes: Uint8Array, crc: number) => number,
): Promise<Header> {
  for (let window = FIRST_WINDOW; ; window *= 8) {
    const bytes = await source.read(0, window);
    const cursor = cursorOf(bytes);
    const header = takeHeader(cursor);
    const section = 'header';
    if (header !== undefined) return { ...header, crc: crc32(bytes.subarray(0, cursor.at), 0) };
    const length = bytes.length;
    if (length < window) fail({ code: 'format/truncated', expected: length + 1, length, offset: length, section });
    if (window < MOST_HEADER_BYTES) continue;
    fail({
      code: 'format/limit',
      limit: 'header bytes',
      allowed: window,
      found: window + 1,
      offset: cursor.at,
      section,
    });
  }
}

/** Times eight: 128 KiB, 1, 8 and 64 MiB. The usual header has 12 KiB. */
const FIRST_WINDOW = MOST_HEADER_BYTES / 512;

/** undefined: the bytes end before it does. */
function takeHeader(cursor: Cursor): Omit<Header, 'crc'> | undefined {
  const magic = step(cursor, MAGIC.length);
  if (magic < 0) return undefined;
  if (!hasMagic(cursor.bytes)) corrupt('magic', 0);
  const version = takeU32(cursor);
  if (cursor.whole && version !== VERSION) {
    fail({ code: 'format/version', offset: MAGIC.length, found: String(version), supported: String(VERSION) });
  }
  const created = takeText(cursor);
  takeU32(cursor);
  const withTexts = (takeU32(cursor) & WITH_TEXTS) !== 0;
  const traits = takeWellKnown(cursor);
  const threads = takeThreads(cursor);
  const names = takeNames(cursor);
  takeCommon(cursor, names.length, traits);
  const objects = takeU32(cursor);
  return cursor.whole ? { created, withTexts, traits, threads, names, objects, firstRecord: cursor.at } : undefined;
}

function takeWellKnown(cursor: Cursor): Map<number, number> {
  const traits = new Map<number, number>();
  const count = takeCount(cursor, 10);
  for (let i = 0; i < count && cursor.whole; i++) {
    const trait = TRAITS_OF.get(takeText(cursor));
    const address = takeAddress(cursor);
    if (trait !== undefined && address > 0) traits.set(address, (traits.get(address) ?? 0) | trait);
  }
  return traits;
}

function takeThreads(cursor: Cursor): readonly Thread[] {
  const threads: Thread[] = [];
  const count = takeCount(cursor, 8);
  for (let i = 0; i < count && cursor.whole; i++) {
    const name = takeText(cursor);
    const isAlive = takeU8(cursor) !== 0;
    const isDaemon = takeU8(cursor) !== 0;
    threads.push({ name, isAlive, isDaemon, frames: takeFrames(cursor) });
  }
  return threads;
}

function takeFrames(cursor: Cursor): readonly Frame[] {
  const frames: Frame[] = [];
  const count = takeCount(cursor, 12);
  for (let i = 0; i < count && cursor.whole; i++) {
    const file = takeText(cursor);
    const line = takeU32(cursor);
    const name = takeText(cursor);
    frames.push({ file, line, function: name, locals: takeLocals(cursor) });
  }
  return frames;
}

function takeLocals(cursor: Cursor): readonly Local[] {
  const locals: Local[] = [];
  const count = takeCount(cursor, 10);
  for (let i = 0; i < count && cursor.whole; i++) {
    const name = takeText(cursor);
    locals.push({ name, address: takeAddress(cursor) });
  }
  return locals;
}

function takeNames(cursor: Cursor): readonly string[] {
  const count = takeCount(cursor, 2);
  if (count > MOST_FREQUENT_NAMES) corrupt('frequentNames', cursor.at);
  const names: string[] = [];
  for (let i = 0; i < count && cursor.whole; i++) {
    const length = takeI16(cursor);
    if (length < 0) corrupt('nameLength', cursor.at);
    names.push(takeLetters(cursor, length));
  }
  return names;
}

/** Their attributes are the same for all instances and name nothing: only the types matter. */
function takeCommon(cursor: Cursor, names: number, traits: Map<number, number>): void {
  const count = takeCount(cursor, 12);
  for (let i = 0; i < count && cursor.whole; i++) {
    const address = takeAddress(cursor);
    if (address > 0) traits.set(address, (traits.get(address) ?? 0) | TRAIT.common);
    const attributes = takeCount(cursor, 10);
    for (let j = 0; j < attributes && cursor.whole; j++) {
      const name = takeI16(cursor);
      if (-name > names) corrupt('nameNumber', cursor.at);
      step(cursor, Math.max(0, name) + 8);
    }
  }
}

function corrupt(reason: string, offset: number): never {
  return fail({ code: 'format/corrupt', reason, offset, section: 'header' });
}
