// The ELF64 frame of a core file: segments, notes, mapped files. Layouts: elf(5), core(5).
import { fail } from '../../base/fault.ts';
import type { ByteSource } from '../../base/source.ts';
import { decodeUtf8 } from '../../base/utf8.ts';

/** A dumped piece of memory: bytes [start, end) of the process lie at `offset` of the file. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly writable: boolean;
  /** Where the bytes lie when not in the core itself. */
  readonly file?: ByteSource | undefined;
}

/** A file that was mapped; `fileOffset` in bytes. */
export interface MappedFile {
  readonly start: number;
  readonly end: number;
  readonly fileOffset: number;
  readonly path: string;
}

export interface CoreFile {
  /** Ascending, not overlapping. */
  readonly segments: readonly Segment[];
  readonly files: readonly MappedFile[];
  /** Ids of threads, the one that died first. */
  readonly threadIds: readonly number[];
  readonly program: string;
  readonly pid: number | undefined;
  /** Where the program begins (AT_ENTRY); 0: not known. */
  readonly entry: number;
  /** Bytes of segments beyond the end of the file. */
  readonly missingBytes: number;
}

const EHDR_BYTES = 64;
const PHDR_BYTES = 56;
const PT_LOAD = 1;
const PT_NOTE = 4;
const PF_W = 2;
const ET_CORE = 4;
const EM_X86_64 = 62;
const MOST_HEADERS = 1 << 20;
const MOST_NOTE_BYTES = 64 << 20;
const MOST_ADDRESS = 2 ** 47;
const NT_PRSTATUS = 1;
const NT_PRPSINFO = 3;
const NT_AUXV = 6;
const AT_ENTRY = 9;
const NT_FILE = 0x46494c45;
const PN_XNUM = 0xffff;

/** True for every ELF file: what it is and of which machine, its refusal says. */
export function isCore(head: Uint8Array): boolean {
  if (head.length < 20 || head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46) return false;
  return true;
}

/** Faults: `core/machine` for another class, byte order or machine, `core/not-a-core`, `core/truncated`, `format/limit`. */
export async function readElf(source: ByteSource): Promise<CoreFile> {
  const head = viewOf(await source.read(0, EHDR_BYTES));
  checkMachine(head);
  const length = source.length ?? Infinity;
  const phoff = u64(head, 32);
  const count = await headerCount(source, head);
  if (count > MOST_HEADERS) {
    const limit = { limit: 'program headers', allowed: MOST_HEADERS, found: count };
    fail({ code: 'format/limit', ...limit, offset: EHDR_BYTES, section: 'program headers' });
  }
  const found: Found = { segments: [], files: [], threadIds: [], program: '', pid: undefined, entry: 0, missing: 0 };
  const notes: { offset: number; bytes: number }[] = [];
  for (let from = 0; from < count; from += 1024) {
    const some = Math.min(1024, count - from);
    const at = phoff + from * PHDR_BYTES;
    const table = viewOf(await readAt(source, at, some * PHDR_BYTES));
    const whole = Math.floor(table.byteLength / PHDR_BYTES);
    for (let i = 0; i < whole; i++) readHeader(table, i * PHDR_BYTES, length, found, notes);
    if (whole < some) {
      const expected = Number.isSafeInteger(at) ? at + some * PHDR_BYTES : Number.MAX_SAFE_INTEGER;
      const size = Math.min(source.length ?? 0, Number.MAX_SAFE_INTEGER);
      fail({ code: 'core/truncated', expected, length: size, offset: EHDR_BYTES, section: 'program headers' });
    }
  }
  for (const { offset, bytes } of notes) {
    const table = viewOf(await readAt(source, offset, Math.min(bytes, MOST_NOTE_BYTES)));
    if (table.byteLength < bytes) found.missing += bytes - table.byteLength;
    readNotes(table, found);
  }
  const { files, threadIds, program, pid, entry, missing } = found;
  return { segments: disjoint(found.segments), files, threadIds, program, pid, entry, missingBytes: missing };
}

interface Found {
  readonly segments: Segment[];
  readonly files: MappedFile[];
  readonly threadIds: number[];
  program: string;
  pid: number | undefined;
  entry: number;
  missing: number;
}

function checkMachine(head: DataView): void {
  if (head.byteLength < EHDR_BYTES) {
    const { byteLength } = head;
    fail({ code: 'core/truncated', expected: EHDR_BYTES, length: byteLength, offset: byteLength, section: 'header' });
  }
  if (head.getUint8(4) !== 2) fail({ code: 'core/machine', offset: 4, found: 'a 32-bit machine' });
  if (head.getUint8(5) !== 1) fail({ code: 'core/machine', offset: 5, found: 'a big-endian machine' });
  const type = head.getUint16(16, true);
  if (type !== ET_CORE) fail({ code: 'core/not-a-core', offset: 16, found: KINDS.get(type) ?? 'another ELF file' });
  const machine = head.getUint16(18, true);
  if (machine !== EM_X86_64) {
    fail({ code: 'core/machine', offset: 18, found: MACHINES.get(machine) ?? `machine ${machine}` });
  }
}

