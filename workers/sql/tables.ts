// The tables of a heap inside the engine: a column is copied in when a query first names it, and stays.
import type { SqlCells, SqlColumn } from '#heap/model/sqlRows.ts';
import { sqlTable, type SqlColumnName, type SqlMacro, type SqlTableName } from '#heap/model/sqlTables.ts';
import { arrowStream, type ArrowSource } from './arrowColumns.ts';
import { execute, type Database } from './duckdb.ts';

interface Loaded {
  readonly rows: number;
  /** Column -> the expression that reads it in the view. */
  readonly columns: Map<string, string>;
  /** Tables of schema `raw` that lie side by side. */
  readonly parts: string[];
}

export class SqlTables {
  readonly #loaded = new Map<SqlTableName, Loaded>();
  readonly #macros = new Set<string>();

  constructor(private readonly database: Database) {}

  has({ table, column }: SqlColumnName): boolean {
    return this.#loaded.get(table)?.columns.has(column) === true;
  }

  hasTable(table: SqlTableName): boolean {
    return this.#loaded.has(table);
  }

  /** Adds columns of one table; the view over it is made anew. */
  add(table: SqlTableName, rows: number, columns: readonly SqlColumn[]): void {
    const loaded = this.#loaded.get(table) ?? { rows, columns: new Map<string, string>(), parts: [] };
    this.#loaded.set(table, loaded);
    const known = columns.filter((column): column is SqlColumn & ArrowSourceCells => column.cells.form !== 'unknown');
    if (known.length > 0) this.#ingest(table, loaded, known);
    for (const { column, cells } of columns)
      if (cells.form === 'unknown') loaded.columns.set(column, `NULL::${typeOf(table, column)}`);
    execute(this.database, viewOf(table, loaded));
  }

  /** What they read has been added. */
  addMacros(macros: readonly SqlMacro[]): void {
    for (const { name, sql } of macros) {
      if (this.#macros.has(name)) continue;
      execute(this.database, `CREATE MACRO ${name}${sql}`);
      this.#macros.add(name);
    }
  }

  #ingest(table: SqlTableName, loaded: Loaded, columns: readonly (SqlColumn & ArrowSourceCells)[]): void {
    const { bindings, connection } = this.database;
    const name = `${table}_${loaded.parts.length}`;
    const types = columns.map(({ column, cells }) => `"${column}" ${this.#storedType(name, table, column, cells)}`);
    execute(this.database, `CREATE TABLE raw.${name} (${types.join(', ')})`);
    const sources: readonly ArrowSource[] = columns.map(({ column, cells }) => ({ name: column, cells }));
    if (loaded.rows > 0)
      for (const bytes of arrowStream(sources, loaded.rows))
        bindings.insertArrowFromIPCStream(connection, bytes, { name, schema: 'raw', create: false });
    const alias = `p${loaded.parts.length}`;
    for (const { column } of columns) loaded.columns.set(column, `${alias}."${column}"`);
    loaded.parts.push(`raw.${name}`);
  }

  /** Words become an ENUM in their own order, which is that of the text: grouping by it costs what grouping by a number does. */
  #storedType(part: string, table: SqlTableName, column: string, cells: ArrowSource['cells']): string {
    if (cells.form !== 'words' || cells.words.length === 0) return typeOf(table, column);
    const { bindings, connection } = this.database;
    const name = `${part}_${column}`;
    const codes = Uint32Array.from(cells.words.keys());
    execute(this.database, `CREATE TABLE raw.${name}_words (word VARCHAR)`);
    for (const bytes of arrowStream([{ name: 'word', cells: { ...cells, codes } }], codes.length))
      bindings.insertArrowFromIPCStream(connection, bytes, { name: `${name}_words`, schema: 'raw', create: false });
    execute(this.database, `CREATE TYPE raw.${name} AS ENUM (SELECT word FROM raw.${name}_words ORDER BY rowid)`);
    execute(this.database, `DROP TABLE raw.${name}_words`);
    return `raw.${name}`;
  }
}

interface ArrowSourceCells {
  readonly cells: Exclude<SqlCells, { readonly form: 'unknown' }>;
}

function typeOf(table: SqlTableName, column: string): string {
  return sqlTable(table).columns[column] ?? 'VARCHAR';
}

/** In the order of docs/sql.md, whatever was loaded first. */
function viewOf(table: SqlTableName, { rows, columns, parts }: Loaded): string {
  const { numbered, columns: all } = sqlTable(table);
  const cells = Object.keys(all).flatMap((column) => {
    const expression = columns.get(column);
    return expression === undefined ? [] : [`${expression} AS "${column}"`];
  });
  // Without any column that is known the numbers of the rows alone say how many there are.
  const id = parts.length === 0 ? 'p0.range::UINTEGER AS id' : 'p0.rowid::UINTEGER AS id';
  const listed = numbered || cells.length === 0 ? [id, ...cells] : cells;
  const from =
    parts.length === 0 ? `range(${rows}) p0` : parts.map((part, at) => `${part} p${at}`).join(' POSITIONAL JOIN ');
  return `CREATE OR REPLACE VIEW main.${table} AS SELECT ${listed.join(', ')} FROM ${from}`;
}
