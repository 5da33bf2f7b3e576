import type { WhyAnswer } from '#heap/model/whyRows.ts';
import type { CutRow } from '#heap/model/cutRows.ts';
import { operand, wholeNumber, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { printFacts, printJson, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';
import { pathLine, pathText } from './paths.ts';
import { cutLine } from './whatif.ts';

export function why(command: Command, output: Output): Promise<number> {
  const asked = operand(command, 1, 'an address');
  const limit = wholeNumber(command, 'limit', 5, 50);
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const answer = valueOf(await heap.why(valueOf(await heap.locate(asked)), limit));
    const { lastReference } = answer;
    print(answer, lastReference === undefined ? undefined : valueOf(await heap.cut(lastReference)), output);
  });
}

function print(answer: WhyAnswer, last: CutRow | undefined, output: Output): void {
  const { verdict, holders, limited, component, paths } = answer;
  if (output.json) {
    printJson(output, {
      verdict,
      holders: { ...holders, unexplained: holders.unexplained ?? null },
      component: component ?? null,
      lastReference: last === undefined ? null : cutLine(last),
      limited,
      paths: paths.map(pathLine),
    });
    return;
  }
  printFacts(output, [
    ['alive by', verdict],
    ['strong references', holders.strong],
    ['weak references', holders.weak],
    ['locals', holders.frameLocal],
    ['unexplained', holders.unexplained],
    ['component', component === undefined ? 'none' : `c-${component}`],
    ['last reference', last === undefined ? 'none' : last.expression],
  ]);
  for (const path of paths) output.out(pathText(path));
  if (limited) output.out('a limit was hit: more may exist\n');
}
