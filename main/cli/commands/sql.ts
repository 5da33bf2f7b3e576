// Any question about the heap, in SQL.
import { FaultError } from '#heap/base/fault.ts';
import type { SqlFileFormat, SqlResult, SqlRow } from '#heap/model/sqlRows.ts';
import { namedIn } from '#heap/queries/sql/named.ts';
import type { SqlThread } from '#workers/node.ts';
import { oneOf, operand, UsageError, wholeNumber, type Command } from '../arguments.ts';
import { valueOf } from '../investigation.ts';
import { printJson, table, terminalSafe, type Output } from '../output.ts';
import { withSql, writeQuestion } from '../sqlHeap.ts';

const FORMATS: readonly SqlFileFormat[] = ['csv', 'ndjson', 'parquet', 'arrow'];
/** One trip to the thread. */
const PAGE_ROWS = 500;
/** What a thread that does not answer to its own clock gets beyond its limit. */
const GRACE = 5000;

export function sql(command: Command, output: Output): Promise<number> {
  const questions = [operand(command, 1, 'a query'), ...command.operands.slice(2)];
  const limits = {
    milliseconds: wholeNumber(command, 'seconds', 60, 86_400) * 1000,
    rows: wholeNumber(command, 'top', output.json ? 100_000 : 1000),
  };
  const format = command.options['to'] === undefined ? undefined : oneOf(command, 'to', FORMATS, 'csv');
  const path = command.options['out'];
  if (format !== undefined && format !== 'csv' && format !== 'ndjson' && path === undefined)
    throw new UsageError('sql: --out PATH is missing');
  if (path !== undefined && questions.length > 1) throw new UsageError('sql: --out takes one query');
  const columns = questions.flatMap((question) => namedIn(question).columns);
  return withSql(command, output, columns, async (thread) => {
    for (const question of questions) {
      if (path !== undefined) {
        await writeOne(thread, question, format ?? 'csv', path, output);
        continue;
      }
      const result = await answered(thread, question, limits);
      if (format === undefined) printResult(output, result, await rowsOf(thread, result));
      else output.out(new TextDecoder().decode(valueOf(await thread.file(result.result, format))));
    }
  });
}

async function writeOne(
  thread: SqlThread['sql'],
  question: string,
  format: SqlFileFormat,
  path: string,
  output: Output,
): Promise<void> {
  const rows = await writeQuestion(thread, question, format, path, output);
  output.progress('');
  if (output.json) printJson(output, { rows, out: path });
  else output.err(`${rows} rows written\n`);
}

/** The engine stops itself between steps; when one step takes longer than the limit allows, waiting ends here. */
async function answered(
  thread: SqlThread['sql'],
  question: string,
  limits: { readonly milliseconds: number; readonly rows: number },
): Promise<SqlResult> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const stopped = new FaultError({ code: 'sql/stopped', limit: 'time', allowed: limits.milliseconds });
    late = setTimeout(() => reject(stopped), limits.milliseconds + GRACE);
  });
  try {
    const finished = valueOf(await Promise.race([thread.query(question, limits, undefined), tooLate]));
    if (!finished.done) throw new Error('nobody cancels here');
    return finished.value;
  } finally {
    clearTimeout(late);
  }
}

async function rowsOf(thread: SqlThread['sql'], { result, rows }: SqlResult): Promise<readonly SqlRow[]> {
  const all: SqlRow[] = [];
  for (let first = 0; first < rows; first += PAGE_ROWS)
    all.push(...valueOf(await thread.page(result, { first, count: PAGE_ROWS })).rows);
  return all;
}

function printResult(
  output: Output,
  { columns, rows, cut, loading, running }: SqlResult,
  cells: readonly SqlRow[],
): void {
  const names = columns.map(({ name }) => name);
  if (output.json) {
    const objects = cells.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])));
    printJson(output, { columns, rows: objects, cut, milliseconds: { loading, running } });
    return;
  }
  if (names.includes('explain_value')) {
    // A plan is a drawing of many lines.
    for (const row of cells) output.out(`${String(row[1]).split('\n').map(terminalSafe).join('\n')}\n`);
    return;
  }
  const titles = names.map((title, at) => ({ title, cell: (row: SqlRow) => shown(row[at]) }));
  output.out(table(cells, titles));
  if (cut) output.err(`the first ${rows} rows; --top N shows more, -o PATH writes all\n`);
}

function shown(cell: SqlRow[number] | undefined): string | number | undefined {
  return typeof cell === 'boolean' ? String(cell) : (cell ?? undefined);
}
