import { oneOf, wholeNumber, type Command } from '../arguments.ts';
import { RETAINED } from '../investigation.ts';
import { printRows, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { OBJECT_COLUMNS, objectLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

export function top(command: Command, output: Output): Promise<number> {
  const order = oneOf(command, 'by', ['self', 'retained'], 'retained') === 'self' ? 'selfSize' : 'retained';
  const count = wholeNumber(command, 'top', 20);
  return withHeap(command, output, RETAINED, async ({ heap }) => {
    const rows = await firstRows(count, (page) =>
      heap.objects({ ...page, order, direction: 'descending', query: '', type: undefined }),
    );
    const lines = rows.map(objectLine);
    printRows(output, lines, lines, OBJECT_COLUMNS);
  });
}
