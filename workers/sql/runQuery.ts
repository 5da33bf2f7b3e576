// One query of a person: proved to be a question, run in slices within its limits, its rows kept as they came.
import {
  RecordBatchReader,
  tableFromIPC,
  type RecordBatchStreamReader,
  type RecordBatch,
  type Schema,
} from 'apache-arrow';
import { fail, FaultError } from '#heap/base/fault.ts';
import type { SqlLimits } from '#heap/model/sqlRows.ts';
import type { Database } from './duckdb.ts';

export interface RawResult {
  readonly schema: Schema;
  readonly batches: readonly RecordBatch[];
  readonly rows: number;
  readonly cut: boolean;
}

export interface Stop {
  readonly now: () => number;
  readonly cancelled: () => boolean;
}

/** Thrown when the person no longer wants the answer. */
export class QueryCancelled extends Error {}

/** Bytes of a result that are kept. */
const MOST_RESULT_BYTES = 512 * 2 ** 20;

/** Characters of a message of the engine that are shown. */
const MOST_MESSAGE = 2000;

/**
 * A text that stands between brackets is one question and nothing else: this is how DuckDB's own parser refuses every statement
 * that would change, read or fetch something. Answers what to run instead of it. Faults: `sql/refused`; `sql/failed` when it is wrong by itself.
 */
export function checkedQuestion(database: Database, text: string): string {
  const question = text.replace(EXPLAIN, '');
  if (objection(database, `SELECT * FROM (\n${question}\n)`) === undefined)
    return EXPLAIN.test(text) ? text : withPlainWords(database, question);
  const reason = objection(database, question);
  fail(reason === undefined ? { code: 'sql/refused' } : { code: 'sql/failed', reason });
}

const EXPLAIN = /^\s*explain\s+(analyze\s+)?/iu;

/** Words of an ENUM would leave the engine as numbers without their dictionary: where the question answers some, as text. */
function withPlainWords({ bindings, connection }: Database, question: string): string {
  const asked = `SELECT column_name FROM (DESCRIBE (\n${question}\n)) WHERE contains(column_type, 'ENUM(')`;
  const columns = tableFromIPC(bindings.runQuery(connection, asked)).getChild('column_name');
  const names = Array.from(columns ?? [], (name: unknown) => `"${String(name).replaceAll('"', '""')}"`);
  if (names.length === 0) return question;
  return `SELECT * REPLACE (${names.map((name) => `${name}::VARCHAR AS ${name}`).join(', ')}) FROM (\n${question}\n)`;
}

/** What DuckDB has against a statement, which is not run. */
function objection({ bindings, connection }: Database, statement: string): string | undefined {
  try {
    bindings.closePrepared(connection, bindings.createPrepared(connection, statement));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

export interface Running {
  readonly schema: Schema;
  /** Each computed when it is asked for. */
  readonly batches: Iterable<RecordBatch>;
}

/** Starts a question. Here, and from each batch: `sql/failed` with DuckDB's message, `sql/stopped` when a limit is reached. */
export function startQuery(database: Database, text: string, milliseconds: number, stop: Stop): Running {
  const deadline = stop.now() + milliseconds;
  const check = (): void => {
    if (stop.cancelled()) throw new QueryCancelled();
    if (stop.now() >= deadline) fail({ code: 'sql/stopped', limit: 'time', allowed: milliseconds });
  };
  return guarded(database, () => {
    const reader = RecordBatchReader.from(resultParts(database, text, check)) as RecordBatchStreamReader;
    reader.open();
    return { schema: reader.schema, batches: batchesOf(database, reader) };
  });
}

function* batchesOf(database: Database, reader: RecordBatchStreamReader): Generator<RecordBatch> {
  for (;;) {
    const next = guarded(database, () => reader.next());
    if (next.done === true) return;
    yield next.value;
  }
}

function guarded<Value>(database: Database, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    database.bindings.cancelPendingQuery(database.connection);
    throw translated(error);
  }
}

/** Runs a question to its end and keeps its rows. */
export function runQuery(database: Database, text: string, limits: SqlLimits, stop: Stop): RawResult {
  const running = startQuery(database, text, limits.milliseconds, stop);
  const result = kept(running, limits.rows);
  if (result.cut) database.bindings.cancelPendingQuery(database.connection);
  return result;
}

/** The schema, then the batches, as they are computed. */
function* resultParts({ bindings, connection }: Database, text: string, check: () => void): Generator<Uint8Array> {
  let header = bindings.startPendingQuery(connection, text, true);
  while (header === null) {
    check();
    header = bindings.pollPendingQuery(connection);
  }
  yield header;
  for (;;) {
    check();
    const part = bindings.fetchQueryResults(connection);
    if (part === null) continue;
    if (part.length === 0) return;
    yield part;
  }
}

function kept({ schema, batches: running }: Running, mostRows: number): RawResult {
  const batches: RecordBatch[] = [];
  let rows = 0;
  let bytes = 0;
  for (const batch of running) {
    const room = Math.min(batch.numRows, mostRows - rows);
    bytes += batch.data.byteLength;
    if (room > 0) batches.push(room < batch.numRows ? batch.slice(0, room) : batch);
    rows += room;
    if (room < batch.numRows || bytes > MOST_RESULT_BYTES) return { schema, batches, rows, cut: true };
  }
  return { schema, batches, rows, cut: false };
}

function translated(error: unknown): unknown {
  if (!(error instanceof Error) || error.constructor !== Error) return error;
  const reason = messageOf(error);
  if (/^Out of Memory Error|Allocation failure|memory access out of bounds/iu.test(reason))
    return new FaultError({ code: 'sql/stopped', limit: 'memory', allowed: 0 });
  return new FaultError({ code: 'sql/failed', reason });
}

/** DuckDB's words and the line with the mark under it, without the stack. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // The line with the mark comes twice.
  return [...new Set(text.trim().split('\n\n'))].join('\n\n').slice(0, MOST_MESSAGE);
}
