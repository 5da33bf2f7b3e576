// What tells one build of a program or library from another: the note that the linker left in it (elf(5), NT_GNU_BUILD_ID).
import { decodeUtf8 } from '../../base/utf8.ts';

/** Reads of one file, or of its image in memory; fewer bytes than asked for where it ends. */
export type ReadAt = (offset: number, count: number) => Promise<Uint8Array>;

export interface LoadedPart {
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
}

/** The head of an ELF64 file: enough to compare and to place it. */
export interface ElfHead {
  /** Hexadecimal; undefined: the note is not there. */
  readonly buildId: string | undefined;
  readonly parts: readonly LoadedPart[];
}

const EHDR_BYTES = 64;
const PHDR_BYTES = 56;
const PT_LOAD = 1;
const PT_NOTE = 4;
const NT_GNU_BUILD_ID = 3;
const MOST_HEADERS = 256;
const MOST_NOTES = 16;
const MOST_NOTE_BYTES = 65_536;
const MOST_ID_BYTES = 64;
const EM_X86_64 = 62;

/** Undefined when this is no ELF64 file of x86-64. Bounded: 256 headers and 16 notes of 64 KiB at most. */
export async function readElfHead(read: ReadAt): Promise<ElfHead | undefined> {
  const table = await headersOf(read);
  if (table === undefined) return undefined;
  const parts: LoadedPart[] = [];
  let buildId: string | undefined;
  let notes = 0;
  for (let row = 0; row + PHDR_BYTES <= table.byteLength; row += PHDR_BYTES) {
    const type = table.getUint32(row, true);
    const offset = u64(table, row + 8);
    const fileBytes = u64(table, row + 32);
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(fileBytes)) continue;
    if (type === PT_LOAD) parts.push({ offset, address: u64(table, row + 16), fileBytes });
    if (type !== PT_NOTE || buildId !== undefined || notes++ >= MOST_NOTES) continue;
    buildId = buildIdIn(viewOf(await read(offset, Math.min(fileBytes, MOST_NOTE_BYTES))));
  }
  return { buildId, parts };
}

/** The program headers. */
async function headersOf(read: ReadAt): Promise<DataView | undefined> {
  const head = viewOf(await read(0, EHDR_BYTES));
  if (head.byteLength < EHDR_BYTES || head.getUint32(0) !== 0x7f454c46) return undefined;
  if (head.getUint8(4) !== 2 || head.getUint8(5) !== 1 || head.getUint16(18, true) !== EM_X86_64) return undefined;
  const count = Math.min(head.getUint16(56, true), MOST_HEADERS);
  const at = u64(head, 32);
  if (!Number.isSafeInteger(at) || head.getUint16(54, true) !== PHDR_BYTES) return undefined;
  return viewOf((await read(at, count * PHDR_BYTES)).slice());
}

function buildIdIn(table: DataView): string | undefined {
  let at = 0;
  while (at + 12 <= table.byteLength) {
    const nameBytes = table.getUint32(at, true);
    const bytes = table.getUint32(at + 4, true);
    const name = at + 12;
    const from = name + padded(nameBytes);
    if (from + bytes > table.byteLength) return undefined;
    const isOurs = table.getUint32(at + 8, true) === NT_GNU_BUILD_ID && nameBytes === 4 && bytes <= MOST_ID_BYTES;
    if (isOurs && bytes > 0 && decodeUtf8(bytesOf(table), name, name + 3) === 'GNU') return hexOf(table, from, bytes);
    at = from + padded(bytes);
  }
  return undefined;
}

function hexOf(table: DataView, from: number, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++)
    text += table
      .getUint8(from + i)
      .toString(16)
      .padStart(2, '0');
  return text;
}

const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const u64 = (table: DataView, at: number): number =>
  table.getUint32(at, true) + table.getUint32(at + 4, true) * 4294967296;
const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;
