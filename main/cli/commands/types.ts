import { oneOf, wholeNumber, type Command } from '../arguments.ts';
import { RETAINED } from '../investigation.ts';
import { printRows, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { typeLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

const ORDERS = { count: 'count', self: 'selfSize', retained: 'retained' } as const;

export function types(command: Command, output: Output): Promise<number> {
  const sort = oneOf(command, 'sort', ['count', 'self', 'retained'], 'self');
  const top = wholeNumber(command, 'top', 30);
  return withHeap(command, output, [...RETAINED, 'typeRetained'], async ({ heap }) => {
    const rows = await firstRows(top, (page) =>
      heap.types({ ...page, order: ORDERS[sort], direction: 'descending', filter: '' }),
    );
    const lines = rows.map(typeLine);
    printRows(output, lines, lines, [
      { title: 'count', cell: (row) => row.count },
      { title: 'self', cell: (row) => row.self },
      { title: 'retained', cell: (row) => row.retained ?? undefined },
      { title: 'type', cell: (row) => row.type },
    ]);
  });
}
