import type { CollectionTables } from '#heap/model/countRows.ts';
import type { CollectorSummary } from '#heap/model/summaries.ts';
import type { WeakDefeatedAnswer, WeakDefeatedRow } from '#heap/model/whyRows.ts';
import type { Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { printFacts, printJson, type Output } from '../output.ts';
import { objectLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

/** Defeated entries of weak dictionaries that are printed; `defeated` counts all of them. */
const MOST_DEFEATED = 100;

export function gc(command: Command, output: Output): Promise<number> {
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const summary = valueOf(await heap.collector());
    const tables = valueOf(await heap.collectionTables());
    const weak = valueOf(await heap.weakDefeated(MOST_DEFEATED));
    if (output.json)
      printJson(output, { ...summaryLine(summary), ...tablesLine(tables), weakDefeated: weakLine(weak) });
    else print(summary, tables, weak, output);
  });
}

function print(summary: CollectorSummary, tables: CollectionTables, weak: WeakDefeatedAnswer, output: Output): void {
  const { objects, selfSize, components } = summary.collectable;
  printFacts(output, [
    ['tracked', summary.tracked],
    ['held from outside', summary.external],
    ['collectable objects', objects],
    ['collectable bytes', selfSize],
    ['collectable components', components],
    ...tables.collections.flatMap(
      (row) =>
        [
          [`a collection of generation ${row.generation} frees`, row.frees.objects],
          [`... and visits objects`, row.objects],
          [`... and visits references`, row.references],
        ] as const,
    ),
    ['finalizers', summary.finalizers],
    ['frozen', tables.frozen.objects],
    ['needlessly tracked', tables.needless.tuples.objects + tables.needless.dicts.objects],
    ['weak entries defeated', weak.defeated],
    ['collector', tables.model],
    ['bound', summary.bound],
    ...Object.entries(summary.verdicts).map(([verdict, count]) => [`verdict ${verdict}`, count] as const),
  ]);
}

function summaryLine(summary: CollectorSummary): object {
  const { tracked, external, collectable, verdicts, byGeneration, bound, negative, finalizers } = summary;
  const { objects, selfSize, components } = collectable;
  return {
    tracked,
    external,
    collectable: { objects, self: selfSize, components },
    verdicts,
    byGeneration,
    bound,
    negative,
    finalizers,
  };
}

function tablesLine({ model, collections, needless, frozen }: CollectionTables): object {
  return {
    model,
    byCollection: collections.map(({ generation, frees }) => ({
      generation,
      objects: frees.objects,
      self: frees.selfSize,
    })),
    work: collections.map(({ generation, objects, references }) => ({ generation, objects, references })),
    frozen: frozen.objects,
    needlesslyTracked: { tuples: needless.tuples.objects, dicts: needless.dicts.objects },
  };
}

function weakLine({ rows, defeated, entries, dictionaries, limited }: WeakDefeatedAnswer): object {
  return { defeated, entries, dictionaries, limited, rows: rows.map(defeatedLine) };
}

function defeatedLine({ kind, container, key, value, path, alone }: WeakDefeatedRow): object {
  return {
    kind,
    container: objectLine(container),
    key: objectLine(key),
    value: objectLine(value),
    path,
    alone: alone ?? null,
  };
}
