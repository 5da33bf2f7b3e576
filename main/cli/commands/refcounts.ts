import type { BlindTypeRow, CountTables } from '#heap/model/countRows.ts';
import { qualifiedName } from '#heap/model/names.ts';
import type { RefcountSummary } from '#heap/model/summaries.ts';
import { wholeNumber, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { printRows, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { balanceLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

export function refcounts(command: Command, output: Output): Promise<number> {
  const top = wholeNumber(command, 'top', 20);
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const summary = valueOf(await heap.refcountSummary());
    const tables = valueOf(await heap.countTables());
    const rows = (await firstRows(top, (page) => heap.balances(page))).map(balanceLine);
    if (!output.json) printSummary(summary, tables, output);
    printRows(output, rows, { ...summaryLine(summary), ...tablesLine(summary, tables), rows }, [
      { title: 'address', cell: (row) => row.address },
      { title: 'recorded', cell: (row) => row.recorded },
      { title: 'found', cell: (row) => row.found },
      { title: 'excess', cell: (row) => row.excess },
      { title: 'explanation', cell: (row) => row.explanation },
      { title: 'type', cell: (row) => row.type },
    ]);
  });
}

function printSummary(summary: RefcountSummary, tables: CountTables, output: Output): void {
  const { exactShare, mortal, unexplained } = summary;
  output.out(
    `${(exactShare * 100).toFixed(2)} % of ${mortal} mortal objects are explained exactly; ${unexplained} are not explained\n`,
  );
  for (const { type, instances, excess, confidence } of tables.opaque.filter((row) => row.excess > 0)) {
    output.out(
      `${instances} instances of ${qualifiedName(type)}, opaque to the collector, may hold ${excess} of the counts (${confidence})\n`,
    );
  }
}

function summaryLine(summary: RefcountSummary): object {
  const { exactShare, mortal, exact, explained, unexplained, inconsistent, immortal } = summary;
  return { exactShare, mortal, exact, explained, unexplained, inconsistent, immortal };
}

function tablesLine({ byType }: RefcountSummary, { explanations, byModule, opaque }: CountTables): object {
  return {
    byExplanation: explanations.map(({ explanation, objects, excess }) => ({ explanation, objects, excess })),
    byType: byType.map(({ type, objects, excess }) => ({ type: qualifiedName(type), objects, excess })),
    byModule: byModule.map(({ module, types, objects, excess, selfSize }) => ({
      module: module === '' ? 'builtins' : module,
      types,
      objects,
      excess,
      self: selfSize,
    })),
    opaque: opaque.map(opaqueLine),
  };
}

function opaqueLine(row: BlindTypeRow): object {
  const { instances, basicSize, selfSize, collected, traversed, held, excess, evidence, confidence, example } = row;
  return {
    type: qualifiedName(row.type),
    instances,
    basicSize,
    self: selfSize,
    collected,
    traversed,
    held: { objects: held.objects, self: held.selfSize, excess },
    evidence,
    confidence,
    example: example === undefined ? null : `#${example}`,
  };
}
