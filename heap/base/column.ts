// The one door through which typed arrays are made: lengths are checked and a ledger is asked before anything is allocated.
import { fail, FaultError } from './fault.ts';

export type ColumnType = 'u8' | 'u16' | 'u32' | 'i32' | 'f64';

export type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

export const BYTES_PER_CELL: Readonly<Record<ColumnType, number>> = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8 };

/** Live column bytes of one heap against its budget. Made by the edge that knows the machine, handed to whoever allocates. */
export interface Ledger {
  readonly budget: number;
  live: number;
  /** True: columns lie in shared memory, so that two workers read them without a copy. */
  readonly shared: boolean;
}

/** A ledger without a practical limit, for tests and small work. */
export function openLedger(budget = Number.MAX_SAFE_INTEGER, shared = false): Ledger {
  return { budget, live: 0, shared };
}

/** No column part above 2 GiB: buffers beyond are refused by some engines and by every 32-bit length. */
export const MOST_COLUMN_BYTES = 2 ** 31;

export function allocateU8(length: number, purpose: string, ledger: Ledger): Uint8Array {
  return new Uint8Array(buffer(length, 1, purpose, ledger));
}

export function allocateU16(length: number, purpose: string, ledger: Ledger): Uint16Array {
  return new Uint16Array(buffer(length, 2, purpose, ledger));
}

export function allocateU32(length: number, purpose: string, ledger: Ledger): Uint32Array {
  return new Uint32Array(buffer(length, 4, purpose, ledger));
}

export function allocateI32(length: number, purpose: string, ledger: Ledger): Int32Array {
  return new Int32Array(buffer(length, 4, purpose, ledger));
}

export function allocateF64(length: number, purpose: string, ledger: Ledger): Float64Array {
  return new Float64Array(buffer(length, 8, purpose, ledger));
}

export function allocate(type: ColumnType, length: number, purpose: string, ledger: Ledger): Column {
  switch (type) {
    case 'u8':
      return allocateU8(length, purpose, ledger);
    case 'u16':
      return allocateU16(length, purpose, ledger);
    case 'u32':
      return allocateU32(length, purpose, ledger);
    case 'i32':
      return allocateI32(length, purpose, ledger);
    case 'f64':
      return allocateF64(length, purpose, ledger);
  }
}

// Views on bytes that are already there: no allocation. `at` is a multiple of the cell size from the start of the buffer.
// Every machine we run on is little-endian, as every column on disk is.
export function viewU16(bytes: Uint8Array, at: number, length: number): Uint16Array {
  return new Uint16Array(bytes.buffer, bytes.byteOffset + at, length);
}

export function viewU32(bytes: Uint8Array, at: number, length: number): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset + at, length);
}

/** The bytes of `column`, low ones first. */
export function viewBytes(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

export function viewI32(bytes: Uint8Array, at: number, length: number): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset + at, length);
}

/** Tells the ledger that a column of `bytes` bytes is no longer held. */
export function release(bytes: number, ledger: Ledger): void {
  ledger.live -= bytes;
}

/** The type word of a column, as it stands in file names and manifests. */
export function columnType(column: Column): ColumnType {
  if (column instanceof Uint8Array) return 'u8';
  if (column instanceof Uint16Array) return 'u16';
  if (column instanceof Uint32Array) return 'u32';
  if (column instanceof Int32Array) return 'i32';
  return 'f64';
}

function buffer(length: number, cellBytes: number, purpose: string, ledger: Ledger): ArrayBuffer | SharedArrayBuffer {
  // `new Uint32Array(NaN)` silently has length 0, so a bad length must die here.
  if (!Number.isSafeInteger(length) || length < 0) throw new Error(`broken length of ${purpose}: ${length}`);
  const bytes = length * cellBytes;
  if (bytes > MOST_COLUMN_BYTES) {
    fail({
      code: 'format/limit',
      limit: purpose,
      allowed: MOST_COLUMN_BYTES / cellBytes,
      found: length,
      offset: 0,
      section: 'column',
    });
  }
  if (ledger.live + bytes > ledger.budget) {
    fail({ code: 'memory/exhausted', needed: ledger.live + bytes, budget: ledger.budget, purpose });
  }
  const made = newBuffer(bytes, purpose, ledger);
  ledger.live += bytes;
  return made;
}

function newBuffer(bytes: number, purpose: string, ledger: Ledger): ArrayBuffer | SharedArrayBuffer {
  try {
    return ledger.shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FaultError({ code: 'memory/exhausted', needed: ledger.live + bytes, budget: ledger.budget, purpose });
  }
}