const MACHINES: ReadonlyMap<number, string> = new Map([
  [3, 'i386'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm'],
  [183, 'aarch64'],
  [243, 'riscv'],
]);

const KINDS: ReadonlyMap<number, string> = new Map([
  [1, 'an object file'],
  [2, 'a program'],
  [3, 'a program or library'],
]);

async function headerCount(source: ByteSource, head: DataView): Promise<number> {
  const count = head.getUint16(56, true);
  if (count !== PN_XNUM) return count;
  // The real count stands in `sh_info` of the first section header.
  const section = viewOf(await readAt(source, u64(head, 40), 64));
  return section.byteLength >= 48 ? section.getUint32(44, true) : 0;
}

function readHeader(
  table: DataView,
  at: number,
  length: number,
  found: Found,
  notes: { offset: number; bytes: number }[],
): void {
  const type = table.getUint32(at, true);
  const offset = u64(table, at + 8);
  const start = u64(table, at + 16);
  const bytes = u64(table, at + 32);
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(bytes)) return;
  if (type === PT_NOTE) notes.push({ offset, bytes });
  if (type !== PT_LOAD || bytes === 0 || start + bytes > MOST_ADDRESS || start % 8 !== 0) return;
  const there = Math.max(0, Math.min(bytes, length - offset));
  found.missing += bytes - there;
  const writable = (table.getUint32(at + 4, true) & PF_W) !== 0;
  if (there > 0) found.segments.push({ start, end: start + there, offset, writable });
}

function readNotes(table: DataView, found: Found): void {
  let at = 0;
  while (at + 12 <= table.byteLength) {
    const nameBytes = table.getUint32(at, true);
    const bytes = table.getUint32(at + 4, true);
    const type = table.getUint32(at + 8, true);
    const from = at + 12 + padded(nameBytes);
    if (from + bytes > table.byteLength) return;
    readNote(table, type, from, bytes, found);
    at = from + padded(bytes);
  }
}

function readNote(table: DataView, type: number, from: number, bytes: number, found: Found): void {
  if (type === NT_PRSTATUS && bytes >= 336) found.threadIds.push(table.getInt32(from + 32, true));
  if (type === NT_PRPSINFO && bytes >= 56) {
    found.pid = table.getInt32(from + 24, true);
    found.program = textAt(table, from + 40, from + 56);
  }
  if (type === NT_AUXV) readAuxiliary(table, from, from + bytes, found);
  if (type === NT_FILE && bytes >= 16) readFiles(table, from, from + bytes, found.files);
}

function readAuxiliary(table: DataView, from: number, end: number, found: Found): void {
  for (let at = from; at + 16 <= end; at += 16) if (u64(table, at) === AT_ENTRY) found.entry = u64(table, at + 8);
}

function readFiles(table: DataView, from: number, end: number, files: MappedFile[]): void {
  const count = u64(table, from);
  const page = u64(table, from + 8);
  let text = from + 16 + count * 24;
  if (text > end) return;
  for (let i = 0; i < count && text < end; i++) {
    const row = from + 16 + i * 24;
    let stop = text;
    while (stop < end && table.getUint8(stop) !== 0) stop++;
    const path = textAt(table, text, stop);
    files.push({ start: u64(table, row), end: u64(table, row + 8), fileOffset: u64(table, row + 16) * page, path });
    text = stop + 1;
  }
}

/** Sorted; what overlaps an earlier segment is left out. */
export function disjoint(segments: readonly Segment[]): readonly Segment[] {
  const sorted = segments.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return sorted.filter((segment) => {
    if (segment.start < end) return false;
    end = segment.end;
    return true;
  });
}

async function readAt(source: ByteSource, offset: number, count: number): Promise<Uint8Array> {
  if (!Number.isSafeInteger(offset) || offset < 0) return await source.read(0, 0);
  return await source.read(offset, count);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function u64(table: DataView, at: number): number {
  return table.getUint32(at, true) + table.getUint32(at + 4, true) * 2 ** 32;
}

function textAt(table: DataView, from: number, to: number): string {
  const bytes = Uint8Array.from({ length: to - from }, (_, i) => table.getUint8(from + i));
  const stop = bytes.indexOf(0);
  return decodeUtf8(bytes, 0, stop < 0 ? bytes.length : stop);
}

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;
