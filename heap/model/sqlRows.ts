// What passes between the heap, the SQL engine and whoever asked: columns as they lie, results as plain rows.
import type { Column } from '../base/column.ts';
import type { StringTable } from '../base/strings.ts';
import type { SqlColumnName } from './sqlTables.ts';

/** A column as the heap has it. Cells of `absent` are NULL. Never a row at a time. */
export type SqlCells =
  | { readonly form: 'numbers'; readonly cells: Column; readonly absent?: number | undefined }
  /** 0 is false. */
  | { readonly form: 'truths'; readonly cells: Uint8Array }
  /** Whole numbers beyond 32 bits. */
  | { readonly form: 'wide'; readonly cells: Float64Array }
  /** `words` are different from each other and ascending, so that codes sort as their words do. */
  | { readonly form: 'words'; readonly codes: Uint32Array; readonly words: readonly string[]; readonly absent: number }
  | { readonly form: 'texts'; readonly texts: StringTable }
  /** Nothing is known: NULL in every row. */
  | { readonly form: 'unknown'; readonly length: number };

export interface SqlColumn extends SqlColumnName {
  readonly cells: SqlCells;
}

export interface SqlLimits {
  /** A query that takes longer is stopped. */
  readonly milliseconds: number;
  /** Rows of a result that are kept; the rest is cut off, and said. */
  readonly rows: number;
}

export type SqlKind = 'number' | 'text' | 'truth' | 'object';

export interface SqlResultColumn {
  readonly name: string;
  /** DuckDB's name of its type. */
  readonly type: string;
  readonly kind: SqlKind;
}

/** What is known of a result without its rows; the rows stay with the engine. */
export interface SqlResult {
  readonly result: number;
  readonly columns: readonly SqlResultColumn[];
  readonly rows: number;
  /** There were more rows than the limit. */
  readonly cut: boolean;
  /** Milliseconds: reading columns of the heap, and the query itself. */
  readonly loading: number;
  readonly running: number;
}

/** Whole numbers beyond 2^53 are text, so that no digit is lost. */
export type SqlCell = string | number | boolean | null;

export type SqlRow = readonly SqlCell[];

export interface SqlPage {
  readonly first: number;
  readonly total: number;
  readonly rows: readonly SqlRow[];
}

export type SqlFileFormat = 'csv' | 'ndjson' | 'parquet' | 'arrow';
