// The SQL engine over a heap in this very thread, as the CLI's thread and a page's worker have it.
import { createRequire } from 'node:module';
import { openLedger } from '#heap/base/column.ts';
import { outcomeOf, type Outcome } from '#heap/base/fault.ts';
import type { PartialResults } from '#heap/analyses/results.ts';
import { histogramOf } from '#heap/model/histogram.ts';
import type { Heap } from '#heap/model/heap.ts';
import type { SqlLimits, SqlResult, SqlRow } from '#heap/model/sqlRows.ts';
import { sqlCells, sqlRowCount } from '#heap/queries/sql/columns.ts';
import { SqlService } from '../sql/sqlService.ts';

export const WASM = createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm');
/** Milliseconds for a hook that compiles the engine on a busy machine. */
export const COMPILED = 60_000;
export const LIMITS: SqlLimits = { milliseconds: 20_000, rows: 100_000 };

export interface SqlOver {
  readonly service: SqlService;
  /** Rows as objects, all of them. */
  rows(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  ask(text: string, limits?: SqlLimits): Promise<Outcome<SqlResult>>;
}

export async function sqlOver(heap: Heap, results: PartialResults): Promise<SqlOver> {
  const ledger = openLedger();
  const histogram = histogramOf(heap.types.length, heap.objects.type, heap.objects.selfSize, ledger);
  const open = { heap, results, histogram, ledger };
  const service = new SqlService(() => performance.now());
  await service.open(WASM, {
    sqlColumns: (tables, columns) =>
      Promise.resolve(
        outcomeOf(() => ({
          rows: Object.fromEntries(tables.map((table) => [table, sqlRowCount(open, table)])),
          columns: columns.map((name) => ({ ...name, cells: sqlCells(open, name) })),
        })),
      ),
  });
  const ask: SqlOver['ask'] = async (text, limits = LIMITS) => {
    const outcome = await service.query(text, limits, undefined);
    if (!outcome.ok) return outcome;
    if (!outcome.value.done) throw new Error('cancelled');
    return { ok: true, value: outcome.value.value };
  };
  return {
    service,
    ask,
    async rows(text) {
      const outcome = await ask(text);
      if (!outcome.ok) throw new Error(`${text}: ${JSON.stringify(outcome.fault)}`);
      const { result, rows, columns } = outcome.value;
      const all: SqlRow[] = [];
      for (let first = 0; first < rows; first += 500) {
        const page = await service.page(result, { first, count: 500 });
        if (page.ok) all.push(...page.value.rows);
      }
      return all.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
    },
  };
}
