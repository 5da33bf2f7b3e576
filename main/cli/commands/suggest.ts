import type { SuggestionRow, Suggestions } from '#heap/model/cutRows.ts';
import { componentId } from '#heap/model/ids.ts';
import { operand, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf, type Investigation } from '../investigation.ts';
import { printJson, printRows, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';
import { lensOption } from './cycles.ts';
import { amountLine, amountText, cutLine } from './whatif.ts';
import { proxy } from 'comlink';

/** `suggest DUMP c-3` for a component of the lens, `suggest DUMP 0x7f..` for one object. */
export function suggest(command: Command, output: Output): Promise<number> {
  const asked = operand(command, 1, 'a component or an address');
  const lens = lensOption(command);
  return withHeap(command, output, [...EVERYTHING, 'componentsAll', 'componentsInstances'], async ({ heap }) => {
    valueOf(
      await heap.searchLens(
        lens,
        undefined,
        proxy(() => undefined),
      ),
    );
    const suggestions = await answerOf(heap, asked, lens);
    if (suggestions !== undefined) print(suggestions, output);
  });
}

async function answerOf(
  heap: Investigation['heap'],
  asked: string,
  lens: ReturnType<typeof lensOption>,
): Promise<Suggestions | undefined> {
  const silent = proxy(() => undefined);
  const number = /^c-(\d{1,9})$/.exec(asked);
  const finished =
    number === null
      ? valueOf(await heap.suggestFor(valueOf(await heap.locate(asked)), undefined, silent))
      : valueOf(await heap.suggest(lens, componentId(Number(number[1])), undefined, silent));
  return finished.done ? finished.value : undefined;
}

function print(answer: Suggestions, output: Output): void {
  const { rows, manyWays, unbreakable, approximate } = answer;
  if (output.json) {
    printJson(output, { manyWays, unbreakable, approximate, rows: rows.map(suggestionLine) });
    return;
  }
  printRows(output, rows, rows, [
    { title: 'why', cell: (row) => `${row.kind}${row.minimal ? '' : ' (small)'}` },
    { title: 'gone', cell: (row) => amountText(row.gone) },
    { title: 'at once', cell: (row) => amountText(row.atOnce) },
    { title: 'still cyclic', cell: (row) => row.cyclicLeft },
    { title: 'statement', cell: (row) => row.cuts.map((cut) => cut.statement || cut.expression).join('; ') },
  ]);
  if (manyWays) output.out('held by more than 8 independent ways\n');
  if (unbreakable) output.out('every cycle runs over references that Python code cannot drop\n');
  if (approximate) output.out('the component is too large for exact answers\n');
}

function suggestionLine(row: SuggestionRow): unknown {
  return {
    kind: row.kind,
    minimal: row.minimal,
    cuts: row.cuts.map(cutLine),
    statements: row.cuts.map((cut) => cut.statement),
    gone: amountLine(row.gone),
    atOnce: amountLine(row.atOnce),
    byCollector: amountLine(row.byCollector),
    stays: amountLine(row.stays),
    garbageAtOnce: amountLine(row.garbageAtOnce),
    cyclicLeft: row.cyclicLeft ?? null,
  };
}
