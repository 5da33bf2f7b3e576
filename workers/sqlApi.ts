// What a page or the CLI may ask of the SQL engine, and what the engine asks of the worker that holds the heap.
import type { Outcome } from '#heap/base/fault.ts';
import type { SqlColumn, SqlFileFormat, SqlLimits, SqlPage, SqlResult } from '#heap/model/sqlRows.ts';
import type { SqlColumnName, SqlTableName } from '#heap/model/sqlTables.ts';
import type { CancelFlag, Finished } from './api.ts';
import type { PageRequest } from '#heap/model/rows.ts';

type Answer<Value> = Promise<Outcome<Value>>;

/** The heap's side, at the other end of a port. */
export interface SqlSource {
  /** Rows of each table, and the cells of each column; over shared memory where there is such, copies otherwise. */
  sqlColumns(tables: readonly SqlTableName[], columns: readonly SqlColumnName[]): Answer<SqlSourceColumns>;
}

export interface SqlSourceColumns {
  readonly rows: Readonly<Partial<Record<SqlTableName, number>>>;
  readonly columns: readonly SqlColumn[];
}

export interface SqlApi {
  /** Compiles the engine at `wasm`; `port` leads to the heap. */
  start(wasm: string, port: MessagePort): Answer<Record<string, never>>;
  /** Runs one question; its rows stay here until the next but one question. Cancelled: `{ done: false }`. */
  query(text: string, limits: SqlLimits, cancel: CancelFlag): Answer<Finished<SqlResult>>;
  /** Rows of a result, at most 500 at a time. */
  page(result: number, page: PageRequest): Answer<SqlPage>;
  /** Objects that a column of a result names, each once. */
  objects(result: number, column: number): Answer<Uint32Array>;
  /** A result as one file. */
  file(result: number, format: SqlFileFormat): Answer<Uint8Array>;
  /** Starts a file of all rows of a question, without any limit; one at a time. */
  exportRows(text: string, format: SqlFileFormat): Answer<Record<string, never>>;
  /** The next part of that file. */
  exportPart(): Answer<SqlExportPart>;
}

export interface SqlExportPart {
  /** undefined: the file is complete. */
  readonly bytes: Uint8Array | undefined;
  /** Rows so far. */
  readonly rows: number;
}
