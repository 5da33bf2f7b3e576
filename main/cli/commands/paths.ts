import { qualifiedName } from '#heap/model/names.ts';
import type { PathRow } from '#heap/model/rows.ts';
import { operand, wholeNumber, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { printJson, terminalSafe, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';

export function paths(command: Command, output: Output): Promise<number> {
  const asked = operand(command, 1, 'an address');
  const limit = wholeNumber(command, 'limit', 5, 50);
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const answer = valueOf(await heap.paths(valueOf(await heap.locate(asked)), limit));
    if (output.json) {
      printJson(output, answer.paths.map(pathLine));
      return;
    }
    if (answer.paths.length === 0)
      output.out(
        answer.limited ? 'no path found within the search limit\n' : 'not reachable from the recorded roots\n',
      );
    for (const path of answer.paths) output.out(pathText(path));
    if (answer.limited && answer.paths.length > 0) output.out('more paths may exist (--limit)\n');
  });
}

export function pathLine(path: PathRow): unknown {
  return {
    expression: path.expression,
    root: path.root,
    length: path.steps.length - 1,
    steps: path.steps.map((step) => ({
      id: step.object.id,
      type: qualifiedName(step.object.type),
      kind: step.kind === 'instanceType' ? 'type' : step.kind,
      label: step.label.trim(),
      entry: step.entry,
    })),
  };
}

export function pathText(path: PathRow): string {
  const steps = path.steps.map((step, depth) => {
    const label = depth === 0 ? `root (${path.root.kind}) ${step.label}` : step.label.trim();
    return `  ${'  '.repeat(Math.min(depth, 20))}${terminalSafe(label)}  ${terminalSafe(qualifiedName(step.object.type))} ${step.object.id}${step.entry ? '  enters the cycle' : ''}\n`;
  });
  return `${terminalSafe(path.expression)}\n${steps.join('')}`;
}
