// One pass through the chunks of a file into a draft.
import { fail } from '../../base/fault.ts';
import { allocateU8, release } from '../../base/column.ts';
import { crc32 } from '../../base/crc32.ts';
import { note } from '../../model/diagnostics.ts';
import { readContainers, readKeys, readPools, readPreviews, readTags, readTexts } from './about.ts';
import { readChunk, resynchronise, type ChunkHeader, type ChunkRead, type ChunkReader } from './chunks.ts';
import { readEnd } from './end.ts';
import { inflateInto } from './inflate.ts';
import { CHUNK, CHUNK_FLAG, FREE_INFLATION, MOST_DEFLATION, MOST_INFLATION, padded } from './layout.ts';
import { readStrings, readTypes } from './names.ts';
import { readObjects, readWide } from './objects.ts';
import { payloadOf, type Payload } from './payload.ts';
import { readFrames, readRoots, readThreads } from './places.ts';
import type { Reading, Verdict } from './reading.ts';
import { readObjectTraces, readTraces } from './traces.ts';
import { readReferences } from './references.ts';
import { loseRest } from './referenceState.ts';

/** Where the reading stopped. */
export interface ReadTo {
  readonly offset: number;
  readonly objectChunks: number;
}

/** Reads from the chunk at `first` to END, or as far as anything can be read. */
export async function readChunks(reader: ChunkReader, reading: Reading, first: number): Promise<ReadTo> {
  const { source, task } = reader;
  let offset = first;
  let objectChunks = 0;
  for (;;) {
    source.release(offset);
    const read = await readChunk(reader, offset);
    if (read.kind === 'none') break;
    if (read.kind !== 'sound') {
      const next = await skipDamage(reader, reading, offset, read);
      if (next === undefined) break;
      offset = next;
      continue;
    }
    const { header } = read;
    const used = readOne(reader, reading, header, read.stored);
    task.step(header.next - offset);
    offset = header.next;
    if (used && header.kind === CHUNK.object) objectChunks++;
    if (used && header.kind === CHUNK.end)
      return { offset: await finishAt(reader, reading, offset, 'end'), objectChunks };
  }
  return { offset: await finishAt(reader, reading, offset, 'no end'), objectChunks };
}

/** Notes the damage; the offset of the next sound chunk, undefined when there is none. */
async function skipDamage(
  reader: ChunkReader,
  reading: Reading,
  offset: number,
  read: Exclude<ChunkRead, { kind: 'sound' }>,
): Promise<number | undefined> {
  noteDamage(reading);
  const next = await resynchronise(reader, offset, read.kind === 'damaged' ? read.header : undefined);
  note(reading.draft.log, next === undefined && read.kind === 'short' ? 'truncated' : 'badChunk', 1, offset);
  return next;
}

/** What did not come up to here will not come. */
async function finishAt(reader: ChunkReader, reading: Reading, offset: number, how: 'end' | 'no end'): Promise<number> {
  const { source } = reader;
  const { log } = reading.draft;
  // The zeros after the last chunk may be missing.
  const readTo = Math.min(offset, source.length ?? offset);
  if (how === 'end') {
    // Nothing may follow END but the zeros up to a multiple of 8.
    note(log, 'trailingBytes', (await source.read(offset, 1)).length, offset);
  } else {
    note(log, 'noEnd', 1, readTo);
    log.referencesComplete = false;
  }
  loseRest(reading.references, reading.draft);
  return readTo;
}

type ReadPayload = (reading: Reading, header: ChunkHeader, payload: Payload) => Verdict;

const READERS: ReadonlyMap<number, ReadPayload> = new Map<number, ReadPayload>([
  [CHUNK.string, readStrings],
  [CHUNK.type, readTypes],
  [CHUNK.object, readObjects],
  [CHUNK.reference, readReferences],
  [CHUNK.preview, readPreviews],
  [CHUNK.tag, readTags],
  [CHUNK.container, readContainers],
  [CHUNK.root, readRoots],
  [CHUNK.thread, readThreads],
  [CHUNK.frame, readFrames],
  [CHUNK.pool, readPools],
  [CHUNK.text, readTexts],
  [CHUNK.trace, readTraces],
  [CHUNK.objectTrace, readObjectTraces],
  [CHUNK.wide, readWide],
  [CHUNK.keys, readKeys],
  [CHUNK.end, readEnd],
]);

/** True when the chunk was used. */
function readOne(reader: ChunkReader, reading: Reading, header: ChunkHeader, stored: Uint8Array): boolean {
  const { draft, totals } = reading;
  const read = READERS.get(header.kind);
  if (read === undefined) {
    if ((header.flags & CHUNK_FLAG.critical) !== 0) {
      const found = `critical chunk kind ${header.kind}`;
      fail({ code: 'format/version', offset: header.offset, found, supported: '1.0' });
    }
    note(draft.log, 'unknownChunk', 1, header.offset);
  } else {
    const payload = rawPayload(reader, header, stored);
    if (payload === undefined || read(reading, header, payload) === 'damaged') {
      note(draft.log, 'badChunk', 1, header.offset);
      noteDamage(reading);
      return false;
    }
  }
  totals.rows.set(header.kind, (totals.rows.get(header.kind) ?? 0) + header.rows);
  totals.chunks++;
  totals.crcOfCrcs = continueCrc(reader, header.crc, totals.crcOfCrcs);
  return true;
}

function noteDamage(reading: Reading): void {
  reading.references.damaged = true;
  reading.draft.log.referencesComplete = false;
}

function rawPayload(reader: ChunkReader, header: ChunkHeader, stored: Uint8Array): Payload | undefined {
  if ((header.flags & CHUNK_FLAG.zlib) === 0) {
    if (stored.byteOffset % 8 === 0) return payloadOf(stored);
    const copy = scratch(reader, stored.length);
    copy.set(stored);
    return payloadOf(copy);
  }
  if (header.rawBytes > header.storedBytes * MOST_DEFLATION) return undefined;
  noteInflation(reader, header);
  const raw = scratch(reader, header.rawBytes);
  return inflateInto(stored, raw, reader.ledger) ? payloadOf(raw) : undefined;
}

/** Fault `format/limit` for a file that is one large bomb of many chunks. */
function noteInflation(reader: ChunkReader, { storedBytes, rawBytes, offset }: ChunkHeader): void {
  reader.deflated += storedBytes;
  reader.inflated += rawBytes;
  if (reader.inflated <= FREE_INFLATION || reader.inflated <= reader.deflated * MOST_INFLATION) return;
  const found = Math.ceil(reader.inflated / reader.deflated);
  fail({ code: 'format/limit', limit: 'inflation', allowed: MOST_INFLATION, found, offset, section: 'chunks' });
}

/** One buffer for all chunks that need one, 8-aligned. */
function scratch(reader: ChunkReader, bytes: number): Uint8Array {
  if (reader.scratch.length < bytes) {
    release(reader.scratch.byteLength, reader.ledger);
    reader.scratch = allocateU8(padded(bytes), 'chunk', reader.ledger);
  }
  return reader.scratch.subarray(0, bytes);
}

function continueCrc(reader: ChunkReader, crc: number, before: number): number {
  const { head } = reader;
  for (let i = 0; i < 4; i++) head[i] = crc >>> (8 * i);
  return crc32(head, before, 0, 4);
}
