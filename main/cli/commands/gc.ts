import type { Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { printFacts, printJson, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';

export function gc(command: Command, output: Output): Promise<number> {
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const { tracked, external, collectable, verdicts, byGeneration, bound, negative, finalizers } = valueOf(
      await heap.collector(),
    );
    const { objects, selfSize, components } = collectable;
    if (output.json) {
      printJson(output, {
        tracked,
        external,
        collectable: { objects, self: selfSize, components },
        verdicts,
        byGeneration,
        bound,
        negative,
        finalizers,
      });
      return;
    }
    printFacts(output, [
      ['tracked', tracked],
      ['held from outside', external],
      ['collectable objects', objects],
      ['collectable bytes', selfSize],
      ['collectable components', components],
      ['finalizers', finalizers],
      ['bound', bound],
      ...Object.entries(verdicts).map(([verdict, count]) => [`verdict ${verdict}`, count] as const),
    ]);
  });
}
