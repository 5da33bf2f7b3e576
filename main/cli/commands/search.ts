import { operand, wholeNumber, type Command } from '../arguments.ts';
import { EVERYTHING } from '../investigation.ts';
import { printRows, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { OBJECT_COLUMNS, objectLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

export function search(command: Command, output: Output): Promise<number> {
  operand(command, 1, 'a query');
  const query = command.operands.slice(1).join(' ');
  const top = wholeNumber(command, 'top', 20);
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const rows = await firstRows(top, (page) =>
      heap.objects({ ...page, order: 'retained', direction: 'descending', query, type: undefined }),
    );
    const lines = rows.map(objectLine);
    printRows(output, lines, lines, OBJECT_COLUMNS);
  });
}
