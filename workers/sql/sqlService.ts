// The questions of `SqlApi`: one engine over one heap. The same class serves a page's worker and the thread of the CLI.
import type { RecordBatch } from 'apache-arrow';
import { wrap, type Endpoint } from 'comlink';
import { fail, outcomeOfAsync, type Outcome } from '#heap/base/fault.ts';
import type { PageRequest } from '#heap/model/rows.ts';
import type { SqlFileFormat, SqlLimits, SqlPage, SqlResult, SqlResultColumn } from '#heap/model/sqlRows.ts';
import type { SqlTableName } from '#heap/model/sqlTables.ts';
import { namedIn, type Named } from '#heap/queries/sql/named.ts';
import type { CancelFlag, Finished } from '../api.ts';
import type { SqlApi, SqlExportPart, SqlSource } from '../sqlApi.ts';
import { openDatabase, type Database } from './duckdb.ts';
import { fileParts, whole } from './resultFiles.ts';
import { resultColumns, resultObjects, resultRows } from './resultRows.ts';
import { checkedQuestion, QueryCancelled, runQuery, startQuery, type RawResult } from './runQuery.ts';
import { SqlTables } from './tables.ts';

/** The one on the screen, and the one before it. */
const MOST_RESULTS = 2;
const MOST_PAGE = 500;

interface Kept extends RawResult {
  readonly columns: readonly SqlResultColumn[];
}

interface Engine {
  readonly database: Database;
  readonly tables: SqlTables;
}

export class SqlService implements SqlApi {
  #engine: Promise<Engine> | undefined;
  #source: Pick<SqlSource, 'sqlColumns'> | undefined;
  readonly #results = new Map<number, Kept>();
  #export: { readonly parts: Iterator<Uint8Array>; readonly counted: { rows: number } } | undefined;
  #next = 1;

  constructor(private readonly now: () => number) {}

  start(wasm: string, port: MessagePort): Promise<Outcome<Record<string, never>>> {
    return outcomeOfAsync(async () => {
      this.#source = wrap<SqlSource>(port as Endpoint);
      await this.open(wasm);
      return {};
    });
  }

  /** Compiles the engine; the second call waits for the first. */
  async open(wasm: string, source = this.#source): Promise<void> {
    this.#source = source;
    this.#engine ??= openDatabase(wasm).then((database) => ({ database, tables: new SqlTables(database) }));
    await this.#engine;
  }

  query(text: string, limits: SqlLimits, cancel: CancelFlag): Promise<Outcome<Finished<SqlResult>>> {
    return outcomeOfAsync(async () => {
      const started = this.now();
      const { database, question, named } = await this.#ready(text);
      const loading = this.now() - started;
      const cancelled = (): boolean => cancel !== undefined && Atomics.load(cancel, 0) !== 0;
      try {
        const raw = runQuery(database, question, limits, { now: this.now, cancelled });
        return { done: true, value: this.#keep(raw, named.tables, loading, this.now() - started - loading) };
      } catch (error) {
        if (error instanceof QueryCancelled) return { done: false };
        throw error;
      }
    });
  }

  page(result: number, { first, count }: PageRequest): Promise<Outcome<SqlPage>> {
    return outcomeOfAsync(() => {
      const { batches, rows } = this.#result(result);
      const end = Math.min(rows, first + Math.min(count, MOST_PAGE));
      return Promise.resolve({ first, total: rows, rows: resultRows(batches, first, end) });
    });
  }

  objects(result: number, column: number): Promise<Outcome<Uint32Array>> {
    return outcomeOfAsync(() => {
      const { batches, columns } = this.#result(result);
      if (columns[column]?.kind !== 'object') fail({ code: 'heap/no-such-object', asked: `column ${column}` });
      return Promise.resolve(resultObjects(batches, column));
    });
  }

  file(result: number, format: SqlFileFormat): Promise<Outcome<Uint8Array>> {
    return outcomeOfAsync(() => {
      const { schema, batches } = this.#result(result);
      return Promise.resolve(whole(fileParts(schema, batches, format)));
    });
  }

  exportRows(text: string, format: SqlFileFormat): Promise<Outcome<Record<string, never>>> {
    return outcomeOfAsync(async () => {
      const { database, question } = await this.#ready(text);
      const stop = { now: this.now, cancelled: () => false };
      const { schema, batches } = startQuery(database, question, Number.POSITIVE_INFINITY, stop);
      const counted = { rows: 0 };
      const parts = fileParts(schema, counting(batches, counted), format);
      this.#export = { parts: parts[Symbol.iterator](), counted };
      return {};
    });
  }

  exportPart(): Promise<Outcome<SqlExportPart>> {
    return outcomeOfAsync(() => {
      const { parts, counted } = this.#export ?? fail({ code: 'heap/not-open', asked: 'export' });
      const next = parts.next();
      return Promise.resolve({ bytes: next.done === true ? undefined : next.value, rows: counted.rows });
    });
  }

  /** A question with everything it names in the engine. Faults: `sql/refused`, `sql/failed`, `analysis/needs`. */
  async #ready(
    text: string,
  ): Promise<{ readonly database: Database; readonly question: string; readonly named: Named }> {
    const question = text.trim().replace(/(\s*;)+$/u, '');
    const { database, tables } = await (this.#engine ?? fail({ code: 'heap/not-open', asked: 'sql' }));
    const named = namedIn(question);
    await this.#load(tables, named);
    return { database, question: checkedQuestion(database, question), named };
  }

  async #load(tables: SqlTables, named: Named): Promise<void> {
    const missing = named.columns.filter((name) => !tables.has(name));
    const wanted = named.tables.filter(
      (table) => !tables.hasTable(table) || missing.some((name) => name.table === table),
    );
    if (wanted.length > 0) {
      const source = this.#source ?? fail({ code: 'heap/not-open', asked: 'sql' });
      const answer = await source.sqlColumns(wanted, missing);
      if (!answer.ok) fail(answer.fault);
      const { rows, columns } = answer.value;
      for (const table of wanted) tables.add(table, rows[table] ?? 0, columnsOf(table, columns));
    }
    tables.addMacros(named.macros);
  }

  #keep(raw: RawResult, tables: readonly SqlTableName[], loading: number, running: number): SqlResult {
    const result = this.#next++;
    const columns = resultColumns(raw.schema, tables);
    this.#results.set(result, { ...raw, columns });
    const [oldest] = this.#results.keys();
    if (this.#results.size > MOST_RESULTS && oldest !== undefined) this.#results.delete(oldest);
    return { result, columns, rows: raw.rows, cut: raw.cut, loading, running };
  }

  #result(result: number): Kept {
    return this.#results.get(result) ?? fail({ code: 'heap/no-such-object', asked: `result ${result}` });
  }
}

function* counting(batches: Iterable<RecordBatch>, counted: { rows: number }): Generator<RecordBatch> {
  for (const batch of batches) {
    counted.rows += batch.numRows;
    yield batch;
  }
}

function columnsOf<Column extends { readonly table: SqlTableName }>(
  table: SqlTableName,
  columns: readonly Column[],
): readonly Column[] {
  return columns.filter((column) => column.table === table);
}
