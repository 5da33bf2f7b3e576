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
    const rows = (await firstRows(top, (page) => heap.balances(page))).map(balanceLine);
    const { exactShare, mortal, exact, explained, unexplained, inconsistent, immortal } = summary;
    if (!output.json) {
      output.out(
        `${(exactShare * 100).toFixed(2)} % of ${mortal} mortal objects are explained exactly; ${unexplained} are not explained\n`,
      );
    }
    printRows(output, rows, { exactShare, mortal, exact, explained, unexplained, inconsistent, immortal, rows }, [
      { title: 'address', cell: (row) => row.address },
      { title: 'recorded', cell: (row) => row.recorded },
      { title: 'found', cell: (row) => row.found },
      { title: 'excess', cell: (row) => row.excess },
      { title: 'explanation', cell: (row) => row.explanation },
      { title: 'type', cell: (row) => row.type },
    ]);
  });
}
