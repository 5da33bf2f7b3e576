// Columns of a heap -> one Arrow stream, a million rows at a time, typed arrays as they lie.
import * as arrow from 'apache-arrow';
import { allocateU8, openLedger, type Column } from '#heap/base/column.ts';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import { stringAt, stringTable, type StringTable } from '#heap/base/strings.ts';
import type { SqlCells } from '#heap/model/sqlRows.ts';

const BATCH_ROWS = 1 << 20;

export interface ArrowSource {
  readonly name: string;
  readonly cells: Exclude<SqlCells, { readonly form: 'unknown' }>;
}

type DataOf = (first: number, end: number) => arrow.Data;

interface ArrowColumn {
  readonly type: arrow.DataType;
  readonly dataOf: DataOf;
}

/** The bytes of an IPC stream, part by part. All columns have `rows` rows. */
export function* arrowStream(columns: readonly ArrowSource[], rows: number): Generator<Uint8Array> {
  const made = columns.map(({ cells }, at) => arrowColumn(cells, at));
  const fields = columns.map(({ name }, at) => new arrow.Field(name, made[at]?.type ?? new arrow.Null(), true));
  const schema = new arrow.Schema(fields);
  const struct = new arrow.Struct(fields);
  const writer = new arrow.RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    const end = Math.min(rows, first + BATCH_ROWS);
    const children = made.map((column) => column.dataOf(first, end));
    const data = arrow.makeData({ type: struct, length: end - first, nullCount: 0, children });
    writer.write(new arrow.RecordBatch(schema, data));
  }
  writer.finish();
  yield writer.toUint8Array(true);
}

function arrowColumn(cells: ArrowSource['cells'], at: number): ArrowColumn {
  switch (cells.form) {
    case 'numbers':
      return numbers(cells.cells, cells.absent);
    case 'truths':
      return truths(cells.cells);
    case 'wide':
      return wide(cells.cells);
    case 'words':
      return words(cells.codes, cells.words, cells.absent, at);
    case 'texts':
      return texts(cells.texts);
  }
}

function numbers(cells: Column, absent: number | undefined): ArrowColumn {
  const type = numberType(cells);
  return {
    type,
    dataOf: (first, end) => {
      const data = cells.subarray(first, end);
      return arrow.makeData({ type, length: data.length, ...validity(data, absent), data });
    },
  };
}

/** Said as one of them, because a type that may be any of five fits no constructor of Arrow. */
function numberType(cells: Column): arrow.Uint32 {
  return exactType(cells) as arrow.Uint32;
}

function exactType(cells: Column): arrow.DataType {
  if (cells instanceof Uint8Array) return new arrow.Uint8();
  if (cells instanceof Uint16Array) return new arrow.Uint16();
  if (cells instanceof Int32Array) return new arrow.Int32();
  return cells instanceof Float64Array ? new arrow.Float64() : new arrow.Uint32();
}

function validity(cells: Column, absent: number | undefined): { nullCount: number; nullBitmap?: Uint8Array } {
  if (absent === undefined) return { nullCount: 0 };
  const nullBitmap = bitmap(cells.length);
  let nullCount = 0;
  for (let row = 0; row < cells.length; row++) {
    if (cells[row] === absent) nullCount++;
    else nullBitmap[row >>> 3] = (nullBitmap[row >>> 3] ?? 0) | (1 << (row & 7));
  }
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}

function truths(cells: Uint8Array): ArrowColumn {
  const type = new arrow.Bool();
  return {
    type,
    dataOf: (first, end) => {
      const data = bitmap(end - first);
      for (let row = first; row < end; row++) {
        const at = row - first;
        if (cells[row] !== 0) data[at >>> 3] = (data[at >>> 3] ?? 0) | (1 << (at & 7));
      }
      return arrow.makeData({ type, length: end - first, nullCount: 0, data });
    },
  };
}

/** Doubles that are whole and not negative -> 64-bit integers, as two halves: no BigInt per row. */
function wide(cells: Float64Array): ArrowColumn {
  const type = new arrow.Int64();
  return {
    type,
    dataOf: (first, end) => {
      const halves = new Uint32Array(bitmap((end - first) * 64).buffer);
      for (let row = first; row < end; row++) {
        const value = cells[row] ?? 0;
        const at = (row - first) * 2;
        halves[at] = value;
        halves[at + 1] = value / 2 ** 32;
      }
      const data = new BigInt64Array(halves.buffer);
      return arrow.makeData({ type, length: end - first, nullCount: 0, data });
    },
  };
}

function words(codes: Uint32Array, known: readonly string[], absent: number, id: number): ArrowColumn {
  const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Uint32(), id);
  const dictionary = arrow.makeVector(utf8Data(stringTable(known, openLedger())));
  return {
    type,
    dataOf: (first, end) => {
      const data = codes.subarray(first, end);
      return arrow.makeData({ type, length: data.length, ...validity(data, absent), data, dictionary });
    },
  };
}

function texts(table: StringTable): ArrowColumn {
  const whole = utf8Data(isUtf8(table) ? table : repaired(table));
  return { type: whole.type, dataOf: (first, end) => whole.slice(first, end - first) };
}

function utf8Data({ offset, bytes, length }: StringTable): arrow.Data<arrow.Utf8> {
  const valueOffsets = new Int32Array(offset.buffer, offset.byteOffset, length + 1);
  return arrow.makeData({ type: new arrow.Utf8(), length, nullCount: 0, valueOffsets, data: bytes });
}

/** Our own bytes are UTF-8 by construction; those of a dump are what they are. Well-formed without decoding: one pass. */
function isUtf8({ bytes }: StringTable): boolean {
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    const more = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : 3;
    if (lead >= 0x80 && !wellFormed(bytes, at, lead, more)) return false;
    at += more + 1;
  }
  return true;
}

function wellFormed(bytes: Uint8Array, at: number, lead: number, more: number): boolean {
  if (lead < 0xc2 || lead > 0xf4 || at + more >= bytes.length) return false;
  for (let i = 1; i <= more; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return false;
  const second = bytes[at + 1] ?? 0;
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  return lead !== 0xf4 || second < 0x90;
}

function repaired(table: StringTable): StringTable {
  const parts = Array.from({ length: table.length }, (_, row) =>
    new TextDecoder().decode(encodeUtf8(stringAt(table, row))),
  );
  return stringTable(parts, openLedger());
}

function bitmap(bits: number): Uint8Array {
  return allocateU8((bits + 7) >>> 3, 'sql batch', openLedger());
}
