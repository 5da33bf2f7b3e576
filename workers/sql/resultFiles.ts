// A result, or a question's rows as they come, as one file: text, Parquet, or an Arrow stream.
import { RecordBatchStreamWriter, type RecordBatch, type Schema } from 'apache-arrow';
import { allocateU8, openLedger } from '#heap/base/column.ts';
import { csvCell } from '#heap/exports/csv.ts';
import { jsonLine } from '#heap/exports/json.ts';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import type { SqlCell, SqlFileFormat } from '#heap/model/sqlRows.ts';
import { parquetParts } from './parquet.ts';
import { resultRows } from './resultRows.ts';

/** The bytes of the file in parts, each made when it is asked for. */
export function fileParts(schema: Schema, batches: Iterable<RecordBatch>, format: SqlFileFormat): Iterable<Uint8Array> {
  const names = schema.fields.map(({ name }) => name);
  switch (format) {
    case 'csv':
      return csvParts(names, batches);
    case 'ndjson':
      return ndjsonParts(names, batches);
    case 'arrow':
      return arrowParts(schema, batches);
    case 'parquet':
      return parquetParts(schema, batches);
  }
}

export function whole(parts: Iterable<Uint8Array>): Uint8Array {
  const list = [...parts];
  const bytes = allocateU8(
    list.reduce((sum, part) => sum + part.length, 0),
    'result file',
    openLedger(),
  );
  let at = 0;
  for (const part of list) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function* csvParts(names: readonly string[], batches: Iterable<RecordBatch>): Generator<Uint8Array> {
  const line = (cells: readonly SqlCell[]): string => `${cells.map(csvText).join(',')}\r\n`;
  yield encodeUtf8(line(names));
  for (const batch of batches) yield encodeUtf8(resultRows([batch], 0, batch.numRows).map(line).join(''));
}

function csvText(cell: SqlCell): string {
  return csvCell(typeof cell === 'boolean' ? String(cell) : (cell ?? undefined));
}

function* ndjsonParts(names: readonly string[], batches: Iterable<RecordBatch>): Generator<Uint8Array> {
  const line = (cells: readonly SqlCell[]): string =>
    jsonLine(Object.fromEntries(names.map((name, at) => [name, cells[at] ?? null])));
  for (const batch of batches) yield encodeUtf8(resultRows([batch], 0, batch.numRows).map(line).join(''));
}

function* arrowParts(schema: Schema, batches: Iterable<RecordBatch>): Generator<Uint8Array> {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  writer.finish();
  yield writer.toUint8Array(true);
}
