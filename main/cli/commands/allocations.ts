import type { AllocationTree, CallPlace, CallRow, SiteRow } from '#heap/model/allocationRows.ts';
import type { AnalysisId } from '#heap/analyses/results.ts';
import { UsageError, wholeNumber, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { bytesText, printJson, table, terminalSafe, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { withHeap } from '../withHeap.ts';

const NOTHING: readonly AnalysisId[] = [];

/** Where the objects that a query lets through were allocated: by line, or as a tree of calls. */
export function allocations(command: Command, output: Output): Promise<number> {
  const by = command.options['by'] ?? 'site';
  if (by !== 'site' && by !== 'stack') throw new UsageError('allocations: --by is site or stack');
  const top = wholeNumber(command, 'top', by === 'site' ? 20 : 60);
  const query = command.operands.slice(1).join(' ');
  return withHeap(command, output, query === '' ? NOTHING : EVERYTHING, async ({ heap }) => {
    const tree = valueOf(await heap.allocations({ query, measure: 'live' }));
    const about = { calls: tree.calls, traced: tree.traced, untraced: tree.untraced };
    if (by === 'stack') {
      const rows = tree.rows.slice(0, top);
      if (output.json) printJson(output, { ...about, rows });
      else printStacks(output, tree, rows);
      return;
    }
    const rows = await firstRows(top, (page) => heap.allocationSites({ ...page, query }));
    if (output.json) printJson(output, { ...about, rows });
    else printSites(output, tree, rows);
  });
}

function printSites(output: Output, tree: AllocationTree, rows: readonly SiteRow[]): void {
  if (saidNothing(output, tree)) return;
  output.out(
    table(rows, [
      { title: 'bytes', cell: (row) => row.bytes },
      { title: 'size', cell: (row) => bytesText(row.bytes) },
      { title: 'objects', cell: (row) => row.objects },
      { title: 'allocated in all', cell: (row) => (row.made === undefined ? '' : bytesText(row.made.bytes)) },
      { title: 'mostly', cell: (row) => terminalSafe(row.type) },
      { title: 'allocated at', cell: (row) => placeText(row) },
    ]),
  );
  printRest(output, tree);
}

function printStacks(output: Output, tree: AllocationTree, rows: readonly CallRow[]): void {
  if (saidNothing(output, tree)) return;
  for (const row of rows) {
    output.out(`${'  '.repeat(row.depth)}${bytesText(row.bytes)}, ${row.objects} objects: ${placeText(row)}\n`);
  }
  printRest(output, tree);
}

function saidNothing(output: Output, tree: AllocationTree): boolean {
  if (tree.calls > 0) return false;
  output.out('no allocation was recorded: start tracemalloc before what allocates, then capture\n');
  return true;
}

function printRest(output: Output, { traced, untraced }: AllocationTree): void {
  output.out(
    `\n${traced.objects} objects, ${bytesText(traced.bytes)} with a recorded allocation; ` +
      `${untraced.objects} objects, ${bytesText(untraced.bytes)} without\n`,
  );
}

function placeText({ function: name, file, line, column }: CallPlace): string {
  const place = `${file === '' ? '?' : file}${line > 0 ? `:${line}` : ''}${column > 0 ? `:${column}` : ''}`;
  return terminalSafe(name === '' ? place : `${name} (${place})`);
}
