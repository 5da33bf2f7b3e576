// Every row of a table into a file.
import { oneOf, UsageError, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import type { Output } from '../output.ts';
import { exportHeap } from './exportHeap.ts';
import { withHeap } from '../withHeap.ts';
import { writeWhole } from '../writeWhole.ts';

/** Rows per trip to the heap thread: about 2 MiB of text. */
const CHUNK_ROWS = 20_000;

export function exportTable(command: Command, output: Output): Promise<number> {
  const table = oneOf(command, 'table', ['objects', 'references', 'types'], 'objects');
  const format = oneOf(command, 'to', ['csv', 'ndjson', 'parquet', 'arrow'], 'csv');
  if (format === 'parquet' || format === 'arrow') return exportHeap(command, output, format);
  const columns = (command.options['columns'] ?? '').split(',').filter((name) => name !== '');
  const path = command.options['out'];
  if (path === undefined) throw new UsageError('export: --out PATH is missing');
  return withHeap(command, output, table === 'references' ? [] : [...EVERYTHING], async ({ heap }) => {
    const rows = await writeWhole(path, async (file) => {
      for (let first = 0; ;) {
        const chunk = valueOf(await heap.exportChunk({ table, columns, format, first, count: CHUNK_ROWS }));
        await file.writeFile(chunk.text);
        first += chunk.rows;
        output.progress(`exporting ${first} of ${chunk.total}`);
        if (first >= chunk.total) return first;
      }
    });
    output.progress('');
    if (output.json) output.out(`${JSON.stringify({ table, rows, out: path })}\n`);
    else output.err(`${rows} rows written\n`);
  });
}
