// An open heap with the SQL engine over it, and a file of the rows of a question.
import { ANALYSES } from '#heap/analyses/registry.ts';
import type { AnalysisId } from '#heap/analyses/results.ts';
import type { SqlFileFormat } from '#heap/model/sqlRows.ts';
import type { SqlColumnName } from '#heap/model/sqlTables.ts';
import { analysisOf } from '#heap/queries/sql/columns.ts';
import { startSqlThread, type SqlThread } from '#workers/node.ts';
import { UsageError, type Command } from './arguments.ts';
import { valueOf } from './investigation.ts';
import type { Output } from './output.ts';
import { withHeap } from './withHeap.ts';
import { writeWhole } from './writeWhole.ts';

/** Runs what the columns need, no more, while the engine compiles; then asks. */
export async function withSql(
  command: Command,
  output: Output,
  columns: readonly SqlColumnName[],
  ask: (sql: SqlThread['sql']) => Promise<void>,
): Promise<number> {
  if (command.flags.has('redact'))
    throw new UsageError('--redact knows no columns of queries and tables: ouro redact makes a dump that can be asked');
  const thread = startSqlThread();
  try {
    return await withHeap(command, output, analysesFor(columns), async ({ heap }) => {
      await thread.connect(heap);
      await ask(thread.sql);
    });
  } finally {
    await thread.close();
  }
}

/** With what must run before them. */
function analysesFor(columns: readonly SqlColumnName[]): readonly AnalysisId[] {
  const needed = new Set<AnalysisId>();
  const add = (id: AnalysisId): void => {
    for (const before of ANALYSES[id].after) add(before);
    needed.add(id);
  };
  for (const column of columns) {
    const id = analysisOf(column);
    if (id !== undefined) add(id);
  }
  return [...needed];
}

/** All rows of a question as one file; how many there were. */
export function writeQuestion(
  sql: SqlThread['sql'],
  question: string,
  format: SqlFileFormat,
  path: string,
  output: Output,
): Promise<number> {
  return writeWhole(path, async (file) => {
    valueOf(await sql.exportRows(question, format));
    for (;;) {
      const { bytes, rows } = valueOf(await sql.exportPart());
      if (bytes === undefined) return rows;
      await file.writeFile(bytes);
      output.progress(`${rows} rows`);
    }
  });
}
