// Arrow -> cells that every shell understands.
import * as arrow from 'apache-arrow';
import type { SqlCell, SqlKind, SqlResultColumn, SqlRow } from '#heap/model/sqlRows.ts';
import { OBJECT_COLUMNS, type SqlTableName } from '#heap/model/sqlTables.ts';

/** Of these tables `id` is the number of an object. */
const OF_OBJECTS: ReadonlySet<SqlTableName> = new Set(['objects', 'dominators']);
/** These have rows of their own called `id` or `parent`. */
const NO_OBJECTS: ReadonlySet<SqlTableName> = new Set([
  'types',
  'refs',
  'threads',
  'frames',
  'components',
  'pools',
  'calls',
]);

/** `tables`: what the question named; `id` is an object's only where no other numbered table was read. */
export function resultColumns(schema: arrow.Schema, tables: readonly SqlTableName[]): readonly SqlResultColumn[] {
  const numbered = tables.some((table) => OF_OBJECTS.has(table)) && !tables.some((table) => NO_OBJECTS.has(table));
  return schema.fields.map(({ name, type }) => ({ name, type: typeName(type), kind: kindOf(name, type, numbered) }));
}

function kindOf(name: string, type: arrow.DataType, numbered: boolean): SqlKind {
  const isObject = OBJECT_COLUMNS.has(name) || (numbered && (name === 'id' || name === 'parent'));
  if (arrow.DataType.isInt(type)) return isObject ? 'object' : 'number';
  if (arrow.DataType.isFloat(type) || arrow.DataType.isDecimal(type)) return 'number';
  return arrow.DataType.isBool(type) ? 'truth' : 'text';
}

function typeName(type: arrow.DataType): string {
  if (arrow.DataType.isInt(type)) return `${type.isSigned ? '' : 'U'}${INTEGERS[type.bitWidth] ?? 'INTEGER'}`;
  if (arrow.DataType.isFloat(type)) return 'DOUBLE';
  if (arrow.DataType.isBool(type)) return 'BOOLEAN';
  if (arrow.DataType.isUtf8(type) || arrow.DataType.isDictionary(type)) return 'VARCHAR';
  return type.toString().toUpperCase();
}

const INTEGERS: Readonly<Record<number, string>> = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' };

/** Rows [first, end) of the batches together. */
export function resultRows(batches: readonly arrow.RecordBatch[], first: number, end: number): readonly SqlRow[] {
  const rows: SqlRow[] = [];
  let before = 0;
  for (const batch of batches) {
    const from = Math.max(0, first - before);
    const to = Math.min(batch.numRows, end - before);
    for (let row = from; row < to; row++) rows.push(rowAt(batch, row));
    before += batch.numRows;
  }
  return rows;
}

/** Numbers of the objects that a column names, ascending, each once. */
export function resultObjects(batches: readonly arrow.RecordBatch[], column: number): Uint32Array {
  const found = new Set<number>();
  for (const batch of batches) {
    const cells = batch.getChildAt(column);
    for (let row = 0; row < batch.numRows; row++) {
      const value = Number(cells?.get(row) ?? NaN);
      if (Number.isInteger(value)) found.add(value);
    }
  }
  return Uint32Array.from(found).sort();
}

function rowAt(batch: arrow.RecordBatch, row: number): SqlRow {
  return batch.schema.fields.map(({ type }, column) => cellOf(batch.getChildAt(column)?.get(row), type));
}

/** What a value of Arrow says as a cell: exact, or as text. */
export function cellOf(value: unknown, type: arrow.DataType): SqlCell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return wholeNumber(value);
  if (typeof value === 'number') return Number.isFinite(value) ? dated(value, type) : String(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (arrow.DataType.isDecimal(type) && value instanceof Uint32Array) return decimal(value, type.scale);
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}

function dated(value: number, type: arrow.DataType): SqlCell {
  return arrow.DataType.isDate(type) || arrow.DataType.isTimestamp(type) ? new Date(value).toISOString() : value;
}

function wholeNumber(value: bigint): SqlCell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** Two's complement in four words, low ones first. */
function decimal(words: Uint32Array, scale: number): SqlCell {
  let value = 0n;
  for (let at = words.length - 1; at >= 0; at--) value = (value << 32n) | BigInt(words[at] ?? 0);
  const signed = BigInt.asIntN(words.length * 32, value);
  if (scale === 0) return wholeNumber(signed);
  const digits = (signed < 0n ? -signed : signed).toString().padStart(scale + 1, '0');
  return Number(`${signed < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`);
}
