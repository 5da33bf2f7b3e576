// Every table of the heap as files that other engines read, one per table, in a folder.
import { SQL_TABLE_NAMES, sqlTable } from '#heap/model/sqlTables.ts';
import { FaultError } from '#heap/base/fault.ts';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError, type Command } from '../arguments.ts';
import { printJson, type Output } from '../output.ts';
import { withSql, writeQuestion } from '../sqlHeap.ts';

export function exportHeap(command: Command, output: Output, format: 'parquet' | 'arrow'): Promise<number> {
  const folder = command.options['out'];
  if (folder === undefined) throw new UsageError('export: -o FOLDER is missing');
  const asked = command.options['table'];
  const tables = SQL_TABLE_NAMES.filter((table) => asked === undefined || table === asked);
  if (tables.length === 0) throw new UsageError(`--table takes ${SQL_TABLE_NAMES.join(', ')}`);
  const columns = tables.flatMap((table) => Object.keys(sqlTable(table).columns).map((column) => ({ table, column })));
  return withSql(command, output, columns, async (sql) => {
    await makeFolder(folder);
    const written: Record<string, number> = {};
    for (const table of tables) {
      const path = join(folder, `${table}.${format}`);
      written[table] = await writeQuestion(sql, `SELECT * FROM ${table}`, format, path, output);
    }
    output.progress('');
    if (output.json) printJson(output, { out: folder, rows: written });
    else for (const [table, rows] of Object.entries(written)) output.err(`${table}.${format}: ${rows} rows\n`);
  });
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new FaultError({
      code: 'export/failed',
      reason: error instanceof Error && 'code' in error ? String(error.code) : '',
    });
  }
}
