// How large a heap will be, before anything is allocated for it.
import { openLedger } from '../../base/column.ts';
import { crc32 } from '../../base/crc32.ts';
import type { ByteSource } from '../../base/source.ts';
import { silentTask } from '../../base/task.ts';
import type { Expected } from '../../model/draft.ts';
import type { Estimate } from '../format.ts';
import { closeChunks, headerAt, openChunks } from './chunks.ts';
import { findEnd } from './end.ts';
import { readHeader } from './header.ts';
import { CHUNK, CHUNK_FLAG, CHUNK_HEADER_BYTES, ROW_BYTES } from './layout.ts';

export interface Counted extends Expected {
  readonly exact: boolean;
}

/**
 * Rows from END, else from the chunk headers, else from the length of the file. No count is larger than what the bytes of
 * the file can hold, so a hostile one cannot make us allocate more than a small multiple of its own length.
 */
export async function countRows(source: ByteSource): Promise<Counted> {
  const { length } = source;
  if (length === undefined) return { objects: 0, references: 0, types: 0, exact: false };
  if (!source.seekable) return guess(length);
  const ledger = openLedger();
  const reader = openChunks(source, ledger, silentTask, crc32);
  const end = await findEnd(reader, source, length);
  closeChunks(reader);
  if (end !== undefined && fits(end, length)) {
    return { objects: end.objects, references: end.references, types: end.types, exact: end.status === 'complete' };
  }
  const { firstChunk } = await readHeader(source);
  const walked = await walkHeaders(source, length, firstChunk);
  const agrees = walked.objects === end?.objects && walked.references === end.references;
  return { ...walked, exact: agrees && end.status === 'complete' };
}

export function estimateFrom(counted: Counted, length: number): Estimate {
  const { objects, references, exact } = counted;
  // What is neither object nor reference: strings, previews, tags and tables, kept in about the bytes they have in the file.
  const rest = Math.max(0, length - objects * (ROW_BYTES.object + 1) - references * ROW_BYTES.reference);
  const linked = references + objects;
  return {
    objects,
    references,
    exact,
    memoryBytes: objects * OBJECT_PEAK_BYTES + references * RAW_REFERENCE_BYTES + linked * REFERENCE_BYTES + rest * 2,
    diskBytes: objects * OBJECT_DISK_BYTES + linked * REFERENCE_BYTES + rest,
  };
}

/** address 8, type 4, selfSize 8, refcount 4, flags 2, generation 1, size 4, byAddress 4, references.first 4. */
const OBJECT_DISK_BYTES = 39;
/** And the count of references, the page of each object and the index while references are resolved. */
const OBJECT_PEAK_BYTES = OBJECT_DISK_BYTES + 12;
/** target 4, kind 1, label 4; every object may hold its type too. */
const REFERENCE_BYTES = 9;
/** Kind and label as read, and the resolved target. */
const RAW_REFERENCE_BYTES = 9;

/** Measured on dumps of the capture tool: bytes per object with everything, references per object. */
const BYTES_PER_OBJECT = 60;
const REFERENCES_PER_OBJECT = 2;

function guess(length: number): Counted {
  const objects = Math.floor(length / BYTES_PER_OBJECT);
  return { objects, references: objects * REFERENCES_PER_OBJECT, types: 0, exact: false };
}

/** Deflated chunks hold more rows than their bytes say; their files are counted by the walk. */
function fits(rows: Expected, length: number): boolean {
  return (
    isCount(rows.objects) &&
    isCount(rows.references) &&
    isCount(rows.types) &&
    rows.objects * ROW_BYTES.object + rows.references * ROW_BYTES.reference + rows.types * ROW_BYTES.type <= length
  );
}

function isCount(rows: number): boolean {
  return rows >= 0;
}

/** Adds up chunk headers as long as they follow each other; a cut file still says how much of it there is. */
async function walkHeaders(source: ByteSource, length: number, firstChunk: number): Promise<Expected> {
  let objects = 0;
  let references = 0;
  let types = 0;
  for (let offset = firstChunk; offset + CHUNK_HEADER_BYTES <= length;) {
    const bytes = await source.read(offset, CHUNK_HEADER_BYTES);
    const header = bytes.length < CHUNK_HEADER_BYTES ? undefined : headerAt(bytes, 0, offset);
    if (header === undefined || header.next > length + 7) break;
    const raw =
      (header.flags & CHUNK_FLAG.zlib) === 0 ? header.rawBytes : Math.min(header.rawBytes, header.storedBytes * 64);
    if (header.kind === CHUNK.object) objects += Math.min(header.rows, Math.floor(raw / ROW_BYTES.object));
    if (header.kind === CHUNK.reference) references += Math.min(header.rows, Math.floor(raw / ROW_BYTES.reference));
    if (header.kind === CHUNK.type) types += Math.min(header.rows, Math.floor(raw / ROW_BYTES.type));
    offset = header.next;
  }
  return { objects, references, types };
}
