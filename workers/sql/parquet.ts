// Batches of Arrow -> Parquet, a row group at a time. Types of the file as in docs/sql.md.
import * as arrow from 'apache-arrow';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer';
import { allocateU32, openLedger } from '#heap/base/column.ts';
import { cellOf } from './resultRows.ts';

const GROUP_ROWS = 131_072;

interface ParquetColumn {
  readonly element: SchemaElement;
  readonly dataOf: (vector: arrow.Vector) => ColumnSource['data'];
}

/** The bytes of a Parquet file with snappy compression, in parts. Memory: one row group. */
export function* parquetParts(schema: arrow.Schema, batches: Iterable<arrow.RecordBatch>): Generator<Uint8Array> {
  const columns = schema.fields.map(parquetColumn);
  const root: SchemaElement = { name: 'root', num_children: columns.length };
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [root, ...columns.map(({ element }) => element)],
    createdBy: 'ouroboros',
  });
  for (const group of groupsOf(batches)) {
    const columnData = columns.map(({ element, dataOf }, at) => ({
      name: element.name,
      data: dataOf(columnOf(group, at)),
    }));
    void writer.write({ columnData, rowGroupSize: GROUP_ROWS * 2 });
    yield taken(bytes);
  }
  void writer.finish();
  yield taken(bytes);
}

function taken(bytes: ByteWriter): Uint8Array {
  const part = new Uint8Array(bytes.getBuffer());
  bytes.index = 0;
  return part;
}

/** Whole batches, together about as many rows as a row group should have. */
function* groupsOf(batches: Iterable<arrow.RecordBatch>): Generator<readonly arrow.RecordBatch[]> {
  let group: arrow.RecordBatch[] = [];
  let rows = 0;
  for (const batch of batches) {
    group.push(batch);
    rows += batch.numRows;
    if (rows < GROUP_ROWS) continue;
    yield group;
    group = [];
    rows = 0;
  }
  if (rows > 0) yield group;
}

function columnOf(group: readonly arrow.RecordBatch[], at: number): arrow.Vector {
  return new arrow.Vector(group.flatMap((batch) => batch.getChildAt(at)?.data ?? []));
}

function parquetColumn({ name, type }: arrow.Field): ParquetColumn {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  if (arrow.DataType.isBool(type)) return { element: { ...optional, type: 'BOOLEAN' }, dataOf: valuesOf };
  if (arrow.DataType.isInt(type) && type.bitWidth === 64)
    return { element: { ...optional, type: 'INT64' }, dataOf: valuesOf };
  // Half of its range is beyond what the writer takes for 32 bits.
  if (arrow.DataType.isInt(type) && !type.isSigned && type.bitWidth === 32)
    return { element: { ...optional, type: 'INT64' }, dataOf: widened };
  if (arrow.DataType.isInt(type)) {
    const converted_type = CONVERTED[`${type.isSigned ? '' : 'U'}INT_${type.bitWidth}`] ?? 'INT_32';
    return { element: { ...optional, type: 'INT32', converted_type }, dataOf: valuesOf };
  }
  if (arrow.DataType.isFloat(type)) return { element: { ...optional, type: 'DOUBLE' }, dataOf: valuesOf };
  if (arrow.DataType.isDecimal(type))
    return { element: { ...optional, type: 'DOUBLE' }, dataOf: (vector) => cellsOf(vector, type, Number) };
  return {
    element: { ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    dataOf: (vector) => cellsOf(vector, type, String),
  };
}

const CONVERTED: Readonly<Record<string, NonNullable<SchemaElement['converted_type']>>> = {
  INT_8: 'INT_8',
  INT_16: 'INT_16',
  INT_32: 'INT_32',
  UINT_8: 'UINT_8',
  UINT_16: 'UINT_16',
};

function valuesOf(vector: arrow.Vector): ColumnSource['data'] {
  const type = vector.type as arrow.DataType;
  const plain = !arrow.DataType.isBool(type) && vector.nullCount === 0;
  return plain ? (vector.toArray() as Float64Array) : Array.from(vector, (value: unknown) => value ?? undefined);
}

/** Without a BigInt per row where there are no NULLs: the high half of each is 0. */
function widened(vector: arrow.Vector): ColumnSource['data'] {
  if (vector.nullCount > 0)
    return Array.from(vector, (value: number | null) => (value === null ? undefined : BigInt(value)));
  const cells = vector.toArray() as Uint32Array;
  const halves = allocateU32(cells.length * 2, 'parquet column', openLedger());
  for (let row = 0; row < cells.length; row++) halves[row * 2] = cells[row] ?? 0;
  return new BigInt64Array(halves.buffer);
}

function cellsOf(vector: arrow.Vector, type: arrow.DataType, as: (cell: unknown) => unknown): ColumnSource['data'] {
  return Array.from(vector, (value: unknown) => {
    const cell = cellOf(value, type);
    return cell === null ? undefined : as(cell);
  });
}
