// Every row of a table into a file.
import { csvLine } from '#heap/exports/csv.ts';
import { jsonLine } from '#heap/exports/json.ts';
import type { Naming } from '#heap/exports/naming.ts';
import { redactedRow } from '#heap/exports/redaction.ts';
import type { ExportChunk } from '#heap/queries/exportTable.ts';
import { oneOf, UsageError, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { namingOf } from '../naming.ts';
import { printJson, type Output } from '../output.ts';
import { exportGraph } from './exportGraph.ts';
import { exportHeap } from './exportHeap.ts';
import { withHeap } from '../withHeap.ts';
import { writeWhole } from '../writeWhole.ts';

/** Rows per trip to the heap thread: about 2 MiB of text. */
const CHUNK_ROWS = 20_000;

export function exportTable(command: Command, output: Output): Promise<number> {
  const table = oneOf(command, 'table', ['objects', 'references', 'types'], 'objects');
  const format = oneOf(command, 'to', ['csv', 'ndjson', 'parquet', 'arrow', 'dot', 'graphml', 'svg'], 'csv');
  if (format === 'parquet' || format === 'arrow') return exportHeap(command, output, format);
  if (format === 'dot' || format === 'graphml' || format === 'svg') return exportGraph(command, output, format);
  const columns = (command.options['columns'] ?? '').split(',').filter((name) => name !== '');
  const path = command.options['out'];
  if (path === undefined) throw new UsageError('export: --out PATH is missing');
  const naming = namingOf(command);
  return withHeap(command, output, table === 'references' ? [] : [...EVERYTHING], async ({ heap }) => {
    const rows = await writeWhole(path, async (file) => {
      for (let first = 0; ;) {
        const asked = naming.redacted ? 'ndjson' : format;
        const chunk = valueOf(await heap.exportChunk({ table, columns, format: asked, first, count: CHUNK_ROWS }));
        await file.writeFile(naming.redacted ? redactedText(chunk, format, first, naming) : chunk.text);
        first += chunk.rows;
        output.progress(`exporting ${first} of ${chunk.total}`);
        if (first >= chunk.total) return first;
      }
    });
    output.progress('');
    const leftOut = ['path of the dump', 'host', 'user', ...(naming.redacted ? REDACTED : [])];
    if (output.json) printJson(output, { table, rows, out: path, redacted: naming.redacted, leftOut });
    else output.err(`${rows} rows written; left out: ${leftOut.join(', ')}\n`);
  });
}

const REDACTED = ['names outside the standard library (mapped)', 'keys and values (hashed)'];

/** The rows of the chunk with every text replaced that is not ours. */
function redactedText(chunk: ExportChunk, format: 'csv' | 'ndjson', first: number, naming: Naming): string {
  const rows = chunk.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => redactedCells(JSON.parse(line), naming));
  if (format === 'ndjson') return rows.map(jsonLine).join('');
  const lines = rows.map((row) => csvLine(chunk.columns.map((column) => row[column] ?? undefined)));
  return `${first === 0 ? csvLine(chunk.columns) : ''}${lines.join('')}`;
}

type Cells = Readonly<Record<string, string | number | null>>;

/** A type is one text here: what stands before its last dot is taken for its module. */
function redactedCells(row: Cells, naming: Naming): Cells {
  const { type } = row;
  if (typeof type !== 'string') return redactedRow(row, naming);
  const dot = type.lastIndexOf('.');
  const name = naming.type({ module: dot < 0 ? '' : type.slice(0, dot), name: type.slice(dot + 1) });
  return { ...redactedRow(row, naming), type: name };
}
