// The columns of docs/sql.md out of the tables and results of a heap: as they lie where they can, in one linear pass where not.
import type { AnalysisId } from '../../analyses/results.ts';
import { missingFor } from '../../analyses/registry.ts';
import { fail } from '../../base/fault.ts';
import type { SqlCells } from '../../model/sqlRows.ts';
import { sqlTable, type SqlColumnName, type SqlTableName } from '../../model/sqlTables.ts';
import { objectColumn } from './objectColumns.ts';
import { referenceColumn } from './referenceColumns.ts';
import { sparseColumn } from './sparseColumns.ts';
import type { SqlHeap } from './sqlHeap.ts';
import { typeColumn } from './typeColumns.ts';

const NEEDS: Readonly<Record<string, AnalysisId>> = {
  'objects.retained': 'dominators',
  'objects.dominator': 'dominators',
  'objects.reachable': 'dominators',
  'objects.component': 'componentsDefault',
  'objects.depth': 'distances',
  'objects.parent': 'distances',
  'objects.excess': 'refcounts',
  'objects.explanation': 'refcounts',
  'objects.verdict': 'collector',
  'dominators.dominator': 'dominators',
  'dominators.retained': 'dominators',
  'dominators.reachable': 'dominators',
  'types.retained': 'typeRetained',
  'components.objects': 'componentsDefault',
  'components.refs': 'componentsDefault',
  'components.self': 'componentsDefault',
  'components.retained': 'cycleRetained',
};

/** What must have run before the column can be read. */
export function analysisOf({ table, column }: SqlColumnName): AnalysisId | undefined {
  const known = NEEDS[`${table}.${column}`];
  return known ?? (table === 'components' ? 'componentsDefault' : undefined);
}

/** Rows of the table. Fault `analysis/needs` while they are not known. */
export function sqlRowCount(open: SqlHeap, table: SqlTableName): number {
  const { heap } = open;
  switch (table) {
    case 'objects':
    case 'dominators':
      return heap.objects.length;
    case 'refs':
      return heap.references.length;
    case 'strings':
      return heap.previews.length;
    case 'components':
      return open.results.componentsDefault?.length ?? notYet('componentsDefault');
    default:
      return heap[table].length;
  }
}

/**
 * The cells of one column. A column that this dump cannot have is `unknown`; fault `analysis/needs` when its analysis is possible
 * and has not run, `query/invalid` when there is no such column.
 */
export function sqlCells(open: SqlHeap, name: SqlColumnName): SqlCells {
  const { table, column } = name;
  if (!Object.hasOwn(sqlTable(table).columns, column)) fail({ code: 'query/invalid', column: 0, expected: column });
  const needed = analysisOf(name);
  if (needed !== undefined && open.results[needed] === undefined) {
    if (missingFor(needed, open.heap.manifest) === undefined) notYet(needed);
    return { form: 'unknown', length: sqlRowCount(open, table) };
  }
  switch (table) {
    case 'objects':
    case 'dominators':
      return objectColumn(open, column);
    case 'refs':
      return referenceColumn(open, column);
    case 'types':
    case 'components':
      return typeColumn(open, table, column);
    default:
      return sparseColumn(open, table, column);
  }
}

function notYet(analysis: AnalysisId): never {
  fail({ code: 'analysis/needs', analysis: 'sql', missing: [analysis] });
}
