// The heap's side of the SQL engine: columns out of the open heap, as dumped.
import type { SqlColumnName, SqlTableName } from '#heap/model/sqlTables.ts';
import { sqlCells, sqlRowCount } from '#heap/queries/sql/columns.ts';
import type { SqlHeap } from '#heap/queries/sql/sqlHeap.ts';
import type { OpenHeap } from './openHeap.ts';
import type { SqlSourceColumns } from './sqlApi.ts';

export class SqlAnswers {
  constructor(private readonly open: OpenHeap) {}

  /** Faults: `analysis/needs`, `query/invalid`, `memory/exhausted`. */
  columns(tables: readonly SqlTableName[], columns: readonly SqlColumnName[]): SqlSourceColumns {
    const { heap, asDumped, histogram, ledger } = this.open;
    // What is made for a query is the engine's once it has it, so it is not counted as the heap's.
    const open: SqlHeap = { heap, results: asDumped, histogram, ledger: { ...ledger } };
    return {
      rows: Object.fromEntries(tables.map((table) => [table, sqlRowCount(open, table)])),
      columns: columns.map((name) => ({ ...name, cells: sqlCells(open, name) })),
    };
  }
}
