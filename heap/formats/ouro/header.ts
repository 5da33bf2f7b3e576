// The file header: magic, version, and where the meta JSON and the chunks lie.
import { crc32 } from '../../base/crc32.ts';
import { fail } from '../../base/fault.ts';
import type { ByteSource } from '../../base/source.ts';
import { parseJson, type Json } from './json.ts';
import { FILE_HEADER_BYTES, MAGIC, MAJOR, MOST_META_BYTES, padded, u32At } from './layout.ts';

export interface FileHeader {
  readonly major: number;
  readonly minor: number;
  /** 16 hex digits. */
  readonly fileId: string;
  /** undefined: cut off, checksum wrong, or no JSON. */
  readonly meta: Json;
  /** Where the first chunk begins if the header is right. */
  readonly firstChunk: number;
}

export function hasMagic(head: Uint8Array): boolean {
  return head.length >= MAGIC.length && MAGIC.every((byte, i) => head[i] === byte);
}

/** Faults: `format/unknown`, `format/truncated`, `format/version`. */
export async function readHeader(source: ByteSource): Promise<FileHeader> {
  const head = (await source.read(0, FILE_HEADER_BYTES)).slice();
  if (!hasMagic(head)) fail({ code: 'format/unknown', offset: 0, tried: ['ouro'] });
  if (head.length < FILE_HEADER_BYTES) {
    const { length } = head;
    fail({ code: 'format/truncated', expected: FILE_HEADER_BYTES, length, offset: length, section: 'header' });
  }
  const major = head[8] | (head[9] << 8);
  const minor = head[10] | (head[11] << 8);
  if (major !== MAJOR) fail({ code: 'format/version', offset: 8, found: `${major}.${minor}`, supported: `${MAJOR}.x` });
  const metaBytes = u32At(head, 12);
  const fileId = hex(u32At(head, 28)) + hex(u32At(head, 24));
  if (metaBytes > MOST_META_BYTES) return { major, minor, fileId, meta: undefined, firstChunk: FILE_HEADER_BYTES };
  const firstChunk = padded(FILE_HEADER_BYTES + metaBytes);
  const bytes = await source.read(FILE_HEADER_BYTES, metaBytes);
  const sound = bytes.length === metaBytes && crc32(bytes) === u32At(head, 16);
  return { major, minor, fileId, meta: sound ? parseJson(bytes) : undefined, firstChunk };
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
