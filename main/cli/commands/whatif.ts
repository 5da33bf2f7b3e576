import type { Amount, CutRow, WhatIfAnswer } from '#heap/model/cutRows.ts';
import { qualifiedName } from '#heap/model/names.ts';
import { UsageError, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { printFacts, printJson, printRows, type Output } from '../output.ts';
import { objectLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';
import { proxy } from 'comlink';

/** `--cut 0x7f..:.user --cut '#12:[3]'`: the address or row of the holder, a colon, the label. */
export function whatif(command: Command, output: Output): Promise<number> {
  const wanted = command.cuts.map(readCut);
  if (wanted.length === 0) throw new UsageError('whatif: --cut FROM:LABEL is missing');
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const cuts = await Promise.all(wanted.map(async ([from, label]) => valueOf(await heap.locateCut(from, label))));
    const finished = valueOf(
      await heap.whatIf(
        cuts,
        undefined,
        proxy(() => undefined),
      ),
    );
    if (finished.done) print(finished.value, output);
  });
}

function readCut(text: string): readonly [string, string] {
  const colon = text.indexOf(':');
  if (colon <= 0) throw new UsageError('--cut takes FROM:LABEL, for example 0x7f0000001000:.user');
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function print(answer: WhatIfAnswer, output: Output): void {
  if (output.json) {
    printJson(output, whatIfLine(answer));
    return;
  }
  printFacts(output, [
    ['gone', amountText(answer.gone)],
    ['freed at once', amountText(answer.atOnce)],
    ['freed by the collector', amountText(answer.byCollector)],
    ['stays', amountText(answer.stays)],
    ['garbage freed at once', amountText(answer.garbageAtOnce)],
  ]);
  const cuts = answer.cuts.map(cutLine);
  printRows(output, cuts, cuts, [
    { title: 'cut', cell: (row) => row.expression },
    { title: 'statement', cell: (row) => row.statement },
    { title: 'remedy', cell: (row) => row.remedy },
  ]);
}

function whatIfLine(answer: WhatIfAnswer): unknown {
  return {
    cuts: answer.cuts.map(cutLine),
    gone: amountLine(answer.gone),
    atOnce: amountLine(answer.atOnce),
    byCollector: amountLine(answer.byCollector),
    stays: amountLine(answer.stays),
    garbageAtOnce: amountLine(answer.garbageAtOnce),
    types: answer.byType.map((row) => ({
      type: qualifiedName(row.type),
      atOnce: amountLine(row.atOnce),
      byCollector: amountLine(row.byCollector),
      stays: amountLine(row.stays),
    })),
    tops: answer.tops.map(objectLine),
  };
}

export function amountLine(amount: Amount | undefined): { readonly objects: number; readonly self: number } | null {
  return amount === undefined ? null : { objects: amount.objects, self: amount.selfSize };
}

export function amountText(amount: Amount | undefined): string | undefined {
  return amount === undefined ? undefined : `${amount.objects} objects, ${amount.selfSize} bytes`;
}

export interface CutLine {
  readonly from: string;
  readonly fromType: string;
  readonly to: string;
  readonly toType: string;
  readonly kind: string;
  readonly label: string;
  readonly expression: string;
  readonly means: string;
  readonly remedy: string;
  readonly statement: string;
}

export function cutLine(cut: CutRow): CutLine {
  return {
    from: cut.from.id,
    fromType: qualifiedName(cut.from.type),
    to: cut.to.id,
    toType: qualifiedName(cut.to.type),
    kind: cut.kind === 'instanceType' ? 'type' : cut.kind,
    label: cut.label,
    expression: cut.expression,
    means: cut.means,
    remedy: cut.remedy,
    statement: cut.statement,
  };
}
