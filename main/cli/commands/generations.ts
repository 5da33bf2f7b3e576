import type { GenerationTypeRow, GenerationTypes, Untracking } from '#heap/model/generationRows.ts';
import { AGES } from '#heap/model/generationRows.ts';
import type { CollectorState } from '#heap/model/manifest.ts';
import { qualifiedName } from '#heap/model/names.ts';
import { wholeNumber, type Command } from '../arguments.ts';
import { valueOf } from '../investigation.ts';
import { bytesText, printFacts, printJson, table, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';

const UNTIL: Readonly<Record<Untracking, string>> = {
  anyCollection: 'until the next collection of their generation',
  fullCollection: 'until the next full collection',
  never: 'for good: this version tracks every dict',
};

/** Types by generation, most visits of a full collection first; `--top` of them. */
export function generations(command: Command, output: Output): Promise<number> {
  const top = wholeNumber(command, 'top', 20);
  return withHeap(command, output, [], async ({ heap, manifest }) => {
    const tables = valueOf(await heap.generationTypes());
    if (output.json) printJson(output, answer(tables, manifest.collector, top));
    else print(tables, manifest.collector, top, output);
  });
}

function print(tables: GenerationTypes, collector: CollectorState, top: number, output: Output): void {
  const { freeze, heldByYoung, needless } = tables;
  output.out(
    table(tables.ages, [
      { title: 'generation', cell: (row) => row.age },
      { title: 'objects', cell: (row) => row.objects },
      { title: 'bytes', cell: (row) => row.selfSize },
      { title: 'threshold', cell: (row) => collector.threshold[AGES.indexOf(row.age)] },
      { title: 'count', cell: (row) => collector.count[AGES.indexOf(row.age)] },
    ]),
  );
  output.out('\n');
  printFacts(output, [
    ['collector', tables.model],
    ['a pass of a full collection visits', `${tables.visits} objects and references`],
    ['old, alive, reachable from modules', `${freeze.objects} objects, ${bytesText(freeze.selfSize)}`],
    ['gc.freeze() would spare', `${freeze.visits} visits per pass`],
    ['old, held by young or from outside only', `${heldByYoung.objects} objects, ${bytesText(heldByYoung.selfSize)}`],
    ['tuples tracked for nothing', `${needless.tuples.objects}, ${UNTIL[needless.tuples.until]}`],
    ['dicts tracked for nothing', `${needless.dicts.objects}, ${UNTIL[needless.dicts.until]}`],
  ]);
  output.out('\n');
  output.out(
    table(tables.rows.slice(0, top), [
      { title: 'visits', cell: (row) => row.visits },
      ...AGES.map((age, code) => ({ title: age, cell: (row: GenerationTypeRow) => row.ages[code] })),
      { title: 'bytes', cell: (row) => row.selfSize },
      { title: 'type', cell: (row) => qualifiedName(row.type) },
    ]),
  );
}

function answer(tables: GenerationTypes, collector: CollectorState, top: number): object {
  const { model, ages, rows, types, visits, freeze, heldByYoung, needless } = tables;
  return {
    model,
    threshold: collector.threshold,
    count: collector.count,
    generations: ages.map(({ age, objects, selfSize }) => ({ generation: age, objects, self: selfSize })),
    visits,
    freeze: { objects: freeze.objects, self: freeze.selfSize, visits: freeze.visits },
    heldByYoung: { objects: heldByYoung.objects, self: heldByYoung.selfSize },
    needless: { tuples: needless.tuples, dicts: needless.dicts },
    types,
    rows: rows.slice(0, top).map((row) => ({
      type: qualifiedName(row.type),
      objects: row.objects,
      self: row.selfSize,
      visits: row.visits,
      ...Object.fromEntries(AGES.map((age, code) => [age, row.ages[code]])),
    })),
  };
}
