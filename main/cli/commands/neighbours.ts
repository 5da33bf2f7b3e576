import { operand, wholeNumber, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { printRows, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { referenceLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

export const references = (command: Command, output: Output): Promise<number> =>
  neighbours(command, output, 'references');
export const referrers = (command: Command, output: Output): Promise<number> =>
  neighbours(command, output, 'referrers');

function neighbours(command: Command, output: Output, side: 'references' | 'referrers'): Promise<number> {
  const asked = operand(command, 1, 'an address');
  const top = wholeNumber(command, 'top', 100);
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const object = valueOf(await heap.locate(asked));
    const rows = await firstRows(top, (page) =>
      side === 'references' ? heap.references(object, page) : heap.referrers(object, page),
    );
    const lines = rows.map(referenceLine);
    printRows(output, lines, lines, [
      { title: 'label', cell: (row) => row.label },
      { title: 'kind', cell: (row) => String(row.kind) },
      { title: 'address', cell: (row) => String(row.address) },
      { title: 'self', cell: (row) => Number(row.self) },
      { title: 'retained', cell: (row) => (row.retained === null ? undefined : Number(row.retained)) },
      { title: 'type', cell: (row) => String(row.type) },
    ]);
  });
}
